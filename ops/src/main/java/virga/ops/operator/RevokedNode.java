package virga.ops.operator;

import java.time.Instant;
import virga.ops.operator.registry.NodeEntry;
import virga.protocol.record.SignedRecord;

/**
 * What revoking a node did: {@code list}, with the number {@code number}, names its key until the
 * last record about it would have ended.
 */
public record RevokedNode(
        NodeEntry node, String domain, long number, Instant until, SignedRecord list) {}
