package virga.protocol.identity;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

/**
 * Which public keys may be used, decided by one library for all, since libraries differ on
 * non-canonical encodings and on points outside the prime-order group. Keeps what it decoded of the
 * keys used last: decoding costs as much as verifying.
 */
final class Ed25519Keys {
    /** Most keys kept decoded, good and bad together; each takes about 300 bytes. */
    static final int KEPT_MAX = 16_384;

    private static final int POINT_LENGTH_BYTES = 32;

    /** Little-endian encodings of the eight points of small order, the sign bit cleared. */
    private static final String[] SMALL_ORDER_Y = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    };

    private static final byte[][] SMALL_ORDER = smallOrder();

    private final Map<PublicKey, Optional<PublicPoint>> decoded =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<PublicKey, Optional<PublicPoint>> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    /** The point that {@code key} stands for; empty where the key may not be used. */
    Optional<PublicPoint> decode(PublicKey key) {
        synchronized (decoded) {
            Optional<PublicPoint> known = decoded.get(key);
            if (known != null) {
                return known;
            }
        }
        Optional<PublicPoint> point =
                Optional.ofNullable(
                        org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFullExport(
                                key.encoded().borrowed(), 0));
        synchronized (decoded) {
            decoded.put(key, point);
        }
        return point;
    }

    /** Whether the point encoded at {@code offset} has an order of 8 or less. */
    static boolean ofSmallOrder(byte[] encoded, int offset) {
        for (byte[] y : SMALL_ORDER) {
            int difference = (encoded[offset + POINT_LENGTH_BYTES - 1] & 0x7f) ^ y[31];
            for (int i = 0; i < POINT_LENGTH_BYTES - 1; i++) {
                difference |= encoded[offset + i] ^ y[i];
            }
            if (difference == 0) {
                return true;
            }
        }
        return false;
    }

    private static byte[][] smallOrder() {
        byte[][] points = new byte[SMALL_ORDER_Y.length][];
        for (int i = 0; i < points.length; i++) {
            points[i] = HexFormat.of().parseHex(SMALL_ORDER_Y[i]);
        }
        return points;
    }
}
