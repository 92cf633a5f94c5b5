package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import virga.protocol.Network;
import virga.protocol.identity.Role;
import virga.protocol.link.LinkPolicy.Decision;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordSigner;

/** Who is admitted by a strict node that may not know who was revoked. */
final class StrictPolicyTest {
    private final AtomicBoolean stale = new AtomicBoolean();
    private final LinkPolicy policy =
            LinkPolicy.strict(peer -> new Decision.Stay(true), stale::get);

    private static LinkPeer peer(Role... roles) {
        NodeRecord node =
                new NodeRecord(
                        Network.id(Network.NODE),
                        Network.NODE.publicKey(),
                        Set.of(roles),
                        List.of(),
                        "",
                        1,
                        Network.LATER,
                        Network.OPERATOR.publicKey());
        return new LinkPeer(
                Network.NODE.publicKey(),
                Optional.of(RecordSigner.sign(node, Network.OPERATOR)),
                Optional.empty(),
                Duration.ZERO,
                0);
    }

    @Test
    void everybodyStaysWhileTheListIsYoung() {
        assertEquals(new Decision.Stay(true), policy.decide(peer(Role.USER)));
    }

    @Test
    void nobodyIsAdmittedWhileItIsOldButThoseWhoBringANewerOneAndWithoutStreams() {
        stale.set(true);
        assertEquals(new Decision.Refuse(LinkEnd.STALE), policy.decide(peer(Role.USER)));
        assertEquals(new Decision.Refuse(LinkEnd.STALE), policy.decide(peer(Role.TUNNEL)));
        assertEquals(new Decision.Stay(false), policy.decide(peer(Role.SUPER, Role.TUNNEL)));
        assertEquals(new Decision.Stay(false), policy.decide(peer(Role.OPERATOR)));
        stale.set(false);
        assertEquals(new Decision.Stay(true), policy.decide(peer(Role.TUNNEL)));
    }

    @Test
    void strangersAreRefusedToo() {
        stale.set(true);
        LinkPeer stranger =
                new LinkPeer(
                        Network.STRANGER.publicKey(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ZERO,
                        0);
        assertEquals(new Decision.Refuse(LinkEnd.STALE), policy.decide(stranger));
    }

    @Test
    void whomTheUsualPolicyRefusesIsRefusedForItsReason() {
        stale.set(true);
        LinkPolicy usual =
                LinkPolicy.strict(peer -> new Decision.Refuse(LinkEnd.OTHER_DOMAIN), stale::get);
        assertEquals(new Decision.Refuse(LinkEnd.OTHER_DOMAIN), usual.decide(peer(Role.SUPER)));
    }
}
