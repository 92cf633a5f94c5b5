package virga.ops.operator.registry;

import java.security.SecureRandom;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.PublicKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.Verified;

/** With what the operator signs, its node's own key, and where its secrets are drawn from. */
public record OperatorIdentity(IdentityKey key, SecureRandom secrets) {
    public PublicKey publicKey() {
        return key.publicKey();
    }

    public <T extends RecordBody> Verified<T> sign(T body) {
        return RecordSigner.sign(body, key);
    }
}
