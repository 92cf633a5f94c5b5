package virga.supernode.store;

import java.time.Duration;
import java.time.Instant;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Verified;

/** Signed records for tests outside of this package. */
public final class TestNetworkDoor {
    public static final DomainId DOMAIN = TestNetwork.ACME;
    public static final Instant NOW = TestNetwork.NOW;

    private static final Duration LIFE = Duration.ofHours(1);

    private final TestNetwork network = new TestNetwork();

    TestNetwork network() {
        return network;
    }

    public Verified<? extends RecordBody> node(int number, long version) {
        return network.node(TestNetwork.key(number), DOMAIN, version, LIFE);
    }

    /** Announced at a location. */
    public Verified<? extends RecordBody> info(int number, long version, Bytes location) {
        return network.info(TestNetwork.key(number), DOMAIN, version, LIFE, location);
    }

    public Verified<? extends RecordBody> removal(int number, long version) {
        return network.removal(
                RecordKind.NODE, key(number), version, TestNetwork.LONG, network.operator);
    }

    public DhtKey key(int number) {
        return DhtKey.of(TestNetwork.id(TestNetwork.key(number), DOMAIN));
    }
}
