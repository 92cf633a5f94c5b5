package virga.supernode.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import virga.protocol.identity.NodeId;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Verified;

/**
 * What a store is made of.
 *
 * @param file {@code dht.db}
 * @param id the node's own id
 * @param self the node's own Node record
 * @param everything holds the whole key space whatever its SuperNode record says: an operator
 * @param blocking runs what reads, writes and verifies
 */
public record StoreSetup(
        Path file,
        StoreSettings settings,
        NodeId id,
        Supplier<Optional<Verified<NodeRecord>>> self,
        boolean everything,
        RecordVerifier verifier,
        InstantSource clock,
        Executor blocking) {}
