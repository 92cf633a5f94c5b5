package virga.ops.devices;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import virga.ops.bench.Programs;

/**
 * Two LANs and two hosts in network namespaces, parted by a router that forwards and translates
 * nothing.
 *
 * <pre>
 *   op 10.77.1.2, fd01::2 ---+          +--- LAN 192.168.77.0/24: site .10, printer .50
 *                            +- router -+
 *   me 10.77.2.2, fd02::2 ---+          +--- LAN fd66::/64 alone: site6 ::10, printer6 ::50
 * </pre>
 */
final class LanLab implements AutoCloseable {
    static final String PRINTER_MAC = "00:11:22:33:44:55";
    static final String PRINTER6_MAC = "00:11:22:33:44:66";

    private static final List<String> HOSTS =
            List.of("router", "op", "me", "site", "printer", "site6", "printer6");

    private final String prefix = "vlan" + ProcessHandle.current().pid();
    private final Thread removeWithTheTest = new Thread(this::remove);

    /** Why there can be no lab here; null where there can. */
    static @Nullable String missing() {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
        if (!linux || !"root".equals(System.getProperty("user.name"))) {
            return "network namespaces need root on Linux";
        }
        for (String program : List.of("ip", "curl")) {
            if (Programs.find(program).isEmpty()) {
                return program + " is not installed";
            }
        }
        String probe = "vprobe" + ProcessHandle.current().pid();
        Ran made = Place.HERE.run("ip", "netns", "add", probe);
        Ran unused = Place.HERE.run("ip", "netns", "del", probe);
        return made.exit() == 0 ? null : "no network namespaces here: " + made.err();
    }

    void make() {
        Runtime.getRuntime().addShutdownHook(removeWithTheTest);
        for (String host : HOSTS) {
            ip("netns", "add", name(host));
            // Addresses serve at once, without the seconds of duplicate detection.
            set(host, "ipv6/conf/all/accept_dad", 0);
            set(host, "ipv6/conf/default/accept_dad", 0);
            in(host, "link", "set", "lo", "up");
        }
        set("router", "ipv4/ip_forward", 1);
        set("router", "ipv6/conf/all/forwarding", 1);
        lan("lan4", "02:00:00:00:77:01", List.of("192.168.77.1/24"));
        lan("lan6", "02:00:00:00:66:01", List.of("fd66::1/64", "fe80::1/64"));
        onLan("lan4", "site", "02:00:00:00:77:10", "192.168.77.10/24");
        onLan("lan4", "printer", PRINTER_MAC, "192.168.77.50/24");
        onLan("lan6", "site6", "02:00:00:00:66:10", "fd66::10/64");
        onLan("lan6", "printer6", PRINTER6_MAC, "fd66::50/64");
        in("site", "route", "add", "default", "via", "192.168.77.1");
        in("site6", "-6", "route", "add", "default", "via", "fe80::1", "dev", "eth0");
        outside("op", "1");
        outside("me", "2");
    }

    Place at(String host) {
        return Place.namespace(name(host));
    }

    /** Runs `ip` in a host's namespace. */
    void in(String host, String... words) {
        ip(Stream.concat(Stream.of("-n", name(host)), Stream.of(words)).toArray(String[]::new));
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(removeWithTheTest);
    }

    private String name(String host) {
        return prefix + "-" + host;
    }

    /** A bridge in the router, whose MAC is the gateway's. */
    private void lan(String bridge, String mac, List<String> addresses) {
        in("router", "link", "add", bridge, "address", mac, "type", "bridge");
        addresses.forEach(each -> in("router", "addr", "add", each, "dev", bridge));
        in("router", "link", "set", bridge, "up");
    }

    private void onLan(String bridge, String host, String mac, String address) {
        veth(host, mac);
        in("router", "link", "set", host, "master", bridge);
        in(host, "addr", "add", address, "dev", "eth0");
    }

    private void outside(String host, String net) {
        veth(host, "02:00:00:00:0" + net + ":02");
        in("router", "addr", "add", "10.77." + net + ".1/24", "dev", host);
        in("router", "addr", "add", "fd0" + net + "::1/64", "dev", host, "nodad");
        in(host, "addr", "add", "10.77." + net + ".2/24", "dev", "eth0");
        in(host, "addr", "add", "fd0" + net + "::2/64", "dev", "eth0", "nodad");
        in(host, "route", "add", "default", "via", "10.77." + net + ".1");
        in(host, "-6", "route", "add", "default", "via", "fd0" + net + "::1");
    }

    private void veth(String host, String mac) {
        String[] pair =
                ("link add " + host + " type veth peer name eth0 address " + mac + " netns ")
                        .concat(name(host))
                        .split(" ");
        in("router", pair);
        in("router", "link", "set", host, "up");
        in(host, "link", "set", "eth0", "up");
    }

    private void set(String host, String setting, int value) {
        at(host).run("sh", "-c", "echo " + value + " >/proc/sys/net/" + setting).done();
    }

    private static void ip(String... words) {
        Place.HERE.run(Stream.concat(Stream.of("ip"), Stream.of(words)).toList()).done();
    }

    private void remove() {
        for (String host : HOSTS) {
            Ran unused = Place.HERE.run("ip", "netns", "del", name(host));
        }
    }
}
