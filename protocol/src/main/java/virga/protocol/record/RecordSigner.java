package virga.protocol.record;

import virga.protocol.Bytes;
import virga.protocol.identity.IdentityKey;

/** Makes records of this node's own. */
public final class RecordSigner {
    private RecordSigner() {}

    /**
     * Signs {@code body}, whose {@link RecordBody#signer()} must be {@code key}'s public key. A
     * record longer than {@link SignedRecord} allows is an {@link IllegalArgumentException}.
     */
    public static <T extends RecordBody> Verified<T> sign(T body, IdentityKey key) {
        if (!body.signer().equals(key.publicKey())) {
            throw new IllegalArgumentException("the record names another signer than the key");
        }
        Bytes encoded = RecordCodec.encode(body);
        byte[] signature = key.sign(SignedBytes.of(body.kind(), encoded));
        return new Verified<>(
                body, new SignedRecord(body.kind(), encoded, Bytes.owning(signature)));
    }
}
