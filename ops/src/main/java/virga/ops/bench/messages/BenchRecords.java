package virga.ops.bench.messages;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordSigner;

/**
 * Node records of nodes that nobody runs, signed by a network's operator like any other: the
 * questions that store them, and those that look each up.
 */
record BenchRecords(List<Message.Store> stores, List<Message.Lookup> lookups) {
    private static final Duration LIFE = Duration.ofDays(1);

    static BenchRecords make(
            int count, DomainId domain, IdentityKey operator, Instant now, RandomGenerator random) {
        List<Message.Store> stores = new ArrayList<>(count);
        List<Message.Lookup> lookups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            NodeRecord record = record(i, domain, operator.publicKey(), now, random);
            stores.add(new Message.Store(RecordSigner.sign(record, operator).signed()));
            lookups.add(new Message.Lookup(RecordKind.NODE, DhtKey.of(record.id())));
        }
        return new BenchRecords(stores, lookups);
    }

    private static NodeRecord record(
            int number, DomainId domain, PublicKey operator, Instant now, RandomGenerator random) {
        byte[] key = new byte[PublicKey.LENGTH_BYTES];
        random.nextBytes(key);
        PublicKey publicKey = new PublicKey(Bytes.owning(key));
        return new NodeRecord(
                NodeId.of(domain, publicKey),
                publicKey,
                Set.of(Role.USER),
                List.of(),
                "node-" + number,
                now.getEpochSecond(),
                now.plus(LIFE),
                operator);
    }
}
