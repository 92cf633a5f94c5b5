package virga.ops.operator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.ops.operator.admission.Admission.Decision;
import virga.ops.operator.admission.Admission.Granted;
import virga.ops.operator.admission.Admission.Known;
import virga.ops.operator.admission.Admission.Refused;
import virga.ops.operator.admission.Admission.Request;
import virga.ops.operator.admission.Admission.Silence;
import virga.ops.operator.admission.Admission.SilenceReason;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.TokenEntry;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.message.RefusalReason;

/** Who is admitted, one sentence each. */
final class AdmissionTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final DomainId ACME = new DomainId(0xdfe47365);
    private static final PublicKey OPERATOR = key(1);
    private static final PublicKey PEER = key(2);
    private static final PublicKey OTHER = key(3);
    private static final Bytes SECRET_HASH = Bytes.ofHex("ab".repeat(32));

    private final Admission admission = new Admission(OPERATOR);
    private final DomainEntry domain =
            new DomainEntry(ACME, "acme", Bytes.ofHex("07".repeat(32)), 10, 0);

    private static PublicKey key(int fill) {
        return new PublicKey(Bytes.ofHex(String.format("%02x", fill).repeat(32)));
    }

    private static TokenEntry token(int usesLeft, Instant expires) {
        return new TokenEntry(
                SECRET_HASH,
                ACME,
                EnumSet.of(Role.USER, Role.TUNNEL),
                List.of("hall", "yard"),
                usesLeft,
                expires);
    }

    private static TokenEntry token() {
        return token(3, NOW.plusSeconds(60));
    }

    private static NodeEntry node(PublicKey key, String name, Instant expires, Bytes token) {
        long version = NOW.getEpochSecond() + 5;
        return new NodeEntry(
                NodeId.of(ACME, key),
                key,
                name,
                Set.of(Role.USER),
                List.of(),
                version,
                expires,
                token);
    }

    private static Request request(Set<Role> roles, List<String> labels, String name) {
        return new Request(PEER, roles, labels, name);
    }

    private static Request modest() {
        return request(Set.of(Role.USER), List.of(), "laptop");
    }

    private Known known(TokenEntry token) {
        return new Known(
                Optional.of(token), Optional.of(domain), Optional.empty(), Optional.empty());
    }

    private Known knownNode(TokenEntry token, NodeEntry node) {
        return new Known(
                Optional.of(token), Optional.of(domain), Optional.of(node), Optional.empty());
    }

    private Known knownName(NodeEntry holder) {
        return new Known(
                Optional.of(token()), Optional.of(domain), Optional.empty(), Optional.of(holder));
    }

    private void assertRefused(RefusalReason reason, Decision decision) {
        assertEquals(new Refused(reason), decision);
    }

    private static Granted granted(Decision decision) {
        return assertInstanceOf(Granted.class, decision);
    }

    @Test
    void validTokenAdmitsForThirtyDaysAndTakesOneUse() {
        Granted granted = granted(admission.admit(modest(), known(token()), NOW));
        assertTrue(granted.takesUse());
        assertEquals(NodeId.of(ACME, PEER), granted.body().id());
        assertEquals(Set.of(Role.USER), granted.body().roles());
        assertEquals("laptop", granted.body().name());
        assertEquals(NOW.plus(Duration.ofDays(30)), granted.body().expires());
        assertEquals(NOW.getEpochSecond(), granted.body().version());
        assertEquals(OPERATOR, granted.body().operator());
    }

    @Test
    void unknownSecretGetsSilence() {
        Known nothing =
                new Known(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(
                new Silence(SilenceReason.UNKNOWN_SECRET), admission.admit(modest(), nothing, NOW));
    }

    @Test
    void tokenIsExpiredFromItsLastSecondOn() {
        assertRefused(
                RefusalReason.TOKEN_EXPIRED, admission.admit(modest(), known(token(1, NOW)), NOW));
        granted(admission.admit(modest(), known(token(1, NOW.plusSeconds(1))), NOW));
    }

    @Test
    void usedUpTokenIsRefused() {
        TokenEntry empty = token(0, NOW.plusSeconds(60));
        assertRefused(RefusalReason.TOKEN_USED_UP, admission.admit(modest(), known(empty), NOW));
    }

    @Test
    void nodeWhoseAnswerWasLostGetsARecordAgainWithoutAnotherUse() {
        TokenEntry empty = token(0, NOW.plusSeconds(60));
        NodeEntry before = node(PEER, "laptop", NOW.plusSeconds(1_000), SECRET_HASH);
        Granted again = granted(admission.admit(modest(), knownNode(empty, before), NOW));
        assertFalse(again.takesUse());
        assertEquals(before.version() + 1, again.body().version());
    }

    @Test
    void nodeThatCameWithAnotherTokenTakesAUseOfThisOne() {
        Bytes otherToken = Bytes.ofHex("cd".repeat(32));
        NodeEntry before = node(PEER, "laptop", NOW.plusSeconds(1_000), otherToken);
        assertTrue(granted(admission.admit(modest(), knownNode(token(), before), NOW)).takesUse());
    }

    @Test
    void roleThatTheTokenDoesNotGiveIsRefused() {
        assertRefused(
                RefusalReason.ROLE,
                admission.admit(
                        request(Set.of(Role.USER, Role.SUPER), List.of(), ""),
                        known(token()),
                        NOW));
    }

    @Test
    void whoAsksForNoRoleIsRefused() {
        assertRefused(
                RefusalReason.ROLE,
                admission.admit(request(Set.of(), List.of(), ""), known(token()), NOW));
    }

    @Test
    void noTokenMakesAnOperator() {
        TokenEntry generous =
                new TokenEntry(
                        SECRET_HASH,
                        ACME,
                        EnumSet.allOf(Role.class),
                        List.of(),
                        1,
                        NOW.plusSeconds(60));
        assertRefused(
                RefusalReason.ROLE,
                admission.admit(
                        request(Set.of(Role.OPERATOR), List.of(), ""), known(generous), NOW));
    }

    @Test
    void labelThatTheTokenDoesNotGiveIsRefused() {
        assertRefused(
                RefusalReason.LABEL,
                admission.admit(
                        request(Set.of(Role.TUNNEL), List.of("hall", "roof"), ""),
                        known(token()),
                        NOW));
        Granted granted =
                granted(
                        admission.admit(
                                request(Set.of(Role.TUNNEL), List.of("yard"), ""),
                                known(token()),
                                NOW));
        assertEquals(List.of("yard"), granted.body().labels());
    }

    @Test
    void nameOfALivingNodeIsTaken() {
        NodeEntry holder = node(OTHER, "laptop", NOW.plusSeconds(1), SECRET_HASH);
        assertRefused(RefusalReason.NAME_TAKEN, admission.admit(modest(), knownName(holder), NOW));
    }

    @Test
    void nameOfAnExpiredNodePassesToTheNewOne() {
        NodeEntry holder = node(OTHER, "laptop", NOW, SECRET_HASH);
        Granted granted = granted(admission.admit(modest(), knownName(holder), NOW));
        assertEquals(Optional.of(holder.id()), granted.losesName());
    }

    @Test
    void nameThatIsNoDnsLabelIsRefused() {
        for (String name : List.of("Laptop", "-a", "a-", "a.b", "a b", "a".repeat(64), "\u00e4")) {
            assertRefused(
                    RefusalReason.UNSPECIFIED,
                    admission.admit(
                            request(Set.of(Role.USER), List.of(), name), known(token()), NOW));
        }
        granted(
                admission.admit(
                        request(Set.of(Role.USER), List.of(), "a".repeat(63)),
                        known(token()),
                        NOW));
    }

    @Test
    void nodeMayHaveNoName() {
        Granted granted =
                granted(
                        admission.admit(
                                request(Set.of(Role.USER), List.of(), ""), known(token()), NOW));
        assertEquals("", granted.body().name());
    }

    @Test
    void domainWithoutRoomRefusesANewNodeButNotAKnownOne() {
        DomainEntry full = new DomainEntry(ACME, "acme", domain.key(), 10, 10);
        Known stranger =
                new Known(
                        Optional.of(token()),
                        Optional.of(full),
                        Optional.empty(),
                        Optional.empty());
        assertRefused(RefusalReason.QUOTA, admission.admit(modest(), stranger, NOW));
        NodeEntry before = node(PEER, "laptop", NOW.plusSeconds(9), SECRET_HASH);
        Known member =
                new Known(
                        Optional.of(token()),
                        Optional.of(full),
                        Optional.of(before),
                        Optional.of(before));
        granted(admission.admit(modest(), member, NOW));
    }

    @Test
    void tokenOfADomainThatIsGoneIsRefused() {
        Known gone =
                new Known(
                        Optional.of(token()), Optional.empty(), Optional.empty(), Optional.empty());
        assertRefused(RefusalReason.DOMAIN_GONE, admission.admit(modest(), gone, NOW));
    }

    @Test
    void renewalKeepsWhatIsRegisteredAndRaisesTheVersion() {
        NodeEntry before = node(PEER, "laptop", NOW.plusSeconds(1), SECRET_HASH);
        Granted granted = granted(admission.renew(Optional.of(before), NOW));
        assertFalse(granted.takesUse());
        assertEquals(before.roles(), granted.body().roles());
        assertEquals(before.name(), granted.body().name());
        assertEquals(before.version() + 1, granted.body().version());
        assertEquals(NOW.plus(Duration.ofDays(30)), granted.body().expires());
    }

    @Test
    void expiredOrUnknownNodeIsNotRenewed() {
        NodeEntry expired = node(PEER, "laptop", NOW, SECRET_HASH);
        assertEquals(
                new Silence(SilenceReason.EXPIRED_NODE),
                admission.renew(Optional.of(expired), NOW));
        assertEquals(new Silence(SilenceReason.NOT_A_NODE), admission.renew(Optional.empty(), NOW));
    }
}
