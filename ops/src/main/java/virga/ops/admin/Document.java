package virga.ops.admin;

import com.google.gson.annotations.SerializedName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a verb prints with {@code --json}: the contract with scripts. On the wire {@code "schema":
 * 1} stands before the fields. Fields may be added; none is renamed or removed. Moments are ISO
 * 8601 in UTC; what is unknown or has no meaning is null.
 */
public sealed interface Document {
    /** Version of all documents. */
    int SCHEMA = 1;

    record DomainName(String id, String name) {}

    record Certificate(String expires) {}

    record CandidateLine(String carrier, String address) {}

    /**
     * One link. {@code rttMillis} is null until measured; {@code whyNotBetter} tells why no better
     * carrier is used, null on a direct link.
     */
    record LinkLine(
            String peer,
            String name,
            String carrier,
            String address,
            @Nullable Double rttMillis,
            long bytesIn,
            long bytesOut,
            int streams,
            @Nullable String whyNotBetter) {}

    /**
     * What this node enforces: the list's number, 0 where there is none, when it was signed, and
     * how many keys it names. {@code old}: it should have been signed anew since. {@code self}:
     * this node's own admission is taken back.
     */
    record RevocationsLine(
            long number, @Nullable String signed, int keys, boolean old, boolean self) {}

    record PartitionLine(String from, String to, long entries) {}

    /**
     * {@code turnedAway}: how often strangers and faulty peers got nothing since the start, by
     * reason; only what happened.
     */
    record Status(
            String node,
            String name,
            DomainName domain,
            List<String> roles,
            String cloud,
            String anonymity,
            Certificate certificate,
            String listen,
            List<CandidateLine> candidates,
            List<LinkLine> links,
            List<PartitionLine> partitions,
            List<String> subClouds,
            List<TunnelLine> tunnels,
            Map<String, Long> turnedAway,
            RevocationsLine revocations,
            long uptimeSeconds,
            long pid)
            implements Document {}

    /** {@code reason} says why not, empty when {@code ok}. */
    record Check(boolean ok, String reason) implements Document {}

    record Peers(List<LinkLine> links) implements Document {}

    record Ping(String peer, String via, List<Double> rttMillis) implements Document {}

    record LocationLine(
            String id,
            @SerializedName("interface") @Nullable String networkInterface,
            @Nullable String gateway,
            @Nullable String label) {}

    record Locations(List<LocationLine> locations) implements Document {}

    /** {@code services}: {@code 631/ipp}; {@code reachableBy}: nodes at its location now. */
    record DeviceLine(
            String name,
            String domain,
            List<String> services,
            List<String> reachableBy,
            boolean authenticated) {}

    record Devices(List<DeviceLine> devices) implements Document {}

    /** {@code port}: the device's; null until one is known, where none was given. */
    record TunnelLine(
            String id,
            String listen,
            String device,
            @Nullable Integer port,
            String via,
            int connections,
            long bytesIn,
            long bytesOut,
            boolean saved) {}

    record TunnelOpened(String id, String listen, String device, int port, String via)
            implements Document {}

    record Tunnels(List<TunnelLine> tunnels) implements Document {}

    record TunnelClosed(String id) implements Document {}

    /**
     * One connection that this node carried to a device for {@code node}, whose name may be empty;
     * {@code end} says how it ended. Bytes and time are null while it is open, and where the node
     * was killed with it.
     */
    record TunnelLogLine(
            String time,
            String node,
            String name,
            String device,
            int port,
            String carrier,
            @Nullable Long bytesIn,
            @Nullable Long bytesOut,
            @Nullable Long millis,
            String end) {}

    record TunnelLog(List<TunnelLogLine> entries) implements Document {}

    record ProxyOpened(String listen) implements Document {}

    /**
     * A connection that a SOCKS5 door refused, on standard error and one line each: what was asked
     * for, and an error's fields. {@code more}: how many more like one that was told of; 0 for the
     * first.
     */
    record ProxyRefused(String asked, String code, String message, String hint, long more)
            implements Document {}

    record OperatorMade(String node, String rootPin, String rootFile) implements Document {}

    record DomainLine(String id, String name, int quota) {}

    record DomainAdded(DomainLine domain) implements Document {}

    record Domains(List<DomainLine> domains) implements Document {}

    record Token(
            String token,
            String domain,
            List<String> roles,
            List<String> labels,
            int uses,
            String expires)
            implements Document {
        /** Without the token, which is a secret. */
        @Override
        public String toString() {
            return "Token[domain=" + domain + "]";
        }
    }

    record NodeLine(
            String node,
            String name,
            String domain,
            List<String> roles,
            List<String> labels,
            String expires) {}

    record Nodes(List<NodeLine> nodes) implements Document {}

    /** {@code holders}: ids of the supers that answer for keys {@code from} to {@code to}. */
    record PartitionHolders(String from, String to, List<String> holders) {}

    /** What this node knows of the plan: that of its domain's keys, or all where it is a super. */
    record Partitions(long plan, List<PartitionHolders> partitions) implements Document {}

    /** {@code hash}: SHA-256 of the record's body; {@code removed}: it is a tombstone. */
    record DhtEntry(String kind, long version, String expires, boolean removed, String hash) {}

    /** {@code holders}: of the key, as far as this node knows. */
    record DhtEntries(String key, List<DhtEntry> entries, List<String> holders)
            implements Document {}

    /**
     * {@code state}: {@code holds}, {@code receives} or {@code lost}; {@code share}: the part of
     * all keys that it answers for, 0 to 1; {@code seen}: when it last answered this operator.
     */
    record SuperLine(
            String node,
            String name,
            String domain,
            String state,
            double share,
            int ranges,
            String seen,
            List<CandidateLine> candidates) {}

    record Supers(long plan, List<SuperLine> supers) implements Document {}

    /** {@code number}: of the list that names the key, until {@code until}. */
    record Revoked(String node, String name, String domain, long number, String until)
            implements Document {}

    /** {@code address}: {@code mac 00:11:22:33:44:55} or {@code host 192.0.2.7}. */
    record RegisteredDevice(
            String name,
            String domain,
            String address,
            String location,
            List<String> services,
            List<String> tlsSha256,
            List<String> allow) {}

    record RegisteredDevices(List<RegisteredDevice> devices) implements Document {}

    /** {@code warnings}: what was done and may not be what was meant, a line each. */
    record DevicesApplied(int added, int changed, int unchanged, List<String> warnings)
            implements Document {}

    record DeviceRemoved(String name, String domain) implements Document {}

    /** {@code state}: {@code ok}, {@code warn} or {@code fail}; {@code hint}: what to do. */
    record DoctorLine(String name, String state, String detail, String hint) {}

    record Doctor(boolean ok, List<DoctorLine> checks, @Nullable String bundle)
            implements Document {}

    record ConfigChecked(boolean ok, String file, List<String> keys) implements Document {}

    record Ready(String node, String listen) implements Document {}

    record Swarm(List<Ready> nodes) implements Document {}
}
