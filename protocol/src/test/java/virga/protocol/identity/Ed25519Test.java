package virga.protocol.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import virga.protocol.Bytes;
import virga.protocol.Fuzz;

/** One suite for all libraries: they must not differ in anything. */
class Ed25519Test {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 8032, 7.1, tests 1 to 3: seed, public key, message, signature. */
    private static final String[][] VECTORS = {
        {
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
                    + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
                    + "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        },
        {
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
                    + "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
    };

    private static final byte[] SEED = HEX.parseHex(VECTORS[1][0]);
    private static final byte[] MESSAGE =
            "rain that evaporates".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    static Stream<Ed25519> libraries() {
        return Stream.concat(Stream.of(new BouncyCastleEd25519()), CorrettoEd25519.load().stream());
    }

    @Test
    void correttoLoadsWhereItsLibraryIsShipped() {
        boolean linux = System.getProperty("os.name", "").equals("Linux");
        boolean amd64 = System.getProperty("os.arch", "").equals("amd64");
        assertTrue(!linux || !amd64 || CorrettoEd25519.load().isPresent());
        assertEquals(
                CorrettoEd25519.load().isPresent() ? "Corretto" : "BouncyCastle",
                Ed25519.best().name());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void theVectorsOfTheRfcComeOutAsPrinted(Ed25519 library) {
        for (String[] vector : VECTORS) {
            Ed25519.Signer signer = library.signer(HEX.parseHex(vector[0]));
            byte[] message = HEX.parseHex(vector[2]);
            byte[] signature = signer.sign(message, 0, message.length);
            assertEquals(vector[1], signer.publicKey().toString());
            assertEquals(vector[3], HEX.formatHex(signature));
            assertTrue(library.verify(signer.publicKey(), signature, message));
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void eachBitOfASignatureCounts(Ed25519 library) {
        Ed25519.Signer signer = library.signer(SEED);
        byte[] signature = signer.sign(MESSAGE, 0, MESSAGE.length);
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            byte[] damaged = signature.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertFalse(library.verify(signer.publicKey(), damaged, MESSAGE), "bit " + bit);
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aSignatureOfAnotherLengthIsWrong(Ed25519 library) {
        Ed25519.Signer signer = library.signer(SEED);
        byte[] signature = signer.sign(MESSAGE, 0, MESSAGE.length);
        for (int length : new int[] {0, 1, 63, 65, 128}) {
            byte[] other = java.util.Arrays.copyOf(signature, length);
            assertFalse(library.verify(signer.publicKey(), other, MESSAGE), "length " + length);
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aSignatureWithSNotBelowTheOrderIsWrong(Ed25519 library) {
        Ed25519.Signer signer = library.signer(SEED);
        Bytes signature = Bytes.owning(signer.sign(MESSAGE, 0, MESSAGE.length));
        BigInteger s = EdwardsCurve.fromLittleEndian(signature.slice(32, 64).toArray());
        byte[] malleable =
                Bytes.concat(
                        signature.slice(0, 32).toArray(),
                        EdwardsCurve.littleEndian(s.add(EdwardsCurve.L)));
        assertFalse(library.verify(signer.publicKey(), malleable, MESSAGE));
    }

    /** Some libraries' equation lets these pass for half the messages, or for all. */
    @ParameterizedTest
    @MethodSource("libraries")
    void aSignatureWhoseRHasASmallOrderPartIsWrong(Ed25519 library) throws Exception {
        Ed25519.Signer signer = library.signer(SEED);
        byte[] key = signer.publicKey().encoded().toArray();
        var ofOrderTwo =
                new EdwardsCurve.Point(BigInteger.ZERO, EdwardsCurve.P.subtract(BigInteger.ONE));
        for (int i = 1; i <= 40; i++) {
            BigInteger r = BigInteger.valueOf(7919L * i);
            byte[] honest = EdwardsCurve.sign(SEED, key, MESSAGE, r, EdwardsCurve.NEUTRAL);
            byte[] twisted = EdwardsCurve.sign(SEED, key, MESSAGE, r, ofOrderTwo);
            assertTrue(library.verify(signer.publicKey(), honest, MESSAGE), "r " + r);
            assertFalse(library.verify(signer.publicKey(), twisted, MESSAGE), "r " + r);
        }
        byte[] neutral =
                EdwardsCurve.sign(SEED, key, MESSAGE, BigInteger.ZERO, EdwardsCurve.NEUTRAL);
        assertFalse(library.verify(signer.publicKey(), neutral, MESSAGE));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void keysOfSmallOrMixedOrderAndNonCanonicalOnesAreRefused(Ed25519 library) {
        for (String bad :
                List.of(
                        "0100000000000000000000000000000000000000000000000000000000000000",
                        "0000000000000000000000000000000000000000000000000000000000000000",
                        "0000000000000000000000000000000000000000000000000000000000000080",
                        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                        "0100000000000000000000000000000000000000000000000000000000000080",
                        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                        "0200000000000000000000000000000000000000000000000000000000000000")) {
            assertTrue(library.verifier(new PublicKey(Bytes.ofHex(bad))).isEmpty(), bad);
        }
        var mixed =
                EdwardsCurve.BASE.plus(
                        new EdwardsCurve.Point(
                                BigInteger.ZERO, EdwardsCurve.P.subtract(BigInteger.ONE)));
        assertTrue(library.verifier(new PublicKey(Bytes.owning(mixed.encode()))).isEmpty());
    }

    @Test
    void whatOneLibrarySignsTheOthersBelieveAndSignAlike() {
        List<Ed25519> libraries = libraries().toList();
        RandomGenerator random = Fuzz.random(42);
        for (int round = 0; round < 50; round++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            byte[] message = new byte[random.nextInt(5000)];
            random.nextBytes(message);
            Ed25519.Signer first = libraries.getFirst().signer(seed);
            byte[] expected = first.sign(message, 0, message.length);
            for (Ed25519 library : libraries) {
                Ed25519.Signer signer = library.signer(seed);
                assertEquals(first.publicKey(), signer.publicKey());
                assertArrayEquals(expected, signer.sign(message, 0, message.length));
                assertTrue(library.verify(first.publicKey(), expected, message));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void manyThreadsMaySignAndVerifyAtOnce(Ed25519 library) {
        Ed25519.Signer signer = library.signer(SEED);
        Ed25519.Verifier verifier = library.verifier(signer.publicKey()).orElseThrow();
        long right =
                IntStream.range(0, 400)
                        .parallel()
                        .filter(
                                i -> {
                                    byte[] message = BigInteger.valueOf(i).toByteArray();
                                    byte[] signature = signer.sign(message, 0, message.length);
                                    return verifier.verify(
                                            signature, 0, message, 0, message.length);
                                })
                        .count();
        assertEquals(400, right);
    }
}
