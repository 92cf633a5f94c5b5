package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.operator.admission.Admission.SilenceReason;
import virga.ops.operator.admission.AdmissionDesk;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.Bytes;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.message.RefusalReason;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;

/** Admission against a real registry, with records that a node verifies. */
class AdmissionDeskTest {
    private final RegistryPlace place;
    private final RegistryFixture operator;

    AdmissionDeskTest(@TempDir Path folder) {
        place = place(folder);
        operator = RegistryFixture.begin(place);
        operator.addDomain("acme");
    }

    RegistryPlace place(Path folder) {
        return RegistryFixture.inFile(folder);
    }

    @AfterEach
    void end() {
        operator.close();
    }

    private Message.Admitted admitted(PublicKey key, Bytes secret, String name, Role... roles) {
        return assertInstanceOf(
                Message.Admitted.class, operator.answer(key, secret, name, roles).orElseThrow());
    }

    private void assertRefused(RefusalReason reason, Optional<Message.Answer> answer) {
        assertEquals(Optional.of(new Message.Refused(reason)), answer);
    }

    @Test
    void admittedNodeGetsARecordThatOthersBelieve() {
        PublicKey key = RegistryFixture.newPublicKey();
        Bytes secret = operator.token("acme", 1, Role.USER, Role.TUNNEL);
        Message.Admitted admitted = admitted(key, secret, "laptop", Role.USER);
        NodeRecord node = operator.believed(admitted.node(), NodeRecord.class);
        assertEquals(key, node.publicKey());
        assertEquals("laptop", node.name());
        assertEquals(Set.of(Role.USER), node.roles());
        assertEquals(
                operator.root.publicKey(),
                operator.believed(admitted.operatorNode(), OperatorNodeRecord.class).root());
        assertEquals("acme", admitted.domainName());
        assertEquals(32, admitted.domainKey().length());
    }

    @Test
    void wrongSecretGetsNoAnswerAtAll() {
        AdmissionDesk.Result result =
                operator.admit(
                        RegistryFixture.newPublicKey(),
                        Bytes.ofHex("00".repeat(16)),
                        "",
                        Role.USER);
        assertEquals(Optional.empty(), result.answer());
        assertEquals(Optional.of(SilenceReason.UNKNOWN_SECRET), result.silence());
    }

    @Test
    void tokenLeadsAsManyNodesInAsItHasUsesAndTheSameNodeAgain() {
        Bytes secret = operator.token("acme", 2, Role.USER);
        PublicKey first = RegistryFixture.newPublicKey();
        NodeRecord before =
                operator.believed(admitted(first, secret, "a", Role.USER).node(), NodeRecord.class);
        admitted(RegistryFixture.newPublicKey(), secret, "b", Role.USER);
        assertRefused(
                RefusalReason.TOKEN_USED_UP,
                operator.answer(RegistryFixture.newPublicKey(), secret, "c", Role.USER));
        NodeRecord again =
                operator.believed(admitted(first, secret, "a", Role.USER).node(), NodeRecord.class);
        assertEquals(before.id(), again.id());
        assertTrue(again.version() > before.version());
    }

    @Test
    void lastUseOfATokenGoesToExactlyOneOfManyThatAskAtOnce() throws Exception {
        Bytes secret = operator.token("acme", 1, Role.USER);
        List<PublicKey> peers =
                IntStream.range(0, 40).mapToObj(_ -> RegistryFixture.newPublicKey()).toList();
        List<Message.Answer> answers = new ArrayList<>();
        operator.registry.close();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor();
                Registry shared = Registry.open(place, executor)) {
            List<CompletionStage<AdmissionDesk.Result>> asked =
                    peers.parallelStream()
                            .map(
                                    peer ->
                                            shared.change(
                                                    tables ->
                                                            operator.desk.admit(
                                                                    tables,
                                                                    peer,
                                                                    new Message.Admit(
                                                                            secret,
                                                                            Set.of(Role.USER),
                                                                            List.of(),
                                                                            ""),
                                                                    operator.now)))
                            .toList();
            for (CompletionStage<AdmissionDesk.Result> each : asked) {
                answers.add(RegistryFixture.done(each).answer().orElseThrow());
            }
        }
        assertEquals(1, answers.stream().filter(Message.Admitted.class::isInstance).count());
        assertEquals(
                39,
                answers.stream()
                        .filter(new Message.Refused(RefusalReason.TOKEN_USED_UP)::equals)
                        .count());
    }

    @Test
    void nameOfAnExpiredNodePassesOnAndTheOldNodeLosesIt() {
        Bytes secret = operator.token("acme", 9, Role.USER);
        PublicKey old = RegistryFixture.newPublicKey();
        admitted(old, secret, "laptop", Role.USER);
        assertRefused(
                RefusalReason.NAME_TAKEN,
                operator.answer(RegistryFixture.newPublicKey(), secret, "laptop", Role.USER));
        operator.now = operator.now.plus(Duration.ofDays(31));
        Bytes later = operator.token("acme", 9, Role.USER);
        admitted(RegistryFixture.newPublicKey(), later, "laptop", Role.USER);
        List<String> names =
                RegistryFixture.done(operator.commands.listNodes(Optional.of("acme"))).stream()
                        .map(listed -> listed.node().name())
                        .sorted()
                        .toList();
        assertEquals(List.of("", "laptop"), names);
    }

    @Test
    void sameNameInTwoDomainsIsTwoNodes() {
        operator.addDomain("initech");
        admitted(
                RegistryFixture.newPublicKey(),
                operator.token("acme", 1, Role.USER),
                "laptop",
                Role.USER);
        admitted(
                RegistryFixture.newPublicKey(),
                operator.token("initech", 1, Role.USER),
                "laptop",
                Role.USER);
    }

    @Test
    void renewalGivesThirtyDaysMoreToAKnownNodeOnly() {
        PublicKey key = RegistryFixture.newPublicKey();
        Bytes secret = operator.token("acme", 1, Role.TUNNEL);
        NodeId id =
                operator.believed(admitted(key, secret, "", Role.TUNNEL).node(), NodeRecord.class)
                        .id();
        operator.now = operator.now.plus(Duration.ofDays(20));
        Message.Renewed renewed =
                assertInstanceOf(Message.Renewed.class, renew(id).answer().orElseThrow());
        NodeRecord node = operator.believed(renewed.node(), NodeRecord.class);
        assertEquals(operator.now.plus(Duration.ofDays(30)), node.expires());
        assertEquals(Set.of(Role.TUNNEL), node.roles());
        NodeId stranger = NodeId.of(id.domain(), RegistryFixture.newPublicKey());
        assertEquals(Optional.of(SilenceReason.NOT_A_NODE), renew(stranger).silence());
        operator.now = operator.now.plus(Duration.ofDays(30));
        assertEquals(Optional.of(SilenceReason.EXPIRED_NODE), renew(id).silence());
    }

    private AdmissionDesk.Result renew(NodeId id) {
        return RegistryFixture.done(
                operator.registry.change(tables -> operator.desk.renew(tables, id, operator.now)));
    }
}
