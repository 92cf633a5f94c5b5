package virga.protocol.record;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.regex.Pattern;
import virga.protocol.Bytes;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;

/** Checks for constructors: what does not fit is an {@link IllegalArgumentException}. */
public final class Limits {
    static final int HASH_LENGTH_BYTES = 32;

    /** A DNS label (RFC 1035, 2.3.1) in lower case. */
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** The last second of the year 9999. */
    static final Instant LAST = Instant.ofEpochSecond(253_402_300_799L);

    private Limits() {}

    public static void hash(String what, Bytes bytes) {
        length(what, bytes, HASH_LENGTH_BYTES);
    }

    public static void length(String what, Bytes bytes, int length) {
        if (bytes.length() != length) {
            throw new IllegalArgumentException(
                    what + " has " + length + " bytes, not " + bytes.length());
        }
    }

    public static void sameKey(NodeId id, PublicKey key) {
        if (!id.keyHash().equals(key.hash())) {
            throw new IllegalArgumentException("the id is not that of the key");
        }
    }

    public static void allOf(RecordKind kind, Collection<SignedRecord> records) {
        for (SignedRecord record : records) {
            if (record.kind() != kind) {
                throw new IllegalArgumentException(record.kind() + " among " + kind);
            }
        }
    }

    public static void atMost(String what, Bytes bytes, int maxBytes) {
        if (bytes.length() > maxBytes) {
            throw new IllegalArgumentException(
                    what + " has " + maxBytes + " bytes at most, not " + bytes.length());
        }
    }

    public static void atMost(String what, Collection<?> many, int max) {
        if (many.size() > max) {
            throw new IllegalArgumentException(max + " " + what + " at most: " + many.size());
        }
    }

    /** Printable, and no longer than {@code maxBytes} in UTF-8. */
    public static void text(String what, String text, int maxBytes) {
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new IllegalArgumentException(what + " has " + maxBytes + " bytes at most");
        }
        if (text.codePoints().anyMatch(Limits::unprintable)) {
            throw new IllegalArgumentException(what + " has characters that cannot be printed");
        }
    }

    public static void dnsLabel(String what, String text) {
        if (!DNS_LABEL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    what + " is 1 to 63 of a to z, 0 to 9 and inner hyphens: " + text);
        }
    }

    /** {@code moment} in whole seconds, of 1970 to 9999. */
    public static Instant seconds(String what, Instant moment) {
        if (moment.getEpochSecond() < 0 || moment.isAfter(LAST)) {
            throw new IllegalArgumentException(what + " is not between 1970 and 9999: " + moment);
        }
        return moment.truncatedTo(ChronoUnit.SECONDS);
    }

    public static void notNegative(String what, long number) {
        if (number < 0) {
            throw new IllegalArgumentException(what + " is out of range: " + number);
        }
    }

    private static boolean unprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
