package virga.protocol.identity;

import java.math.BigInteger;
import java.security.MessageDigest;
import virga.protocol.Bytes;

/** Ed25519 by schoolbook arithmetic, for making signatures that no honest signer would. */
final class EdwardsCurve {
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);
    private static final BigInteger D =
            BigInteger.valueOf(-121665).multiply(inverse(BigInteger.valueOf(121666))).mod(P);
    static final Point BASE = base();

    private EdwardsCurve() {}

    record Point(BigInteger x, BigInteger y) {
        Point plus(Point other) {
            BigInteger product =
                    D.multiply(x).multiply(other.x).multiply(y).multiply(other.y).mod(P);
            BigInteger newX =
                    x.multiply(other.y)
                            .add(y.multiply(other.x))
                            .multiply(inverse(BigInteger.ONE.add(product)));
            BigInteger newY =
                    y.multiply(other.y)
                            .add(x.multiply(other.x))
                            .multiply(inverse(BigInteger.ONE.subtract(product)));
            return new Point(newX.mod(P), newY.mod(P));
        }

        Point times(BigInteger scalar) {
            Point sum = NEUTRAL;
            for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
                sum = sum.plus(sum);
                if (scalar.testBit(bit)) {
                    sum = sum.plus(this);
                }
            }
            return sum;
        }

        byte[] encode() {
            byte[] out = littleEndian(y);
            out[31] |= (byte) (x.testBit(0) ? 0x80 : 0);
            return out;
        }
    }

    /** The secret scalar of a seed (RFC 8032, 5.1.5). */
    static BigInteger secretScalar(byte[] seed) throws Exception {
        byte[] half = Bytes.copyOf(sha512(seed)).slice(0, 32).toArray();
        half[0] &= (byte) 248;
        half[31] &= 127;
        half[31] |= 64;
        return fromLittleEndian(half);
    }

    /** A signature whose R is {@code r} times the base point, plus {@code extra}. */
    static byte[] sign(byte[] seed, byte[] publicKey, byte[] message, BigInteger r, Point extra)
            throws Exception {
        byte[] encodedR = BASE.times(r).plus(extra).encode();
        BigInteger k = fromLittleEndian(sha512(Bytes.concat(encodedR, publicKey, message)));
        BigInteger s = r.add(k.multiply(secretScalar(seed))).mod(L);
        return Bytes.concat(encodedR, littleEndian(s));
    }

    static byte[] littleEndian(BigInteger number) {
        byte[] out = new byte[32];
        for (int i = 0; i < 32; i++) {
            out[i] = number.shiftRight(8 * i).byteValue();
        }
        return out;
    }

    static BigInteger fromLittleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[bytes.length - 1 - i] = bytes[i];
        }
        return new BigInteger(1, reversed);
    }

    private static Point base() {
        BigInteger y = BigInteger.valueOf(4).multiply(inverse(BigInteger.valueOf(5))).mod(P);
        BigInteger x =
                new BigInteger(
                        "151122213495354007725011514095885315"
                                + "11454012693041857206046113283949847762202");
        return new Point(x, y);
    }

    private static BigInteger inverse(BigInteger number) {
        return number.modInverse(P);
    }

    private static byte[] sha512(byte[] message) throws Exception {
        return MessageDigest.getInstance("SHA-512").digest(message);
    }
}
