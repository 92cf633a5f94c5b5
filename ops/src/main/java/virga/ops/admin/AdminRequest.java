package virga.ops.admin;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of a running node through its admin socket: one line of JSON whose {@code verb}
 * names the request. {@link #answer()} is the document that answers it.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verb")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AdminRequest.Status.class, name = "status"),
    @JsonSubTypes.Type(value = AdminRequest.Check.class, name = "check"),
    @JsonSubTypes.Type(value = AdminRequest.Peers.class, name = "peers"),
    @JsonSubTypes.Type(value = AdminRequest.Ping.class, name = "ping"),
    @JsonSubTypes.Type(value = AdminRequest.Doctor.class, name = "doctor"),
    @JsonSubTypes.Type(value = AdminRequest.Location.class, name = "location"),
    @JsonSubTypes.Type(value = AdminRequest.Devices.class, name = "devices"),
    @JsonSubTypes.Type(value = AdminRequest.TunnelOpen.class, name = "tunnel-open"),
    @JsonSubTypes.Type(value = AdminRequest.TunnelList.class, name = "tunnel-list"),
    @JsonSubTypes.Type(value = AdminRequest.TunnelClose.class, name = "tunnel-close"),
    @JsonSubTypes.Type(value = AdminRequest.TunnelLog.class, name = "tunnel-log"),
    @JsonSubTypes.Type(value = AdminRequest.Proxy.class, name = "proxy"),
    @JsonSubTypes.Type(value = AdminRequest.DomainAdd.class, name = "domain-add"),
    @JsonSubTypes.Type(value = AdminRequest.DomainList.class, name = "domain-list"),
    @JsonSubTypes.Type(value = AdminRequest.DomainSet.class, name = "domain-set"),
    @JsonSubTypes.Type(value = AdminRequest.TokenCreate.class, name = "token-create"),
    @JsonSubTypes.Type(value = AdminRequest.Nodes.class, name = "nodes"),
    @JsonSubTypes.Type(value = AdminRequest.DeviceApply.class, name = "device-apply"),
    @JsonSubTypes.Type(value = AdminRequest.DeviceRemove.class, name = "device-remove"),
    @JsonSubTypes.Type(value = AdminRequest.DeviceList.class, name = "device-list"),
})
public sealed interface AdminRequest {
    /** The document that answers this request. */
    @JsonIgnore
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
