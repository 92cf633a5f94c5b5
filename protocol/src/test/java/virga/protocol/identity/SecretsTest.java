package virga.protocol.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.Golden;
import virga.protocol.Network;
import virga.protocol.Samples;
import virga.protocol.membership.JoinToken;
import virga.protocol.membership.MembershipFile;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;
import virga.protocol.record.DomainKey;
import virga.protocol.record.LocationId;
import virga.protocol.record.Sealed.DeviceAddress;

class SecretsTest {
    private static final DomainKey KEY = Network.DOMAIN_KEY;
    private static final Bytes MAC = Bytes.ofHex("001122334455");

    @Test
    void noTextOfAnObjectRevealsASecret() {
        byte[] seed = Network.bytes(32, 3).toArray();
        Bytes tokenSecret = Network.bytes(16, 0x5e);
        JoinToken token =
                new JoinToken(
                        Samples.CANDIDATES,
                        Network.bytes(32, 1),
                        Network.DOMAIN,
                        tokenSecret,
                        Set.of(Role.USER),
                        List.of(),
                        Network.LATER);
        IdentityKeyFile.Opened opened =
                new IdentityKeyFile.Opened(Network.NODE, true, Optional.empty());
        List<Object> holders =
                List.of(
                        Network.NODE,
                        opened,
                        new RootKeyFile.Key(Network.NODE),
                        KEY,
                        token,
                        JoinToken.parse(token.toText()),
                        Network.membership(),
                        new MembershipFile.Found(Network.membership()),
                        new Envelope(1, Samples.messages().get(18)),
                        new Envelope(1, Samples.messages().get(19)));
        for (Object holder : holders) {
            String text = holder.toString().toLowerCase(Locale.ROOT);
            for (Bytes secret : List.of(Bytes.owning(seed), KEY.secret(), tokenSecret)) {
                assertFalse(text.contains(HexFormat.of().formatHex(secret.toArray())), text);
                assertFalse(text.contains(Base32.encode(secret)), text);
            }
        }
        assertEquals(Message.Admit.class, Samples.messages().get(18).getClass());
        assertEquals(Message.Admitted.class, Samples.messages().get(19).getClass());
    }

    @Test
    void everyUseOfADomainKeyHasAKeyOfItsOwn() {
        LocationId label = new LocationId.Label("hall 3");
        assertNotEquals(KEY.nameKey("hall 3"), KEY.locationKey(label));
        assertNotEquals(KEY, new DomainKey(Network.bytes(32, 8)));
        assertEquals(KEY, new DomainKey(KEY.secret()));
        assertThrows(IllegalArgumentException.class, () -> new DomainKey(MAC));
    }

    @Test
    void aLocationIsOneForAllHostsOfALanAndAnotherForEachGateway() {
        Bytes host = Bytes.ofHex("c0000217");
        Bytes network = Bytes.ofHex("c0000200");
        LocationId.Lan here = KEY.lanLocation(MAC, 24, network);
        assertEquals(here, KEY.lanLocation(MAC, 24, host));
        assertNotEquals(here, KEY.lanLocation(MAC, 25, host));
        assertNotEquals(here, KEY.lanLocation(Bytes.ofHex("001122334456"), 24, host));
        assertNotEquals(here, new DomainKey(Network.bytes(32, 8)).lanLocation(MAC, 24, host));
        Bytes six = Bytes.ofHex("20010db8000000010000000000000001");
        Bytes sixPrefix = Bytes.ofHex("20010db8000000010000000000000000");
        assertEquals(KEY.lanLocation(MAC, 64, six), KEY.lanLocation(MAC, 64, sixPrefix));
        assertThrows(IllegalArgumentException.class, () -> KEY.lanLocation(MAC, 33, host));
        assertThrows(IllegalArgumentException.class, () -> KEY.lanLocation(host, 24, host));
    }

    @Test
    void aDeviceWithAMacIsTheSameEverywhereAndAHostIsOneOfItsLan() {
        LocationId hall = new LocationId.Label("hall 3");
        LocationId lab = new LocationId.Label("lab");
        var mac = new DeviceAddress.Mac(MAC);
        var host = new DeviceAddress.Host(Bytes.ofHex("c0000217"));
        assertEquals(KEY.deviceKey(mac, hall), KEY.deviceKey(mac, lab));
        assertNotEquals(KEY.deviceKey(host, hall), KEY.deviceKey(host, lab));
        DomainKey other = new DomainKey(Network.bytes(32, 8));
        assertNotEquals(KEY.deviceKey(mac, hall), other.deviceKey(mac, hall));
    }

    /** What other implementations must arrive at; RFC 5869 and RFC 2104 by other code. */
    @Test
    void derivedKeysAreTheGoldenOnes() throws IOException {
        Bytes all =
                Bytes.owning(
                        Bytes.concat(
                                KEY.nameKey("printer").toArray(),
                                KEY.locationKey(new LocationId.Label("hall 3")).toArray(),
                                KEY.deviceKey(
                                                new DeviceAddress.Mac(MAC),
                                                new LocationId.Label("hall 3"))
                                        .toArray(),
                                KEY.lanLocation(MAC, 24, Bytes.ofHex("c0000217")).id().toArray()));
        assertEquals(Golden.hex("domain-keys", all), all.toHex());
    }

    @Test
    void whatIsSealedOpensWithTheSameAssociatedBytesOnly() {
        byte[] plain = {1, 2, 3};
        Bytes sealed = KEY.seal(plain, new byte[] {4}, new SecureRandom());
        assertEquals(DomainKey.SEAL_OVERHEAD_BYTES + plain.length, sealed.length());
        assertEquals(Bytes.copyOf(plain), KEY.open(sealed, new byte[] {4}).orElseThrow());
        assertFalse(KEY.open(sealed, new byte[] {5}).isPresent());
        assertFalse(KEY.open(Bytes.EMPTY, new byte[] {4}).isPresent());
    }
}
