package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Network;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordSigner;

/** What one peer and one address may take of a node's links. */
final class LinkPlacesTest {
    private static final InetSocketAddress HERE = at("192.0.2.1");

    private final LinkPlaces places =
            new LinkPlaces(LinkLimits.DEFAULT, () -> Optional.of(Network.DOMAIN));

    @Test
    void strangersAtOneAddressDoNotKeepOthersOut() {
        for (int i = 0; i < LinkPlaces.STRANGERS_PER_ADDRESS_MAX; i++) {
            assertTrue(places.take(stranger(i), HERE));
        }
        assertFalse(places.take(stranger(100), HERE));
        assertTrue(places.take(stranger(100), at("192.0.2.2")));

        places.giveBack(stranger(0), HERE);
        assertTrue(places.take(stranger(101), HERE));
    }

    @Test
    void strangersOfOneIpv6SiteHaveOneShare() {
        for (int i = 0; i < LinkPlaces.STRANGERS_PER_ADDRESS_MAX; i++) {
            assertTrue(places.take(stranger(i), at("2001:db8::" + i)));
        }
        assertFalse(places.take(stranger(100), at("2001:db8::ffff")));
        assertTrue(places.take(stranger(100), at("2001:db8:0:1::1")));
    }

    @Test
    void oneKeyHasItsShareFromWhereverItComes() {
        LinkPeer peer =
                new LinkPeer(
                        Network.NODE.publicKey(),
                        Optional.of(Network.node()),
                        Optional.of(Network.operator()),
                        Duration.ZERO,
                        0);
        for (int i = 0; i < LinkPlaces.PER_KEY_MAX; i++) {
            assertTrue(places.take(peer, at("192.0.2." + i)));
        }
        assertFalse(places.take(peer, at("192.0.2.250")));
        assertTrue(places.take(stranger(1), HERE));

        places.giveBack(peer, at("192.0.2.7"));
        assertTrue(places.take(peer, at("192.0.2.250")));
    }

    @Test
    void loopbackIsBoundedByTheWholeOnly() {
        for (int i = 0; i < LinkLimits.DEFAULT.unadmittedMax(); i++) {
            assertTrue(places.take(stranger(i), at("127.0.0.1")));
        }
        assertFalse(places.take(stranger(100), at("127.0.0.1")));
    }

    @Test
    void oneForeignDomainDoesNotKeepOthersOut() {
        LinkPlaces few = new LinkPlaces(limits(40, 20), () -> Optional.of(Network.DOMAIN));
        DomainId first = new DomainId(1);
        for (int i = 0; i < 20; i++) {
            assertTrue(few.take(member(first, i), HERE));
        }
        assertFalse(few.take(member(first, 20), HERE));
        assertTrue(few.take(member(new DomainId(2), 21), HERE));
        assertTrue(few.take(member(Network.DOMAIN, 22), HERE));

        few.giveBack(member(first, 3), HERE);
        assertTrue(few.take(member(first, 20), HERE));
    }

    @Test
    void ownDomainMayHaveAllPlaces() {
        LinkPlaces few = new LinkPlaces(limits(40, 20), () -> Optional.of(Network.DOMAIN));
        for (int i = 0; i < 40; i++) {
            assertTrue(few.take(member(Network.DOMAIN, i), HERE), "link " + i);
        }
        assertFalse(few.take(member(Network.DOMAIN, 40), HERE));
    }

    @Test
    void foreignDomainsHaveHalfOfThePlacesAtFirst() {
        LinkLimits usual = LinkLimits.DEFAULT;
        assertEquals(usual.linksMax(), 2 * usual.linksPerForeignDomainMax());
    }

    private static LinkLimits limits(int linksMax, int foreignMax) {
        LinkLimits usual = LinkLimits.DEFAULT;
        return new LinkLimits(
                linksMax,
                foreignMax,
                usual.unadmittedMax(),
                usual.unadmittedLife(),
                usual.handshakesMax(),
                usual.handshakesPerAddressMax(),
                usual.acceptsPerSecondMax(),
                usual.handshakeTimeout(),
                usual.mux());
    }

    private static LinkPeer member(DomainId domain, int number) {
        PublicKey key = Network.key(number).publicKey();
        NodeRecord body =
                new NodeRecord(
                        NodeId.of(domain, key),
                        key,
                        Set.of(Role.USER),
                        List.of(),
                        "",
                        Network.NOW.getEpochSecond(),
                        Network.LATER,
                        Network.OPERATOR.publicKey());
        return new LinkPeer(
                key,
                Optional.of(RecordSigner.sign(body, Network.OPERATOR)),
                Optional.of(Network.operator()),
                Duration.ZERO,
                0);
    }

    private static LinkPeer stranger(int number) {
        IdentityKey key = Network.key(number);
        return new LinkPeer(key.publicKey(), Optional.empty(), Optional.empty(), Duration.ZERO, 0);
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 7000);
    }
}
