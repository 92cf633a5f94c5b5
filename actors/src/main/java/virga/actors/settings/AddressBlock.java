package virga.actors.settings;

import java.net.InetAddress;
import virga.protocol.Bytes;
import virga.protocol.carrier.AddressText;

/**
 * The addresses that begin with the first {@code length} bits of {@code address} (CIDR, RFC 4632
 * and RFC 4291). Text: {@code 192.168.1.0/24}, {@code fd00::/8}, or one address.
 */
public record AddressBlock(Bytes address, int length) {
    public AddressBlock {
        if (address.length() != 4 && address.length() != 16) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes");
        }
        if (length < 0 || length > 8 * address.length()) {
            throw new IllegalArgumentException("a prefix of " + length + " bits");
        }
    }

    /** Parses the text form; a wrong one is an {@link IllegalArgumentException} that says why. */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        try {
            Bytes address = Bytes.owning(AddressText.parse(literal).getAddress());
            int length =
                    slash < 0 ? 8 * address.length() : Integer.parseInt(text.substring(slash + 1));
            return new AddressBlock(address, length);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an address block: " + text, e);
        }
    }

    /** {@code ip} has 4 or 16 bytes; one of the other family is never inside. */
    public boolean contains(Bytes ip) {
        if (ip.length() != address.length()) {
            return false;
        }
        int whole = length / 8;
        for (int i = 0; i < whole; i++) {
            if (ip.at(i) != address.at(i)) {
                return false;
            }
        }
        int rest = length % 8;
        return rest == 0 || ((ip.at(whole) ^ address.at(whole)) & 0xff) >>> (8 - rest) == 0;
    }

    public boolean contains(InetAddress ip) {
        return contains(Bytes.owning(ip.getAddress()));
    }
}
