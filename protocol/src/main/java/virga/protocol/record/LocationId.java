package virga.protocol.record;

import virga.protocol.Bytes;
import virga.protocol.identity.Base32;

/** Where a device or node is: a LAN as seen from inside, or a label (seed 003, 3.2.2). */
public sealed interface LocationId {
    /** Text of a label location: this and the label. */
    String LABEL_PREFIX = "label:";

    /** HMAC(domain key, gateway MAC, mask, prefix): 32 bytes. Text: 52 characters of base32. */
    record Lan(Bytes id) implements LocationId {
        public Lan {
            if (id.length() != 32) {
                throw new IllegalArgumentException("a location id has 32 bytes: " + id.length());
            }
        }

        @Override
        public String toString() {
            return Base32.encode(id);
        }
    }

    /** A label that the node's record must allow. Text: {@code label:} and the label. */
    record Label(String label) implements LocationId {
        public static final int LENGTH_MAX_BYTES = 64;

        public Label {
            if (label.isEmpty()) {
                throw new IllegalArgumentException("a location label is empty");
            }
            Limits.text("a location label", label, LENGTH_MAX_BYTES);
        }

        @Override
        public String toString() {
            return LABEL_PREFIX + label;
        }
    }

    /** Parses either text form; another is an {@link IllegalArgumentException}. */
    static LocationId parse(String text) {
        return text.startsWith(LABEL_PREFIX)
                ? new Label(text.substring(LABEL_PREFIX.length()))
                : new Lan(Base32.decode(text));
    }
}
