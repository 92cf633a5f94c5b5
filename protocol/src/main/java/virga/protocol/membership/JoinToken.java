package virga.protocol.membership;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.Base32;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Role;
import virga.protocol.message.Message.Admit;
import virga.protocol.record.Limits;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.Wire;

/**
 * What an operator hands to a person so that a node may join (token.proto). Text: {@code virga1},
 * then lower-case base32 of the message and the first 4 bytes of its SHA-256.
 */
public record JoinToken(
        List<Candidate> operators,
        Bytes rootPin,
        DomainId domain,
        Bytes secret,
        Set<Role> roles,
        List<String> labels,
        Instant expires) {
    public static final String PREFIX = "virga1";

    /** Longest text that is looked at. */
    public static final int TEXT_LENGTH_MAX = 8 * 1024;

    private static final int CHECKSUM_LENGTH_BYTES = 4;

    /** Always there, and written last. */
    private static final int LAST_FIELD = virga.v1.JoinToken.EXPIRES_FIELD_NUMBER;

    public JoinToken {
        operators = List.copyOf(operators);
        roles = Set.copyOf(roles);
        labels = List.copyOf(labels);
        if (operators.isEmpty()) {
            throw new IllegalArgumentException("a token names at least one operator address");
        }
        Limits.atMost("operator addresses", operators, Candidate.PER_RECORD_MAX);
        Limits.hash("a root pin", rootPin);
        Limits.length("a token's secret", secret, Admit.SECRET_LENGTH_BYTES);
        Limits.atMost("labels", labels, NodeRecord.LABELS_MAX);
        labels.forEach(LocationId.Label::new);
        expires = Limits.seconds("expires", expires);
    }

    /** What reading a token's text gave. */
    public sealed interface Parsed {}

    public record Read(JoinToken token) implements Parsed {}

    /** Not a token; {@link Fault#hint()} says so to a person. */
    public record Unreadable(Fault fault) implements Parsed {}

    /** What may be wrong with a token's text. */
    public enum Fault {
        NOT_A_TOKEN("this is not a join token: a token starts with " + PREFIX),
        CUT_OFF("the join token is cut off at its end: copy all of it"),
        MISTYPED("the join token is mistyped or incomplete: copy it again"),
        UNSUPPORTED("the join token was made by another version of virga");

        private final String hint;

        Fault(String hint) {
            this.hint = hint;
        }

        public String hint() {
            return hint;
        }
    }

    /** What the operator keeps of the secret, and looks it up by. */
    public Bytes secretHash() {
        return Bytes.sha256(secret.borrowed());
    }

    /** The text for a person to copy: it is as secret as the token. */
    public String toText() {
        byte[] message =
                virga.v1.JoinToken.newBuilder()
                        .addAllOperators(Wire.candidatesToProto(operators))
                        .setRootPin(Wire.toProto(rootPin))
                        .setDomain(domain.value())
                        .setSecret(Wire.toProto(secret))
                        .setRoles(Role.toBits(roles))
                        .addAllLabels(labels)
                        .setExpires(expires.getEpochSecond())
                        .build()
                        .toByteArray();
        return PREFIX
                + Base32.encode(Bytes.owning(Bytes.concat(message, checksum(message).borrowed())));
    }

    /** Reads what a person typed or pasted; white space and upper case do no harm. */
    public static Parsed parse(String typed) {
        if (typed.length() > TEXT_LENGTH_MAX) {
            return new Unreadable(Fault.NOT_A_TOKEN);
        }
        String text = typed.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
        if (!text.startsWith(PREFIX)) {
            return new Unreadable(
                    !text.isEmpty() && PREFIX.startsWith(text) ? Fault.CUT_OFF : Fault.NOT_A_TOKEN);
        }
        return parseBody(text.substring(PREFIX.length()));
    }

    private static Parsed parseBody(String text) {
        try {
            Bytes whole = Base32.decode(text);
            int length = whole.length() - CHECKSUM_LENGTH_BYTES;
            if (length > 0) {
                byte[] message = whole.slice(0, length).borrowed();
                Bytes sum = whole.slice(length, whole.length());
                if (sum.equals(checksum(message))) {
                    return new Read(ofProto(virga.v1.JoinToken.parseFrom(message)));
                }
            }
        } catch (InvalidProtocolBufferException | Malformed e) {
            return new Unreadable(Fault.UNSUPPORTED);
        } catch (IllegalArgumentException e) {
            return new Unreadable(damage(text));
        }
        return new Unreadable(damage(text));
    }

    /** Cut off where the fields end before the last one, or the checksum is not whole. */
    private static Fault damage(String text) {
        try {
            Bytes whole = Base32.decode(text.substring(0, text.length() / 8 * 8));
            CodedInputStream in = CodedInputStream.newInstance(whole.borrowed());
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                in.skipField(tag);
                if (WireFormat.getTagFieldNumber(tag) == LAST_FIELD) {
                    int rest = text.length() * 5 / 8 - in.getTotalBytesRead();
                    return rest < CHECKSUM_LENGTH_BYTES ? Fault.CUT_OFF : Fault.MISTYPED;
                }
            }
            return Fault.CUT_OFF;
        } catch (IllegalArgumentException e) {
            return Fault.MISTYPED;
        } catch (IOException e) {
            return Fault.CUT_OFF;
        }
    }

    private static JoinToken ofProto(virga.v1.JoinToken from) throws Malformed {
        try {
            return new JoinToken(
                    Wire.candidates(from.getOperatorsList()),
                    Wire.bytes(from.getRootPin()),
                    new DomainId(from.getDomain()),
                    Wire.bytes(from.getSecret()),
                    Role.fromBits(from.getRoles()),
                    from.getLabelsList(),
                    Wire.seconds(from.getExpires()));
        } catch (IllegalArgumentException e) {
            throw new Malformed("a token outside its limits");
        }
    }

    private static Bytes checksum(byte[] message) {
        return Bytes.sha256(message).slice(0, CHECKSUM_LENGTH_BYTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JoinToken that
                && secret.equalsInConstantTime(that.secret)
                && operators.equals(that.operators)
                && rootPin.equals(that.rootPin)
                && domain.equals(that.domain)
                && roles.equals(that.roles)
                && labels.equals(that.labels)
                && expires.equals(that.expires);
    }

    @Override
    public int hashCode() {
        return rootPin.hashCode() ^ expires.hashCode();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "JoinToken[domain=" + domain + ", operators=" + operators + "]";
    }
}
