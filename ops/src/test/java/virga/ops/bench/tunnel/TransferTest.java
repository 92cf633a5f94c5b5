package virga.ops.bench.tunnel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.JavaCommand;
import virga.ops.bench.Loopback;

final class TransferTest {
    private static final long LENGTH_BYTES = 4 << 20;

    @Test
    void deviceTakesGivesAndEchoes() throws IOException {
        try (ChildProcess device =
                ChildProcess.java(
                        "device", JavaCommand.LOAD_FLAGS, DeviceProcess.class, List.of())) {
            int port = Integer.parseInt(device.await("port ", Duration.ofSeconds(60)));
            InetSocketAddress address = Loopback.at(port);
            for (Wish.Kind kind : List.of(Wish.Kind.TAKE, Wish.Kind.GIVE)) {
                assertTrue(Transfer.megabytesASecond(address, kind, LENGTH_BYTES, 1) > 0);
                assertTrue(Transfer.megabytesASecond(address, kind, LENGTH_BYTES, 8) > 0);
            }
            assertTrue(Transfer.firstByteMillis(address) > 0);
        }
    }
}
