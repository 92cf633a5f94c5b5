package virga.protocol.record;

/**
 * A record whose signature, signer, limits and expiry were checked: the only way from bytes to
 * something that the program believes. Only {@link RecordVerifier} makes one from bytes, and {@link
 * RecordSigner} from a body that it has just signed.
 */
public final class Verified<T extends RecordBody> {
    private final T body;
    private final SignedRecord signed;

    Verified(T body, SignedRecord signed) {
        this.body = body;
        this.signed = signed;
    }

    public T body() {
        return body;
    }

    /** As received, for storing and forwarding. */
    public SignedRecord signed() {
        return signed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Verified<?> that && signed.equals(that.signed);
    }

    @Override
    public int hashCode() {
        return signed.hashCode();
    }

    @Override
    public String toString() {
        return "Verified[" + body + "]";
    }
}
