package virga.protocol.record;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import virga.protocol.Bytes;
import virga.protocol.record.Sealed.DeviceAddress;

/**
 * A domain's 32 secret bytes, given to its nodes at admission and never to supers. Every use has a
 * key of its own, derived by HKDF-SHA256 (RFC 5869). Its text reveals nothing; thread safe.
 */
public final class DomainKey {
    public static final int LENGTH_BYTES = 32;

    /** What {@link #seal} adds to its input: nonce and tag. */
    public static final int SEAL_OVERHEAD_BYTES = 12 + 16;

    private static final int NONCE_LENGTH_BYTES = 12;
    private static final int TAG_LENGTH_BITS = 128;
    private static final int MAC_ADDRESS_LENGTH_BYTES = 6;
    private static final String HMAC = "HmacSHA256";

    private final Bytes secret;
    private final SecretKeySpec sealing;
    private final SecretKeySpec location;
    private final SecretKeySpec locationKey;
    private final SecretKeySpec deviceKey;
    private final SecretKeySpec nameKey;

    /** A secret of another length is an {@link IllegalArgumentException}. */
    public DomainKey(Bytes secret) {
        if (secret.length() != LENGTH_BYTES) {
            throw new IllegalArgumentException("a domain key has 32 bytes: " + secret.length());
        }
        this.secret = secret;
        this.sealing = derived(secret, "virga seal 1");
        this.location = derived(secret, "virga location 1");
        this.locationKey = derived(secret, "virga location key 1");
        this.deviceKey = derived(secret, "virga device key 1");
        this.nameKey = derived(secret, "virga name key 1");
    }

    public static DomainKey generate(SecureRandom random) {
        byte[] secret = new byte[LENGTH_BYTES];
        random.nextBytes(secret);
        return new DomainKey(Bytes.owning(secret));
    }

    /** The key itself, for the registry and for admission only. */
    public Bytes secret() {
        return secret;
    }

    /**
     * Encrypts with AES-256-GCM: nonce (12), ciphertext, tag (16). The AES key is derived from
     * {@code associated} too, so that random nonces need to differ only between what one record has
     * held, not in the whole domain.
     */
    public Bytes seal(byte[] plain, byte[] associated, SecureRandom random) {
        byte[] nonce = new byte[NONCE_LENGTH_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, associated);
            return Bytes.owning(Bytes.concat(nonce, cipher.doFinal(plain)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** Empty where this key and {@code associated} are not those that it was sealed with. */
    public Optional<Bytes> open(Bytes sealed, byte[] associated) {
        if (sealed.length() < SEAL_OVERHEAD_BYTES) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOf(sealed.borrowed(), NONCE_LENGTH_BYTES);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, associated);
            int length = sealed.length() - NONCE_LENGTH_BYTES;
            return Optional.of(
                    Bytes.owning(cipher.doFinal(sealed.borrowed(), NONCE_LENGTH_BYTES, length)));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /**
     * Names the LAN behind a gateway (seed 003, 3.2.2). Keyed, since a plain hash would be undone
     * in seconds: a vendor has 2^24 MAC addresses. Host bits of {@code prefixAddress} (4 or 16
     * bytes) do not matter.
     */
    public LocationId.Lan lanLocation(Bytes gatewayMac, int prefixLength, Bytes prefixAddress) {
        int width = prefixAddress.length();
        if (gatewayMac.length() != MAC_ADDRESS_LENGTH_BYTES
                || (width != 4 && width != 16)
                || prefixLength < 0
                || prefixLength > 8 * width) {
            throw new IllegalArgumentException("not a MAC address and an IP prefix");
        }
        byte[] prefix = prefixAddress.toArray();
        for (int bit = prefixLength; bit < 8 * width; bit++) {
            prefix[bit / 8] &= (byte) ~(0x80 >>> (bit % 8));
        }
        return new LocationId.Lan(
                hmac(location, gatewayMac.borrowed(), new byte[] {(byte) prefixLength}, prefix));
    }

    /** What supers index NodeInfos by: 32 bytes that tell them nothing of the location. */
    public Bytes locationKey(LocationId location) {
        return hmac(locationKey, tagged(location));
    }

    /**
     * A device's key in the DHT: 32 bytes. Keyed over the device id of the design, SHA-256("mac",
     * MAC) or SHA-256("host", location, address), so that a super cannot undo MAC addresses.
     */
    public Bytes deviceKey(DeviceAddress address, LocationId at) {
        Bytes id =
                switch (address) {
                    case DeviceAddress.Mac(Bytes mac) -> Bytes.sha256(utf8("mac"), mac.borrowed());
                    case DeviceAddress.Host(Bytes ip) ->
                            Bytes.sha256(
                                    utf8("host"),
                                    Bytes.sha256(tagged(at)).borrowed(),
                                    ip.borrowed());
                };
        return hmac(deviceKey, id.borrowed());
    }

    /** What a device is found under by its name: 32 bytes. Names are lower case. */
    public Bytes nameKey(String name) {
        return hmac(nameKey, utf8(name));
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        Bytes key = hmac(sealing, associated);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(key.borrowed(), "AES"),
                new GCMParameterSpec(TAG_LENGTH_BITS, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    private static byte[] tagged(LocationId location) {
        return switch (location) {
            case LocationId.Lan(Bytes id) -> Bytes.concat(utf8("lan"), id.borrowed());
            case LocationId.Label(String label) -> Bytes.concat(utf8("label"), utf8(label));
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static SecretKeySpec derived(Bytes secret, String use) {
        try {
            byte[] key =
                    KDF.getInstance("HKDF-SHA256")
                            .deriveData(
                                    HKDFParameterSpec.ofExtract()
                                            .addIKM(secret.toArray())
                                            .thenExpand(utf8(use), LENGTH_BYTES));
            return new SecretKeySpec(key, HMAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF", e);
        }
    }

    private static Bytes hmac(SecretKeySpec key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return Bytes.owning(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DomainKey that && secret.equalsInConstantTime(that.secret);
    }

    @Override
    public int hashCode() {
        return nameKey("").hashCode();
    }

    @Override
    public String toString() {
        return "DomainKey[secret]";
    }
}
