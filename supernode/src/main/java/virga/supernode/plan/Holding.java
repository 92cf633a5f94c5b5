package virga.supernode.plan;

import virga.protocol.record.KeyRanges;

/**
 * What a super has of the key space: keys it answers for, keys it is receiving, and keys it keeps
 * until the others have all of them.
 */
public record Holding(KeyRanges held, KeyRanges receiving, KeyRanges leaving) {
    public static final Holding NONE = new Holding(KeyRanges.NONE, KeyRanges.NONE, KeyRanges.NONE);

    boolean isEmpty() {
        return held.isEmpty() && receiving.isEmpty() && leaving.isEmpty();
    }
}
