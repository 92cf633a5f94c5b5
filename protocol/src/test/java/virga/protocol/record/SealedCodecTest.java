package virga.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.Fuzz;
import virga.protocol.Golden;
import virga.protocol.Network;
import virga.protocol.Samples;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.NodeInfoRecord;

class SealedCodecTest {
    private static final DhtKey AT = DhtKey.of(Network.id(Network.NODE));
    private static final SecureRandom RANDOM = new SecureRandom();

    private static NodeInfoRecord info(Bytes sealed) {
        return Network.infoBody(1, sealed);
    }

    private static DeviceRecord device(DhtKey at, Bytes sealed) {
        return new DeviceRecord(
                at, Network.bytes(32, 1), sealed, 1, Network.LATER, Network.OPERATOR.publicKey());
    }

    @Test
    void theDomainReadsWhatItSealed() {
        Bytes here = SealedCodec.seal(Samples.WHEREABOUTS, Network.DOMAIN_KEY, AT, RANDOM);
        Bytes device = SealedCodec.seal(Samples.DEVICE, Network.DOMAIN_KEY, AT, RANDOM);
        assertEquals(
                Optional.of(Samples.WHEREABOUTS), SealedCodec.open(info(here), Network.DOMAIN_KEY));
        assertEquals(
                Optional.of(Samples.DEVICE),
                SealedCodec.open(device(AT, device), Network.DOMAIN_KEY));
    }

    @Test
    void whatIsSealedIsTheGoldenBytes() throws IOException {
        Bytes here = Bytes.owning(SealedCodec.plain(Samples.WHEREABOUTS));
        Bytes device = Bytes.owning(SealedCodec.plain(Samples.DEVICE));
        assertEquals(Golden.hex("sealed-NODE_INFO", here), here.toHex());
        assertEquals(Golden.hex("sealed-DEVICE", device), device.toHex());
    }

    @Test
    void theSameContentIsSealedDifferentlyEachTime() {
        assertNotEquals(
                SealedCodec.seal(Samples.DEVICE, Network.DOMAIN_KEY, AT, RANDOM),
                SealedCodec.seal(Samples.DEVICE, Network.DOMAIN_KEY, AT, RANDOM));
    }

    @Test
    void anotherDomainsKeyOpensNothing() {
        Bytes here = SealedCodec.seal(Samples.WHEREABOUTS, Network.DOMAIN_KEY, AT, RANDOM);
        DomainKey other = new DomainKey(Network.bytes(32, 8));
        assertTrue(SealedCodec.open(info(here), other).isEmpty());
    }

    @Test
    void contentMovedToAnotherRecordOrKindDoesNotOpen() {
        Bytes device = SealedCodec.seal(Samples.DEVICE, Network.DOMAIN_KEY, AT, RANDOM);
        DhtKey elsewhere = new DhtKey(Network.DOMAIN, Network.bytes(32, 1));
        assertTrue(SealedCodec.open(device(elsewhere, device), Network.DOMAIN_KEY).isEmpty());
        assertTrue(SealedCodec.open(info(device), Network.DOMAIN_KEY).isEmpty());
    }

    @Test
    void sealedBytesDamagedOrCutAnywhereDoNotOpen() {
        Bytes here = SealedCodec.seal(Samples.WHEREABOUTS, Network.DOMAIN_KEY, AT, RANDOM);
        for (int i = 0; i < here.length(); i++) {
            byte[] damaged = here.toArray();
            damaged[i] ^= 4;
            Bytes cut = here.slice(0, i);
            assertTrue(SealedCodec.open(info(Bytes.owning(damaged)), Network.DOMAIN_KEY).isEmpty());
            assertTrue(SealedCodec.open(info(cut), Network.DOMAIN_KEY).isEmpty());
        }
    }

    /** A member of the domain may seal anything. */
    @Test
    void noSealedContentUpsetsTheDecoders() {
        byte[][] corpus = {
            SealedCodec.plain(Samples.WHEREABOUTS), SealedCodec.plain(Samples.DEVICE)
        };
        Fuzz.search(
                corpus,
                input -> {
                    Bytes plain = Bytes.copyOf(input);
                    SealedCodec.whereabouts(plain)
                            .ifPresent(
                                    here ->
                                            assertEquals(
                                                    Optional.of(here),
                                                    SealedCodec.whereabouts(
                                                            Bytes.owning(
                                                                    SealedCodec.plain(here)))));
                    SealedCodec.device(plain)
                            .ifPresent(
                                    device ->
                                            assertEquals(
                                                    Optional.of(device),
                                                    SealedCodec.device(
                                                            Bytes.owning(
                                                                    SealedCodec.plain(device)))));
                });
    }
}
