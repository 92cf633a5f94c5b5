package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.ops.operator.RegistryFixture.done;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.operator.admission.Admission.SilenceReason;
import virga.ops.operator.admission.AdmissionDesk;
import virga.ops.operator.plan.PlanDesk;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.StaticRecord;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.Bytes;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.message.RefusalReason;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordKind;

/** What the operator does to who is revoked, and how it keeps the list. */
final class RevokingTest {
    private final RegistryFixture operator;
    private final PublicKey key = RegistryFixture.newPublicKey();
    private Bytes secret = Bytes.EMPTY;
    private NodeId node;

    RevokingTest(@TempDir Path folder) {
        operator = RegistryFixture.begin(folder);
        operator.addDomain("acme");
        node = operator.self;
    }

    @BeforeEach
    void admit() {
        secret = operator.token("acme", 5, Role.USER, Role.SUPER);
        node = admitted(key, "laptop").id();
    }

    @AfterEach
    void end() {
        operator.close();
    }

    private NodeRecord admitted(PublicKey who, String name) {
        Message.Admitted answer =
                assertInstanceOf(
                        Message.Admitted.class,
                        operator.answer(who, secret, name, Role.USER, Role.SUPER).orElseThrow());
        return operator.believed(answer.node(), NodeRecord.class);
    }

    private RevokedNode revoke(String reference) {
        return done(operator.commands.revoke(reference, operator.now));
    }

    private OperatorException refused(String reference) {
        return assertThrows(OperatorException.class, () -> revoke(reference));
    }

    private RevocationListRecord list() {
        StaticRecord record =
                done(operator.registry.read(
                                tables ->
                                        tables.records()
                                                .at(RecordKind.REVOCATION_LIST, DhtKey.WELL_KNOWN)))
                        .orElseThrow();
        return operator.believed(record.signed(), RevocationListRecord.class);
    }

    private Optional<RecordKind> standing(RecordKind about) {
        return done(operator.registry.read(t -> t.records().at(about, DhtKey.of(node))))
                .map(record -> record.signed().kind());
    }

    private void signWhenDue() {
        done(operator.commands.signRevocations(operator.now));
    }

    @Test
    void firstListIsSignedAtTheStartAndAgainEachHourWithTheNextNumber() {
        signWhenDue();
        assertEquals(1, list().number());
        assertEquals(Set.of(), list().keyHashes());
        operator.now = operator.now.plus(Duration.ofMinutes(59));
        signWhenDue();
        assertEquals(1, list().number());
        operator.now = operator.now.plus(Duration.ofMinutes(1));
        signWhenDue();
        assertEquals(2, list().number());
        assertEquals(operator.now, Instant.ofEpochSecond(list().version()));
    }

    @Test
    void revokedNodeIsInTheNextListAndItsRowsAreGone() {
        done(
                operator.registry.change(
                        t ->
                                new PlanDesk(operator.identity, operator.now)
                                        .submit(
                                                t,
                                                node,
                                                List.of(RegistryFixture.ADDRESS),
                                                Bytes.ofHex("01".repeat(16)),
                                                operator.now)));
        int entries = entries();
        signWhenDue();
        RevokedNode revoked = revoke("laptop.acme");
        assertEquals(node, revoked.node().id());
        assertEquals("acme", revoked.domain());
        assertEquals(2, revoked.number());
        assertEquals(Set.of(key.hash()), list().keyHashes());
        assertEquals(2, list().number());
        assertEquals(entries - 1, entries());
        assertEquals(Optional.of(RecordKind.TOMBSTONE), standing(RecordKind.NODE));
        assertEquals(Optional.of(RecordKind.TOMBSTONE), standing(RecordKind.SUPER_NODE));
        admitted(RegistryFixture.newPublicKey(), "laptop");
    }

    private int entries() {
        return done(operator.registry.read(t -> t.domains().named("acme").entries()));
    }

    @Test
    void revokedKeyIsRenewedInSilenceAndNoTokenAdmitsItAgain() {
        revoke(node.toString());
        AdmissionDesk.Result renewal =
                done(operator.registry.change(t -> operator.desk.renew(t, node, operator.now)));
        assertEquals(Optional.empty(), renewal.answer());
        assertEquals(Optional.of(SilenceReason.NOT_A_NODE), renewal.silence());
        Optional<Message> refused = Optional.of(new Message.Refused(RefusalReason.REVOKED));
        assertEquals(refused, operator.answer(key, secret, "laptop", Role.USER));
        operator.now = operator.now.plus(Duration.ofHours(1));
        operator.addDomain("rival");
        Bytes another = operator.token("rival", 5, Role.USER);
        assertEquals(refused, operator.answer(key, another, "", Role.USER));
        Bytes unknown = Bytes.ofHex("00".repeat(16));
        assertEquals(Optional.empty(), operator.answer(key, unknown, "", Role.USER));
    }

    @Test
    void keyIsRevokedInEveryDomainThatItHasANodeIn() {
        operator.addDomain("rival");
        Bytes another = operator.token("rival", 1, Role.USER);
        assertTrue(operator.answer(key, another, "spare", Role.USER).isPresent());
        revoke("laptop.acme");
        assertTrue(refused("spare.rival").line().contains("no admitted node"));
        assertEquals(Set.of(key.hash()), list().keyHashes());
    }

    @Test
    void keyLeavesTheListWhenItsLastRecordHasEndedAndIsNotAdmittedThenEither() {
        RevokedNode revoked = revoke("laptop");
        operator.now = revoked.until().minusSeconds(1);
        signWhenDue();
        assertEquals(Set.of(key.hash()), list().keyHashes());
        long number = list().number();
        operator.now = revoked.until().plus(Duration.ofHours(1));
        signWhenDue();
        assertEquals(Set.of(), list().keyHashes());
        assertEquals(number + 1, list().number());
        secret = operator.token("acme", 1, Role.USER);
        assertEquals(
                Optional.of(new Message.Refused(RefusalReason.REVOKED)),
                operator.answer(key, secret, "", Role.USER));
    }

    @Test
    void nodeIsNamedByItsNameItsIdOrTheBeginningOfOne() {
        String id = node.toString();
        assertEquals(node, revoke(id.substring(0, 20)).node().id());
        NodeRecord next = admitted(RegistryFixture.newPublicKey(), "next");
        String withoutDomain = next.id().toString().substring(9, 25);
        assertEquals(next.id(), revoke(withoutDomain).node().id());
        NodeRecord last = admitted(RegistryFixture.newPublicKey(), "last");
        assertEquals(last.id(), revoke(" Last.ACME ").node().id());
    }

    @Test
    void unknownAndAmbiguousReferencesAreNotFound() {
        assertEquals(OperatorException.Kind.NOT_FOUND, refused("nobody").kind());
        assertEquals(OperatorException.Kind.NOT_FOUND, refused("").kind());
        admitted(RegistryFixture.newPublicKey(), "other");
        OperatorException two = refused(node.domain() + ".");
        assertEquals(OperatorException.Kind.NOT_FOUND, two.kind());
        assertTrue(two.line().startsWith("2 nodes are meant"), two.line());
        revoke("laptop");
        assertEquals(OperatorException.Kind.NOT_FOUND, refused(node.toString()).kind());
    }

    @Test
    void operatorsOwnKeyIsRefused() {
        OperatorException refused = refused("hub");
        assertEquals(OperatorException.Kind.REFUSED, refused.kind());
        assertTrue(refused.hint().contains("root key"), refused.hint());
    }

    @Test
    void fullListIsSaidAndNothingIsRevoked() {
        done(
                operator.registry.change(
                        tables -> {
                            for (int i = 0; i < RevocationListRecord.KEYS_MAX; i++) {
                                tables.revocations()
                                        .revoke(
                                                Bytes.sha256(
                                                        ("" + i)
                                                                .getBytes(
                                                                        StandardCharsets.US_ASCII)),
                                                operator.now,
                                                operator.now.plusSeconds(100 + i));
                            }
                            return true;
                        }));
        OperatorException full = refused("laptop");
        assertEquals(OperatorException.Kind.FAILED, full.kind());
        assertTrue(full.line().contains("5000 keys"), full.line());
        assertTrue(full.hint().contains("" + operator.now.plusSeconds(100)), full.hint());
        operator.now = operator.now.plusSeconds(100);
        assertEquals(RevocationListRecord.KEYS_MAX, sizeAfter(revoke("laptop")));
    }

    private int sizeAfter(RevokedNode revoked) {
        return operator.believed(revoked.list(), RevocationListRecord.class).keyHashes().size();
    }

    @Test
    void numberNeverGoesBackThroughARestart(@TempDir Path other) {
        try (RegistryFixture first = RegistryFixture.begin(other)) {
            done(first.commands.signRevocations(first.now));
            try (RegistryFixture again =
                    first.reopened(new RegistryPlace.InFile(other.resolve("registry.db")))) {
                again.now = again.now.plus(Duration.ofDays(40));
                RecordRenewal renewal = new RecordRenewal(again.identity);
                done(again.registry.change(tables -> renewal.sweep(tables, again.now)));
                done(again.commands.signRevocations(again.now));
                StaticRecord list =
                        again.recordsSince(0).stream()
                                .filter(one -> one.about() == RecordKind.REVOCATION_LIST)
                                .findFirst()
                                .orElseThrow();
                assertEquals(2, again.believed(list.signed(), RevocationListRecord.class).number());
            }
        }
    }
}
