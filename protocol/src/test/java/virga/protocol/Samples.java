package virga.protocol;

import static virga.protocol.Network.LATER;
import static virga.protocol.Network.NOW;
import static virga.protocol.Network.bytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import virga.protocol.carrier.Candidate;
import virga.protocol.carrier.CandidateAddress;
import virga.protocol.carrier.Carrier;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.message.RefusalReason;
import virga.protocol.record.DhtKey;
import virga.protocol.record.EntrySummary;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.DomainRecord;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.Sealed;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;

/** One of everything that is said, with every field set. */
public final class Samples {
    public static final List<Candidate> CANDIDATES =
            List.of(
                    Candidate.direct("192.0.2.1", 7000),
                    Candidate.direct("2001:db8::1", 65535),
                    new Candidate(
                            Carrier.ONION,
                            new CandidateAddress.Onion("a".repeat(56) + ".onion", 1)));

    public static final Sealed.Whereabouts WHEREABOUTS =
            new Sealed.Whereabouts(
                    CANDIDATES,
                    Set.of(new LocationId.Lan(bytes(32, 5)), new LocationId.Label("hall 3")));

    public static final Sealed.Device DEVICE =
            new Sealed.Device(
                    "printer",
                    new Sealed.DeviceAddress.Mac(Bytes.ofHex("001122334455")),
                    Set.of(bytes(32, 1), bytes(32, 2)),
                    new LocationId.Lan(bytes(32, 5)),
                    List.of(new Sealed.Service(631, "ipp"), new Sealed.Service(80, "")),
                    Set.of("office", "lab"));

    private Samples() {}

    private static DhtKey key(int value) {
        return new DhtKey(Network.DOMAIN, bytes(32, value));
    }

    private static final KeyRange RANGE = new KeyRange(0, 1L << 40);

    private static RecordBody superNode(long version) {
        return new SuperNodeRecord(
                Network.id(Network.NODE),
                Network.NODE.publicKey(),
                KeyRanges.of(List.of(new KeyRange(0, 0xfff), new KeyRange(1L << 63, -1))),
                new KeyRanges(List.of(new KeyRange(0x1000, 0x1fff))),
                new KeyRanges(List.of(new KeyRange(0x3000, 0x3fff))),
                3,
                CANDIDATES,
                version,
                LATER,
                Network.OPERATOR.publicKey());
    }

    public static Map<RecordKind, RecordBody> bodies() {
        Map<RecordKind, RecordBody> all = new LinkedHashMap<>();
        long version = NOW.getEpochSecond();
        var operator = Network.OPERATOR.publicKey();
        var node = Network.NODE.publicKey();
        for (RecordBody body :
                List.of(
                        Network.nodeBody(LATER),
                        new NodeInfoRecord(
                                Network.id(Network.NODE),
                                node,
                                version,
                                LATER,
                                List.of(bytes(32, 9), bytes(32, 8)),
                                bytes(40, 6),
                                NOW.plusSeconds(60)),
                        new DeviceRecord(
                                key(1), bytes(32, 2), bytes(40, 6), version, LATER, operator),
                        superNode(version),
                        Network.operatorBody(LATER),
                        new RevocationListRecord(
                                4, Set.of(bytes(32, 1), bytes(32, 2)), version, LATER, operator),
                        new DomainRecord(Network.DOMAIN, 10_000, version, LATER, operator),
                        new TombstoneRecord(
                                RecordKind.DEVICE,
                                key(1),
                                Set.of(bytes(32, 2)),
                                version + 1,
                                LATER,
                                operator))) {
            all.put(body.kind(), body);
        }
        return all;
    }

    public static SignedRecord signed(RecordKind kind) {
        RecordBody body = Objects.requireNonNull(bodies().get(kind));
        return RecordSigner.sign(
                        body,
                        switch (kind) {
                            case NODE_INFO -> Network.NODE;
                            case OPERATOR_NODE -> Network.ROOT;
                            case NODE, DEVICE, SUPER_NODE, REVOCATION_LIST, DOMAIN, TOMBSTONE ->
                                    Network.OPERATOR;
                        })
                .signed();
    }

    /** The root's removal of the operator. */
    public static SignedRecord removal() {
        TombstoneRecord body =
                new TombstoneRecord(
                        RecordKind.OPERATOR_NODE,
                        DhtKey.of(Network.id(Network.OPERATOR)),
                        Set.of(),
                        NOW.getEpochSecond() + 1,
                        LATER,
                        Network.ROOT.publicKey());
        return RecordSigner.sign(body, Network.ROOT).signed();
    }

    public static List<Message> messages() {
        List<Message> all = new ArrayList<>(common());
        all.addAll(ofHolders());
        return all;
    }

    private static List<Message> ofHolders() {
        SignedRecord node = signed(RecordKind.NODE);
        return List.of(
                new Message.GetRange(RANGE, bytes(73, 1), 256),
                new Message.RangePage(List.of(node, signed(RecordKind.TOMBSTONE)), bytes(73, 2)),
                new Message.CompareRange(RANGE, NOW, List.of(0x10L, 0x20L), List.of(1L, 2L, -3L)),
                new Message.RangeDifferences(List.of(0, 2)),
                new Message.GetSummaries(RANGE, NOW, bytes(73, 1)),
                new Message.Summaries(
                        List.of(
                                EntrySummary.of(
                                        key(2),
                                        new Slot(RecordKind.DEVICE, key(1)),
                                        7,
                                        bytes(9, 1))),
                        bytes(73, 2)),
                new Message.GetRecords(RANGE, List.of(new Slot(RecordKind.NODE, key(1)))),
                new Message.RangeWhole(3, new KeyRanges(List.of(RANGE))),
                Message.Noted.INSTANCE);
    }

    private static List<Message> common() {
        SignedRecord node = signed(RecordKind.NODE);
        SignedRecord operator = signed(RecordKind.OPERATOR_NODE);
        SignedRecord holder = signed(RecordKind.SUPER_NODE);
        return List.of(
                Message.Busy.INSTANCE,
                new Message.NotMine(5),
                Message.NotFound.INSTANCE,
                new Message.Refused(RefusalReason.QUOTA),
                Message.Ping.INSTANCE,
                Message.Reping.INSTANCE,
                new Message.Lookup(RecordKind.NODE_INFO, key(1)),
                new Message.Found(signed(RecordKind.TOMBSTONE)),
                new Message.ListRecords(
                        RecordKind.NODE_INFO, Network.DOMAIN, bytes(32, 9), bytes(36, 1), 256),
                new Message.RecordPage(List.of(node, node), bytes(36, 2)),
                new Message.Store(signed(RecordKind.NODE_INFO)),
                new Message.Stored(7),
                new Message.GetSuperNodes(RANGE),
                new Message.SuperNodes(List.of(holder), 3),
                Message.GetOperatorNodes.INSTANCE,
                new Message.OperatorNodes(List.of(operator)),
                new Message.SubmitSuperNode(CANDIDATES, bytes(16, 4)),
                new Message.SuperNodeAssigned(holder),
                new Message.Admit(
                        bytes(16, 0x5e), Set.of(Role.USER, Role.SUPER), List.of("hall 3"), "me"),
                new Message.Admitted(
                        node, operator, Network.DOMAIN_KEY.secret(), "acme", List.of(holder)),
                Message.Renew.INSTANCE,
                new Message.Renewed(node, operator),
                new Message.RevocationNotice(
                        Optional.of(signed(RecordKind.REVOCATION_LIST)), List.of(removal())));
    }
}
