package virga.protocol.record;

import virga.protocol.Bytes;

/**
 * A record as received: stored and forwarded like this, never serialised again, not yet believed.
 */
public record SignedRecord(RecordKind kind, Bytes body, Bytes signature) {
    /** Largest body and signature together. */
    public static final int LENGTH_MAX_BYTES = 16 * 1024;

    /** The same of a revocation list, the one kind that may be longer: it fits one flight. */
    public static final int LIST_LENGTH_MAX_BYTES = 192 * 1024;

    public SignedRecord {
        int max = kind == RecordKind.REVOCATION_LIST ? LIST_LENGTH_MAX_BYTES : LENGTH_MAX_BYTES;
        if (body.length() + signature.length() > max) {
            throw new IllegalArgumentException("such a record has " + max / 1024 + " KiB at most");
        }
    }

    /** Body and signature. */
    public int lengthBytes() {
        return body.length() + signature.length();
    }
}
