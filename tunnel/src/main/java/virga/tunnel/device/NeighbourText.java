package virga.tunnel.device;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import virga.protocol.Bytes;

/**
 * Reads what systems print of their neighbour tables. Lines that name no MAC, and those in another
 * form, are left out: a table holds much that is incomplete.
 */
public final class NeighbourText {
    private static final int MAC_LENGTH_BYTES = 6;
    private static final Pattern SPACES = Pattern.compile("\\s+");

    /** Flag of a complete entry in /proc/net/arp (ATF_COM of linux/if_arp.h). */
    private static final int COMPLETE = 0x2;

    /** {@code ? (192.168.1.1) at 0:11:22:33:44:55 on en0 ifscope [ethernet]}. */
    private static final Pattern ARP_LINE =
            Pattern.compile("\\S+ \\(([0-9.]+)\\) at ([0-9a-fA-F:]+) on (\\S+).*");

    private NeighbourText() {}

    /** {@code /proc/net/arp} of Linux: IPv4. */
    public static List<Neighbour> procArp(String text) {
        List<Neighbour> found = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = SPACES.split(line.strip(), -1);
            if (words.length == 6 && words[2].startsWith("0x") && complete(words[2])) {
                add(found, words[0], words[3], words[5]);
            }
        }
        return found;
    }

    /** {@code ip -6 neigh} of Linux: {@code fe80::1 dev eth0 lladdr 00:11:... router REACHABLE}. */
    public static List<Neighbour> ipNeigh(String text) {
        List<Neighbour> found = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = SPACES.split(line.strip(), -1);
            boolean dead = line.contains(" FAILED") || line.contains(" INCOMPLETE");
            if (words.length >= 5 && words[1].equals("dev") && words[3].equals("lladdr") && !dead) {
                add(found, words[0], words[4], words[2]);
            }
        }
        return found;
    }

    /** {@code arp -an} of macOS: IPv4; its MAC addresses leave out leading zeros. */
    public static List<Neighbour> arpCommand(String text) {
        List<Neighbour> found = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            Matcher matcher = ARP_LINE.matcher(line.strip());
            if (matcher.matches()) {
                add(found, matcher.group(1), matcher.group(2), matcher.group(3));
            }
        }
        return found;
    }

    /** {@code ndp -an} of macOS: IPv6; {@code fe80::1%en0 0:11:22:33:44:55 en0 23h58m R R}. */
    public static List<Neighbour> ndpCommand(String text) {
        List<Neighbour> found = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = SPACES.split(line.strip(), -1);
            if (words.length >= 3 && words[0].indexOf(':') >= 0) {
                add(found, words[0], words[1], words[2]);
            }
        }
        return found;
    }

    /** Six numbers of one or two hexadecimal digits; empty for anything else and for all zeros. */
    public static Optional<Bytes> mac(String text) {
        String[] parts = text.split("[:-]", -1);
        byte[] mac = new byte[MAC_LENGTH_BYTES];
        int sum = 0;
        if (parts.length != MAC_LENGTH_BYTES) {
            return Optional.empty();
        }
        for (int i = 0; i < MAC_LENGTH_BYTES; i++) {
            if (!parts[i].matches("[0-9a-fA-F]{1,2}")) {
                return Optional.empty();
            }
            mac[i] = (byte) Integer.parseInt(parts[i], 16);
            sum |= mac[i];
        }
        return sum == 0 ? Optional.empty() : Optional.of(Bytes.owning(mac));
    }

    private static boolean complete(String flags) {
        try {
            return (Integer.decode(flags) & COMPLETE) != 0;
        } catch (NumberFormatException notFlags) {
            return false;
        }
    }

    private static void add(List<Neighbour> to, String address, String mac, String interfaceName) {
        mac(mac).flatMap(
                        bytes ->
                                address(address, interfaceName)
                                        .map(ip -> new Neighbour(ip, bytes, interfaceName)))
                .ifPresent(to::add);
    }

    private static Optional<InetAddress> address(String text, String interfaceName) {
        int scope = text.indexOf('%');
        try {
            InetAddress ip = InetAddress.ofLiteral(scope < 0 ? text : text.substring(0, scope));
            return Optional.of(
                    ip instanceof Inet6Address v6 && v6.isLinkLocalAddress()
                            ? scoped(v6, interfaceName)
                            : ip);
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** The address on its interface; without a scope where this machine has no such interface. */
    private static InetAddress scoped(Inet6Address ip, String interfaceName) {
        try {
            NetworkInterface on = NetworkInterface.getByName(interfaceName);
            return on == null
                    ? ip
                    : Inet6Address.getByAddress(null, ip.getAddress(), on.getIndex());
        } catch (SocketException | UnknownHostException gone) {
            return ip;
        }
    }
}
