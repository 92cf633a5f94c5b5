package virga.protocol.identity;

import java.io.ByteArrayOutputStream;
import virga.protocol.Bytes;

/** Lower-case base32 without padding (RFC 4648, section 6). */
public final class Base32 {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS = 5;

    private Base32() {}

    public static String encode(Bytes bytes) {
        StringBuilder text = new StringBuilder((bytes.length() * 8 + BITS - 1) / BITS);
        int pending = 0;
        int held = 0;
        for (int i = 0; i < bytes.length(); i++) {
            pending = (pending << 8) | (bytes.at(i) & 0xff);
            held += 8;
            while (held >= BITS) {
                held -= BITS;
                text.append(ALPHABET.charAt((pending >>> held) & 31));
            }
            pending &= (1 << held) - 1;
        }
        if (held > 0) {
            text.append(ALPHABET.charAt((pending << (BITS - held)) & 31));
        }
        return text.toString();
    }

    /**
     * Strict: refuses other characters, a length that no bytes have, and left-over bits that are
     * not zero, so that each value has one text. A wrong text is an {@link
     * IllegalArgumentException}.
     */
    public static Bytes decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() * BITS / 8);
        int pending = 0;
        int held = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("not base32: '" + text.charAt(i) + "'");
            }
            pending = (pending << BITS) | digit;
            held += BITS;
            if (held >= 8) {
                held -= 8;
                bytes.write(pending >>> held);
                pending &= (1 << held) - 1;
            }
        }
        if (held >= BITS || pending != 0) {
            throw new IllegalArgumentException("base32 text is cut or damaged");
        }
        return Bytes.owning(bytes.toByteArray());
    }
}
