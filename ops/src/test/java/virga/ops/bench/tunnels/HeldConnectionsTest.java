package virga.ops.bench.tunnels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import virga.ops.bench.ChildProcess;
import virga.ops.bench.JavaCommand;
import virga.ops.bench.Loopback;
import virga.ops.bench.tunnel.DeviceProcess;

final class HeldConnectionsTest {
    private static final int CONNECTIONS = 200;

    @Test
    void connectionsAreHeldUntilTheirDeviceIsGone() {
        ChildProcess device =
                ChildProcess.java("device", JavaCommand.LOAD_FLAGS, DeviceProcess.class, List.of());
        int port = Integer.parseInt(device.await("port ", Duration.ofSeconds(60)));
        InetSocketAddress address = Loopback.at(port);
        try (HeldConnections held = new HeldConnections(address)) {
            assertEquals(CONNECTIONS, held.open(CONNECTIONS));
            assertEquals(CONNECTIONS, held.carry());
            assertEquals(CONNECTIONS, held.carry());
            assertTrue(held.fault().isEmpty(), held.fault());
            device.close();
            assertEquals(0, held.carry());
            assertFalse(held.fault().isEmpty());
        }
    }
}
