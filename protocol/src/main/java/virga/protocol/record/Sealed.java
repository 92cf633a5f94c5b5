package virga.protocol.record;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.record.RecordBody.NodeInfoRecord;

/** What only a record's own domain reads of it. */
public sealed interface Sealed {

    /** Of a NodeInfo: ways to reach the node, best first, and where it is. */
    record Whereabouts(List<Candidate> candidates, Set<LocationId> locations) implements Sealed {
        public Whereabouts {
            candidates = List.copyOf(candidates);
            locations = Set.copyOf(locations);
            Limits.atMost("candidates", candidates, Candidate.PER_RECORD_MAX);
            Limits.atMost("locations", locations, NodeInfoRecord.LOCATIONS_MAX);
        }
    }

    /** Of a Device. Empty {@code allow}: every node of the domain may use it. */
    record Device(
            String name,
            DeviceAddress address,
            Set<Bytes> tlsSha256,
            LocationId location,
            List<Service> services,
            Set<String> allow)
            implements Sealed {
        /** Most certificates that a device may show. */
        public static final int CERTIFICATES_MAX = 16;

        public static final int SERVICES_MAX = 64;

        /** Most node ids and names on one allow list. */
        public static final int ALLOW_MAX = 128;

        /** Longest entry of an allow list: a node id has 61. */
        public static final int ALLOW_LENGTH_MAX_BYTES = 64;

        public Device {
            tlsSha256 = Set.copyOf(tlsSha256);
            services = List.copyOf(services);
            allow = Set.copyOf(allow);
            Limits.dnsLabel("a device's name", name);
            Limits.atMost("certificates", tlsSha256, CERTIFICATES_MAX);
            tlsSha256.forEach(hash -> Limits.hash("a certificate's hash", hash));
            Limits.atMost("services", services, SERVICES_MAX);
            Limits.atMost("allowed nodes", allow, ALLOW_MAX);
            allow.forEach(who -> Limits.text("an allowed node", who, ALLOW_LENGTH_MAX_BYTES));
        }

        /** The service at {@code port}, where one is registered. */
        public Optional<Service> service(int port) {
            return services.stream().filter(service -> service.port() == port).findFirst();
        }
    }

    /** One TCP port of a device; {@code scheme} may be empty. Text: {@code 631/ipp}. */
    record Service(int port, String scheme) {
        public static final int SCHEME_LENGTH_MAX_BYTES = 16;

        public Service {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
            }
            Limits.text("a scheme", scheme, SCHEME_LENGTH_MAX_BYTES);
        }

        @Override
        public String toString() {
            return scheme.isEmpty() ? String.valueOf(port) : port + "/" + scheme;
        }
    }

    /** How the tunnel node finds the device on its LAN. */
    sealed interface DeviceAddress {
        /** 6 bytes. */
        record Mac(Bytes mac) implements DeviceAddress {
            public Mac {
                Limits.length("a MAC address", mac, 6);
            }
        }

        /** 4 or 16 bytes. */
        record Host(Bytes ip) implements DeviceAddress {
            public Host {
                if (ip.length() != 4 && ip.length() != 16) {
                    throw new IllegalArgumentException("an IP address has 4 or 16 bytes");
                }
            }
        }
    }
}
