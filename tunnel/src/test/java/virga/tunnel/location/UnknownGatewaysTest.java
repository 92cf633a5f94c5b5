package virga.tunnel.location;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class UnknownGatewaysTest {
    private static final long START = 1_000_000;
    private static final Set<InetAddress> ONE = Set.of(InetAddress.ofLiteral("192.0.2.1"));

    private final UnknownGateways gateways = new UnknownGateways();

    @Test
    void aSilentGatewayIsAskedOnceAMinute() {
        assertEquals(ONE, gateways.ask(ONE, START));
        assertEquals(Set.of(), gateways.ask(ONE, START + 59_999));
        assertEquals(ONE, gateways.ask(ONE, START + 60_000));
    }

    /** Else a node would be at no location for the rest of the minute. */
    @Test
    void aGatewayThatAnsweredAndWasForgottenIsAskedAtOnce() {
        assertEquals(ONE, gateways.ask(ONE, START));
        assertEquals(Set.of(), gateways.ask(Set.of(), START + 300));
        assertEquals(ONE, gateways.ask(ONE, START + 5_300));
    }

    @Test
    void noMoreGatewaysAreAskedThanTheMost() {
        Set<InetAddress> many = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            many.add(InetAddress.ofLiteral("192.0.2." + i));
        }
        assertEquals(UnknownGateways.ASKED_MAX, gateways.ask(many, START).size());
        assertEquals(Set.of(), gateways.ask(many, START + 1));
    }
}
