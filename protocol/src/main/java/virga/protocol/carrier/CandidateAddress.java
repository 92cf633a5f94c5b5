package virga.protocol.carrier;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import virga.protocol.Bytes;

/** Where a candidate is: an IP address, never a name, or an onion address. */
public sealed interface CandidateAddress {
    int port();

    private static void checkPort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
    }

    /** IPv4 (4 bytes) or IPv6 (16 bytes), and a TCP port. */
    record Ip(Bytes ip, int port) implements CandidateAddress {
        public Ip {
            if (ip.length() != 4 && ip.length() != 16) {
                throw new IllegalArgumentException("an IP address has 4 or 16 bytes");
            }
            checkPort(port);
        }

        public static Ip of(InetSocketAddress address) {
            return new Ip(Bytes.owning(address.getAddress().getAddress()), address.getPort());
        }

        /** Parses a literal address; a host name is an {@link IllegalArgumentException}. */
        public static Ip parse(String literal, int port) {
            return of(new InetSocketAddress(AddressText.parse(literal), port));
        }

        public InetSocketAddress toSocketAddress() {
            try {
                return new InetSocketAddress(InetAddress.getByAddress(ip.toArray()), port);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("the length was checked", e);
            }
        }

        @Override
        public String toString() {
            return AddressText.of(toSocketAddress());
        }
    }

    /** A version 3 onion service: 56 characters of base32 and {@code .onion}, and a port. */
    record Onion(String host, int port) implements CandidateAddress {
        private static final Pattern V3 = Pattern.compile("[a-z2-7]{56}\\.onion");

        public Onion {
            if (!V3.matcher(host).matches()) {
                throw new IllegalArgumentException("not a version 3 onion address: " + host);
            }
            checkPort(port);
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
