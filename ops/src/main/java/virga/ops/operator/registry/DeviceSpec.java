package virga.ops.operator.registry;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import virga.protocol.Bytes;
import virga.protocol.carrier.AddressText;
import virga.protocol.record.LocationId;
import virga.protocol.record.Sealed;
import virga.protocol.record.Sealed.DeviceAddress;
import virga.protocol.record.Sealed.Service;

/** A device as the registry takes it: each part parsed and within its limits. */
public record DeviceSpec(String domain, Sealed.Device device) {
    static final int SERVICES_MAX = 64;
    static final int CERTIFICATES_MAX = 16;
    static final int ALLOWED_MAX = 64;

    private static final int MAC_LENGTH_BYTES = 6;
    private static final int SHA256_LENGTH_BYTES = 32;
    private static final Pattern MAC =
            Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}|[0-9a-f]{2}(-[0-9a-f]{2}){5}");
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{0,15}");

    /** The device, or an {@link OperatorException} of kind USAGE that names what is wrong. */
    public static DeviceSpec parse(DeviceText text) {
        String name = CheckedName.check("device", text.name());
        try {
            return new DeviceSpec(
                    text.domain(),
                    new Sealed.Device(
                            name,
                            address(text),
                            certificates(text.tlsSha256()),
                            location(text.location()),
                            services(text.ports()),
                            allow(text.allow())));
        } catch (OperatorException e) {
            throw new OperatorException(e.kind(), "device " + name + ": " + e.line(), e.hint());
        } catch (IllegalArgumentException e) {
            // What a record may hold is checked again where it is made.
            throw OperatorException.usage("device " + name + ": " + e.getMessage(), "");
        }
    }

    private static DeviceAddress address(DeviceText text) {
        if (text.mac().isPresent() == text.host().isPresent()) {
            throw OperatorException.usage(
                    text.mac().isPresent() ? "both a MAC and a host" : "neither a MAC nor a host",
                    "give exactly one of --mac and --host");
        }
        return text.mac().isPresent() ? mac(text.mac().get()) : host(text.host().orElseThrow());
    }

    private static DeviceAddress.Mac mac(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (!MAC.matcher(lower).matches()) {
            throw OperatorException.usage(
                    "'" + text + "' is not a MAC address", "write it like 00:11:22:33:44:55");
        }
        Bytes mac = Bytes.ofHex(lower.replaceAll("[:-]", ""));
        boolean zero = mac.equals(Bytes.owning(new byte[MAC_LENGTH_BYTES]));
        if (zero || (mac.at(0) & 1) != 0) {
            throw OperatorException.usage(
                    "'" + text + "' is no device's MAC address (a group's, or all zero)",
                    "read it off the device or from `ip neigh` beside it");
        }
        return new DeviceAddress.Mac(mac);
    }

    private static DeviceAddress.Host host(String text) {
        if (text.indexOf('%') >= 0) {
            throw OperatorException.usage(
                    "'" + text + "' has a zone, which means something on one machine only",
                    "give the address without it; the location says which LAN it is on");
        }
        try {
            InetAddress address = AddressText.parse(text.strip());
            if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
                throw OperatorException.usage(
                        "'" + text + "' is no device's address", "give the device's own address");
            }
            return new DeviceAddress.Host(Bytes.owning(address.getAddress()));
        } catch (IllegalArgumentException _) {
            throw OperatorException.usage(
                    "'" + text + "' is not an IP address",
                    "give an IPv4 or IPv6 address; names are not looked up");
        }
    }

    private static LocationId location(String text) {
        String hint = "see `virga location` on a tunnel node at the device's LAN";
        LocationId location;
        try {
            location = LocationId.parse(text.strip());
        } catch (IllegalArgumentException _) {
            throw OperatorException.usage("'" + text + "' is not a location id", hint);
        }
        if (location instanceof LocationId.Label label && !LocationLabels.isValid(label.label())) {
            throw OperatorException.usage("'" + text + "' is not a location label", hint);
        }
        return location;
    }

    static List<Service> services(List<String> ports) {
        if (ports.isEmpty() || ports.size() > SERVICES_MAX) {
            throw OperatorException.usage(
                    ports.size() + " ports", "give 1 to 64 of them with --port, like 631/ipp");
        }
        List<Service> services = ports.stream().map(DeviceSpec::service).toList();
        if (services.stream().map(Service::port).distinct().count() != services.size()) {
            throw OperatorException.usage("a port is given twice", "give each port once");
        }
        return services.stream().sorted(Comparator.comparingInt(Service::port)).toList();
    }

    private static Service service(String text) {
        String[] parts = text.strip().split("/", 2);
        String scheme = parts.length == 2 ? parts[1].toLowerCase(Locale.ROOT) : "";
        int port = parts[0].matches("[0-9]{1,5}") ? Integer.parseInt(parts[0]) : 0;
        boolean schemeFits = parts.length == 1 || SCHEME.matcher(scheme).matches();
        if (port < 1 || port > 65535 || !schemeFits) {
            throw OperatorException.usage(
                    "'" + text + "' is not a port", "a port is 1 to 65535, like 80 or 631/ipp");
        }
        return new Service(port, scheme);
    }

    private static Set<Bytes> certificates(List<String> hashes) {
        Set<Bytes> certificates = new LinkedHashSet<>();
        for (String text : hashes) {
            String hex = text.strip().replace(":", "").toLowerCase(Locale.ROOT);
            if (!hex.matches("[0-9a-f]{" + 2 * SHA256_LENGTH_BYTES + "}")) {
                throw OperatorException.usage(
                        "'" + text + "' is not a SHA-256",
                        "give 64 hexadecimal digits, as `openssl x509 -noout -fingerprint"
                                + " -sha256` prints");
            }
            certificates.add(Bytes.ofHex(hex));
        }
        if (certificates.size() > CERTIFICATES_MAX) {
            throw OperatorException.usage(
                    certificates.size() + " certificate hashes", "give 16 at most");
        }
        return certificates;
    }

    private static Set<String> allow(List<String> nodes) {
        Set<String> allowed = new TreeSet<>();
        for (String node : nodes) {
            allowed.add(node.strip().toLowerCase(Locale.ROOT));
        }
        if (allowed.size() > ALLOWED_MAX || allowed.contains("")) {
            throw OperatorException.usage(
                    allowed.size() + " nodes to allow, or an empty one", "give 64 at most");
        }
        return allowed;
    }

    /** {@code mac 00:11:22:33:44:55} or {@code host 192.0.2.7}: what a listing shows. */
    public String addressText() {
        return switch (device.address()) {
            case DeviceAddress.Mac(Bytes mac) ->
                    "mac " + HexFormat.ofDelimiter(":").formatHex(mac.toArray());
            case DeviceAddress.Host(Bytes ip) -> "host " + hostText(ip);
        };
    }

    private static String hostText(Bytes ip) {
        try {
            return AddressText.of(InetAddress.getByAddress(ip.toArray()));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    List<String> certificateTexts() {
        return device.tlsSha256().stream().map(Bytes::toHex).sorted().toList();
    }

    List<String> allowTexts() {
        return device.allow().stream().sorted().toList();
    }

    List<String> serviceTexts() {
        return device.services().stream().map(Service::toString).toList();
    }
}
