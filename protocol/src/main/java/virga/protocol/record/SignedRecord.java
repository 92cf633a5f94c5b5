package virga.protocol.record;

import virga.protocol.Bytes;

/**
 * A record as received: stored and forwarded like this, never serialised again, not yet believed.
 */
public record SignedRecord(RecordKind kind, Bytes body, Bytes signature) {
    /** Largest body and signature together. */
    public static final int LENGTH_MAX_BYTES = 16 * 1024;

    public SignedRecord {
        if (body.length() + signature.length() > LENGTH_MAX_BYTES) {
            throw new IllegalArgumentException("a record has 16 KiB at most");
        }
    }
}
