package virga.ops.admin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of a running node through its admin socket: one line of JSON whose {@code verb}
 * names the request. {@link #answer()} is the document that answers it.
 */
public sealed interface AdminRequest {
    /** Every request by its verb. */
    Map<String, Class<? extends AdminRequest>> VERBS =
            Map.ofEntries(
                    Map.entry("status", Status.class),
                    Map.entry("check", Check.class),
                    Map.entry("peers", Peers.class),
                    Map.entry("ping", Ping.class),
                    Map.entry("doctor", Doctor.class),
                    Map.entry("partitions", Partitions.class),
                    Map.entry("dht-get", DhtGet.class),
                    Map.entry("location", Location.class),
                    Map.entry("devices", Devices.class),
                    Map.entry("tunnel-open", TunnelOpen.class),
                    Map.entry("tunnel-list", TunnelList.class),
                    Map.entry("tunnel-close", TunnelClose.class),
                    Map.entry("tunnel-log", TunnelLog.class),
                    Map.entry("proxy", Proxy.class),
                    Map.entry("domain-add", DomainAdd.class),
                    Map.entry("domain-list", DomainList.class),
                    Map.entry("domain-set", DomainSet.class),
                    Map.entry("token-create", TokenCreate.class),
                    Map.entry("nodes", Nodes.class),
                    Map.entry("revoke", Revoke.class),
                    Map.entry("supers", Supers.class),
                    Map.entry("device-apply", DeviceApply.class),
                    Map.entry("device-remove", DeviceRemove.class),
                    Map.entry("device-list", DeviceList.class));

    /** The verb of a kind of request. */
    static String verb(Class<? extends AdminRequest> kind) {
        return VERBS.entrySet().stream()
                .filter(each -> each.getValue() == kind)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** The document that answers this request. */
    Class<? extends Document> answer();

    /** Answered by every node. */
    sealed interface OfNode extends AdminRequest {}

    /** Answered where tunnels are opened or carried. */
    sealed interface OfTunnels extends AdminRequest {}

    /** Answered by an operator only. */
    sealed interface OfOperator extends AdminRequest {}

    record Status() implements OfNode {
        @Override
        public Class<Document.Status> answer() {
            return Document.Status.class;
        }
    }

    /** {@code level}: {@code live} or {@code ready}. */
    record Check(String level) implements OfNode {
        @Override
        public Class<Document.Check> answer() {
            return Document.Check.class;
        }
    }

    record Peers() implements OfNode {
        @Override
        public Class<Document.Peers> answer() {
            return Document.Peers.class;
        }
    }

    /** {@code node}: an id, a unique prefix of one, or a name; {@code count}: 1 to 100. */
    record Ping(String node, int count) implements OfNode {
        public static final int COUNT_MAX = 100;

        @Override
        public Class<Document.Ping> answer() {
            return Document.Ping.class;
        }
    }

    record Doctor() implements OfNode {
        @Override
        public Class<Document.Doctor> answer() {
            return Document.Doctor.class;
        }
    }

    record Partitions() implements OfNode {
        @Override
        public Class<Document.Partitions> answer() {
            return Document.Partitions.class;
        }
    }

    /**
     * {@code key}: a whole node id, or a domain and 32 bytes in hexadecimal with a slash between.
     */
    record DhtGet(String key) implements OfNode {
        @Override
        public Class<Document.DhtEntries> answer() {
            return Document.DhtEntries.class;
        }
    }

    record Location() implements OfTunnels {
        @Override
        public Class<Document.Locations> answer() {
            return Document.Locations.class;
        }
    }

    record Devices() implements OfTunnels {
        @Override
        public Class<Document.Devices> answer() {
            return Document.Devices.class;
        }
    }

    /**
     * {@code device}: {@code NAME} or {@code NAME:PORT}. Unless {@code detach}, the tunnel closes
     * when the client goes.
     */
    record TunnelOpen(
            String device, String listen, String via, boolean detach, boolean save, boolean trace)
            implements OfTunnels {
        @Override
        public Class<Document.TunnelOpened> answer() {
            return Document.TunnelOpened.class;
        }
    }

    record TunnelList() implements OfTunnels {
        @Override
        public Class<Document.Tunnels> answer() {
            return Document.Tunnels.class;
        }
    }

    record TunnelClose(String id) implements OfTunnels {
        @Override
        public Class<Document.TunnelClosed> answer() {
            return Document.TunnelClosed.class;
        }
    }

    /** The last {@code limit} connections, newest first. */
    record TunnelLog(int limit) implements OfTunnels {
        public static final int LIMIT_MAX = 1_000;

        @Override
        public Class<Document.TunnelLog> answer() {
            return Document.TunnelLog.class;
        }
    }

    /** Closes when the client goes. */
    record Proxy(String listen) implements OfTunnels {
        @Override
        public Class<Document.ProxyOpened> answer() {
            return Document.ProxyOpened.class;
        }
    }

    record DomainAdd(String name) implements OfOperator {
        @Override
        public Class<Document.DomainAdded> answer() {
            return Document.DomainAdded.class;
        }
    }

    record DomainList() implements OfOperator {
        @Override
        public Class<Document.Domains> answer() {
            return Document.Domains.class;
        }
    }

    record DomainSet(String name, int quota) implements OfOperator {
        @Override
        public Class<Document.DomainAdded> answer() {
            return Document.DomainAdded.class;
        }
    }

    record TokenCreate(
            String domain, List<String> roles, int uses, long expiresSeconds, List<String> labels)
            implements OfOperator {
        @Override
        public Class<Document.Token> answer() {
            return Document.Token.class;
        }
    }

    /** All domains where {@code domain} is absent. */
    record Nodes(@Nullable String domain) implements OfOperator {
        @Override
        public Class<Document.Nodes> answer() {
            return Document.Nodes.class;
        }
    }

    record Supers() implements OfOperator {
        @Override
        public Class<Document.Supers> answer() {
            return Document.Supers.class;
        }
    }

    /** {@code node}: NAME.DOMAIN, a name, an id, or a unique beginning of one. */
    record Revoke(String node) implements OfOperator {
        @Override
        public Class<Document.Revoked> answer() {
            return Document.Revoked.class;
        }
    }

    /** One device as a person gives it; exactly one of {@code mac} and {@code host} is there. */
    record Device(
            String name,
            String domain,
            @Nullable String mac,
            @Nullable String host,
            String location,
            List<String> ports,
            List<String> tlsSha256,
            List<String> allow) {}

    /** All of them or none; {@code replace}: one of the same name is changed, else refused. */
    record DeviceApply(List<Device> devices, boolean replace) implements OfOperator {
        @Override
        public Class<Document.DevicesApplied> answer() {
            return Document.DevicesApplied.class;
        }
    }

    record DeviceRemove(String name, String domain) implements OfOperator {
        @Override
        public Class<Document.DeviceRemoved> answer() {
            return Document.DeviceRemoved.class;
        }
    }

    /** All domains where {@code domain} is absent. */
    record DeviceList(@Nullable String domain) implements OfOperator {
        @Override
        public Class<Document.RegisteredDevices> answer() {
            return Document.RegisteredDevices.class;
        }
    }
}
