package virga.protocol.record;

import java.nio.charset.StandardCharsets;
import virga.protocol.Bytes;

/** What a record's signature is over: "virga record 1", the kind's number, the body. */
final class SignedBytes {
    private static final byte[] PURPOSE = "virga record 1".getBytes(StandardCharsets.US_ASCII);

    private SignedBytes() {}

    static byte[] of(RecordKind kind, Bytes body) {
        return Bytes.concat(PURPOSE, new byte[] {(byte) kind.number()}, body.borrowed());
    }
}
