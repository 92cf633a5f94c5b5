package virga.protocol.identity;

import java.util.HexFormat;

/** A customer or group: 32 bits drawn at random by the operator. Text: 8 hexadecimal digits. */
public record DomainId(int value) implements Comparable<DomainId> {
    public static final int LENGTH_BYTES = 4;

    /** Parses 8 hexadecimal digits; anything else is an {@link IllegalArgumentException}. */
    public static DomainId parse(String text) {
        if (text.length() != 2 * LENGTH_BYTES) {
            throw new IllegalArgumentException("a domain id has 8 hexadecimal digits: " + text);
        }
        return new DomainId(HexFormat.fromHexDigits(text));
    }

    @Override
    public int compareTo(DomainId other) {
        return Integer.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
