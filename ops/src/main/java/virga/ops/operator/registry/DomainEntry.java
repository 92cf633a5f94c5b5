package virga.ops.operator.registry;

import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;

/**
 * A domain as the registry keeps it. {@code key} is 32 secret bytes; {@code quota} and {@code
 * entries} count its records in the whole network and its nodes and devices here.
 */
public record DomainEntry(DomainId id, String name, Bytes key, int quota, int entries) {
    /** Without the key. */
    @Override
    public String toString() {
        return "DomainEntry[" + id + ", " + name + ", " + entries + " of " + quota + "]";
    }
}
