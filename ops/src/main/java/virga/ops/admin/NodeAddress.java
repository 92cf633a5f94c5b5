package virga.ops.admin;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** How an address is written: {@code 192.0.2.1:7000} or {@code [2001:db8::1]:7000}. */
public final class NodeAddress {
    private NodeAddress() {}

    public static String text(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        String host = ip == null ? address.getHostString() : host(ip);
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static String host(InetAddress ip) {
        boolean anyIpv6 = ip.isAnyLocalAddress() && ip.getAddress().length == 16;
        return anyIpv6 ? "::" : ip.getHostAddress();
    }
}
