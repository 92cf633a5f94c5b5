package virga.actors.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OwnCandidatesTest {
    private static List<String> candidates(String listen, String... addresses) {
        InetAddress bound = InetAddress.ofLiteral(listen);
        List<InetAddress> all = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
        return OwnCandidates.of(Optional.of(new InetSocketAddress(bound, 7000)), all).stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void aNodeWithoutListenerHasNone() {
        assertEquals(
                List.of(),
                OwnCandidates.of(Optional.empty(), List.of(InetAddress.ofLiteral("192.0.2.1"))));
    }

    @Test
    void whatReachesFurthestComesFirst() {
        assertEquals(
                List.of("direct 192.0.2.1:7000", "direct 10.0.0.1:7000"),
                candidates("0.0.0.0", "127.0.0.1", "10.0.0.1", "192.0.2.1"));
    }

    @Test
    void bothFamiliesAreNamedWhereBothAreListenedOn() {
        assertEquals(
                List.of("direct [2001:db8::1]:7000", "direct 10.0.0.1:7000"),
                candidates("::", "10.0.0.1", "2001:db8::1", "fe80::1", "::1"));
    }

    @Test
    void aListenerForOneFamilyNamesOnlyThat() {
        assertEquals(
                List.of("direct 10.0.0.1:7000"), candidates("0.0.0.0", "10.0.0.1", "2001:db8::1"));
    }

    @Test
    void loopbackIsNamedOnlyWhereThereIsNothingElse() {
        assertEquals(List.of("direct 127.0.0.1:7000"), candidates("0.0.0.0", "127.0.0.1"));
    }

    @Test
    void anAddressThatWasChosenIsTheOnlyOne() {
        assertEquals(
                List.of("direct 127.0.0.1:7000"), candidates("127.0.0.1", "10.0.0.1", "192.0.2.1"));
    }
}
