package virga.ops.operator;

import java.security.SecureRandom;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.PublicKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.Verified;

/** With what the operator signs, its node's own key, and where its secrets are drawn from. */
record OperatorIdentity(IdentityKey key, SecureRandom secrets) {
    PublicKey publicKey() {
        return key.publicKey();
    }

    <T extends RecordBody> Verified<T> sign(T body) {
        return RecordSigner.sign(body, key);
    }
}
