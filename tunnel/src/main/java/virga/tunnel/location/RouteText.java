package virga.tunnel.location;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what systems print of their route tables: the routes that have a gateway. */
public final class RouteText {
    private static final Pattern SPACES = Pattern.compile("\\s+");

    /** RTF_UP and RTF_GATEWAY of linux/route.h. */
    private static final int UP_WITH_GATEWAY = 0x3;

    private RouteText() {}

    /** {@code /proc/net/route} of Linux: IPv4; addresses are in the machine's byte order. */
    public static List<Route> procRoute(String text) {
        List<Route> found = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = SPACES.split(line.strip(), -1);
            if (words.length >= 8 && words[2].length() == 8 && flags(words[3])) {
                hex(words[2], true).ifPresent(ip -> found.add(new Route(words[0], ip)));
            }
        }
        return found;
    }

    /** {@code /proc/net/ipv6_route} of Linux. */
    public static List<Route> procIpv6Route(String text) {
        List<Route> found = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = SPACES.split(line.strip(), -1);
            if (words.length == 10 && words[4].length() == 32 && flags(words[8])) {
                hex(words[4], false).ifPresent(ip -> found.add(new Route(words[9], ip)));
            }
        }
        return found;
    }

    /** {@code netstat -rn} of macOS, both families: {@code default 192.168.1.1 UGScg en0}. */
    public static List<Route> netstat(String text) {
        List<Route> found = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = SPACES.split(line.strip(), -1);
            if (words.length >= 4 && words[2].startsWith("UG")) {
                int scope = words[1].indexOf('%');
                literal(scope < 0 ? words[1] : words[1].substring(0, scope))
                        .ifPresent(ip -> found.add(new Route(words[3], ip)));
            }
        }
        return found;
    }

    private static boolean flags(String hex) {
        try {
            return (Integer.parseUnsignedInt(hex, 16) & UP_WITH_GATEWAY) == UP_WITH_GATEWAY;
        } catch (NumberFormatException notFlags) {
            return false;
        }
    }

    private static Optional<InetAddress> hex(String digits, boolean reversed) {
        try {
            byte[] bytes = HexFormat.of().parseHex(digits);
            if (reversed) {
                for (int i = 0; i < bytes.length / 2; i++) {
                    byte first = bytes[i];
                    bytes[i] = bytes[bytes.length - 1 - i];
                    bytes[bytes.length - 1 - i] = first;
                }
            }
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (IllegalArgumentException | UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
