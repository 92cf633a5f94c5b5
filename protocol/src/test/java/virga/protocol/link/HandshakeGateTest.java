package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many strangers may shake hands at once. */
final class HandshakeGateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final HandshakeGate gate =
            new HandshakeGate(LinkLimits.DEFAULT.withHandshakes(6, 2, 10), 0);

    @Test
    void oneAddressHasItsShare() {
        assertTrue(enter("192.0.2.1"));
        assertTrue(enter("192.0.2.1"));
        assertFalse(enter("192.0.2.1"));
        assertTrue(enter("192.0.2.2"));
        gate.leave(InetAddress.ofLiteral("192.0.2.1"));
        assertTrue(enter("192.0.2.1"));
    }

    @Test
    void oneCustomerOfIpv6HasOneShare() {
        assertTrue(enter("2001:db8::1") && enter("2001:db8::ffff:2"));
        assertFalse(enter("2001:db8::3"));
        assertTrue(enter("2001:db8:0:1::3"));
    }

    @Test
    void allTogetherAreBoundedAndLoopbackToo() {
        for (int i = 0; i < 6; i++) {
            assertTrue(enter("127.0.0.1"));
        }
        assertFalse(enter("127.0.0.1"));
        assertFalse(enter("192.0.2.9"));
        assertEquals(6, gate.unfinished());
    }

    @Test
    void connectionsComeNoFasterThanTheRate() {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        for (int i = 0; i < 10; i++) {
            assertTrue(gate.enter(loopback, 0));
            gate.leave(loopback);
        }
        assertFalse(gate.enter(loopback, 0));
        assertFalse(gate.enter(loopback, SECOND / 20));
        assertTrue(gate.enter(loopback, SECOND / 10 + 1));
        gate.leave(loopback);
        assertFalse(gate.enter(loopback, SECOND / 10 + 1));
    }

    private boolean enter(String address) {
        return gate.enter(InetAddress.ofLiteral(address), 0);
    }
}
