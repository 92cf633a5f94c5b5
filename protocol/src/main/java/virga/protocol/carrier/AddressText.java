package virga.protocol.carrier;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** How a person writes an IP address, and how it is shown: IPv6 compressed as RFC 5952 says. */
public final class AddressText {
    private AddressText() {}

    /**
     * Parses a whole literal address: the shortened IPv4 forms of old ({@code 5} for 0.0.0.5) are
     * mistakes. What is none is an {@link IllegalArgumentException}.
     */
    public static InetAddress parse(String literal) {
        if (literal.indexOf(':') < 0 && !NetUtil.isValidIpV4Address(literal)) {
            throw new IllegalArgumentException("not an IP address: " + literal);
        }
        return InetAddress.ofLiteral(literal);
    }

    /** {@code 192.0.2.1}, {@code 2001:db8::1} or, with its zone, {@code fe80::1%eth0}. */
    public static String of(InetAddress address) {
        String text = NetUtil.toAddressString(address);
        if (!(address instanceof Inet6Address)) {
            return text;
        }
        String whole = address.getHostAddress();
        int zone = whole.indexOf('%');
        return zone < 0 ? text : text + whole.substring(zone);
    }

    /**
     * {@code 192.0.2.1:7000} or {@code [2001:db8::1]:7000}; a name that has no address as it is.
     */
    public static String of(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        String host = ip == null ? address.getHostString() : of(ip);
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
