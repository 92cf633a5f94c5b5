package virga.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import virga.protocol.carrier.Candidate;
import virga.protocol.flight.FlightContext;
import virga.protocol.flight.FlightWriter;
import virga.protocol.identity.Role;
import virga.protocol.membership.JoinToken;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.DomainRecord;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.Sealed;
import virga.protocol.record.Sealed.DeviceAddress;
import virga.protocol.record.SealedCodec;
import virga.protocol.record.SignedRecord;

/** What docs/protocol.md gives others to test against is what this program computes. */
final class VectorsTest {
    private static final Bytes MAC = Bytes.ofHex("001122334455");
    private static final LocationId.Label LABEL = new LocationId.Label("hall 3");

    /** In IdentityCertificateTest, since it is no business of other packages. */
    private static final String ELSEWHERE = "identity extension";

    @Test
    void theDocumentsVectorsAreWhatThisProgramComputes() throws IOException {
        Map<String, String> computed = new TreeMap<>();
        identities(computed);
        keys(computed);
        computed.put("sealed", sealed().toHex());
        record(computed);
        computed.put("flight", flight().toHex());
        computed.put("join token", token().toText());

        Map<String, String> documented = Vectors.all();
        documented.remove(ELSEWHERE);
        assertEquals(lines(documented), lines(computed));
    }

    private static void identities(Map<String, String> to) {
        to.put("node's public key", Network.NODE.publicKey().encoded().toHex());
        to.put("node id", Network.id(Network.NODE).toString());
        to.put("root pin", Network.ROOT.publicKey().hash().toHex());
    }

    private static void keys(Map<String, String> to) {
        LocationId.Lan lan = Network.DOMAIN_KEY.lanLocation(MAC, 24, Bytes.ofHex("c0000200"));
        DeviceAddress host = new DeviceAddress.Host(Bytes.ofHex("c0000209"));
        to.put("LAN location id", lan.id().toHex());
        to.put("location key of the LAN", Network.DOMAIN_KEY.locationKey(lan).toHex());
        to.put("location key of the label", Network.DOMAIN_KEY.locationKey(LABEL).toHex());
        to.put(
                "device key by MAC",
                Network.DOMAIN_KEY.deviceKey(new DeviceAddress.Mac(MAC), lan).toHex());
        to.put("device key by host and label", Network.DOMAIN_KEY.deviceKey(host, LABEL).toHex());
        to.put("name key", Network.DOMAIN_KEY.nameKey("printer").toHex());
    }

    private static Bytes sealed() {
        return SealedCodec.seal(
                new Sealed.Whereabouts(List.of(), Set.of(LABEL)),
                Network.DOMAIN_KEY,
                DhtKey.of(Network.id(Network.NODE)),
                new Twelves());
    }

    private static void record(Map<String, String> to) {
        DomainRecord body =
                new DomainRecord(
                        Network.DOMAIN,
                        10_000,
                        Network.NOW.getEpochSecond(),
                        Network.LATER,
                        Network.OPERATOR.publicKey());
        SignedRecord record = RecordSigner.sign(body, Network.OPERATOR).signed();
        to.put("record body", record.body().toHex());
        to.put("record signature", record.signature().toHex());
    }

    private static Bytes flight() {
        FlightContext context =
                new FlightContext(
                        Network.id(Network.NODE),
                        Network.id(Network.OPERATOR),
                        Network.bytes(32, 0xaa),
                        Network.bytes(32, 0xbb));
        ByteBuf flight =
                new FlightWriter(context, Network.NODE, new UnpooledByteBufAllocator(false))
                        .write(
                                List.of(new Envelope(1, Message.Ping.INSTANCE)),
                                Network.NOW.plusMillis(123));
        Bytes payload = Bytes.owning(ByteBufUtil.getBytes(flight));
        flight.release();
        return payload;
    }

    private static JoinToken token() {
        return new JoinToken(
                List.of(Candidate.direct("192.0.2.1", 7000)),
                Network.ROOT.publicKey().hash(),
                Network.DOMAIN,
                Network.bytes(16, 0x5e),
                Set.of(Role.USER, Role.TUNNEL),
                List.of(),
                Network.LATER);
    }

    /** One vector a line, so that a difference can be read. */
    private static String lines(Map<String, String> vectors) {
        return vectors.toString().replace(", ", "\n");
    }

    /** A nonce that can be written down. */
    private static final class Twelves extends SecureRandom {
        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0x0c);
        }
    }
}
