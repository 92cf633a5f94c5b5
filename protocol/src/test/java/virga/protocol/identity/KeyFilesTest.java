package virga.protocol.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.Bytes;
import virga.protocol.Golden;
import virga.protocol.Network;
import virga.protocol.membership.MembershipFile;
import virga.protocol.record.RejectReason;

@DisabledOnOs(OS.WINDOWS)
class KeyFilesTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path home;

    KeyFilesTest(@TempDir Path home) {
        this.home = home;
    }

    private IdentityKeyFile.Opened open(Path file) throws IOException {
        return IdentityKeyFile.open(file, Network.ED25519, RANDOM, Network.NOW);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theFirstStartMakesAKeyForItsOwnerOnlyAndTheNextReadsIt() throws IOException {
        Path file = home.resolve(IdentityKeyFile.NAME);
        IdentityKeyFile.Opened first = open(file);
        IdentityKeyFile.Opened next = open(file);
        assertTrue(first.created() && !next.created());
        assertEquals(first.key().publicKey(), next.key().publicKey());
        assertEquals("rw-------", mode(file));
        assertEquals(List.of("key.pem"), names());
    }

    @Test
    void theKeyIsPkcs8AsOpensslWritesIt() throws IOException {
        Path file = home.resolve(IdentityKeyFile.NAME);
        IdentityKeyFile.write(file, Network.key(1));
        assertEquals(
                """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB
                -----END PRIVATE KEY-----
                """,
                Files.readString(file).replace("\r\n", "\n"));
    }

    @Test
    void aKeyOpenToOthersIsRefusedAndSaysHowToCloseIt() throws IOException {
        Path file = home.resolve(IdentityKeyFile.NAME);
        open(file);
        for (String open : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
            var refused = assertThrows(OpenToOthersException.class, () -> open(file), open);
            assertTrue(String.valueOf(refused.getMessage()).contains("chmod 600 " + file));
        }
    }

    @Test
    void aDamagedKeyIsSetAsideAndAnotherMade() throws IOException {
        Path file = home.resolve(IdentityKeyFile.NAME);
        IdentityKeyFile.Opened first = open(file);
        String good = Files.readString(file);
        String[] damages = {"", "no key", good.substring(0, 60), good.replace("MC4", "AAA")};
        for (String damage : damages) {
            Files.writeString(file, damage);
            IdentityKeyFile.Opened again = open(file);
            Path aside = again.damaged().orElseThrow();
            assertTrue(again.created());
            assertEquals(damage, Files.readString(aside));
            assertTrue(aside.getFileName().toString().startsWith("key.pem.damaged-"));
            assertNotEquals(first.key().publicKey(), again.key().publicKey());
            assertTrue(open(file).damaged().isEmpty());
        }
        assertEquals(1 + damages.length, names().size());
    }

    @Test
    void aHomeThatCannotBeWrittenIsAnError() {
        Path nowhere = home.resolve("missing").resolve(IdentityKeyFile.NAME);
        assertThrows(IOException.class, () -> open(nowhere));
    }

    @Test
    void aRootKeyOpensWithItsPassphraseOnly() throws IOException {
        Path file = home.resolve(RootKeyFile.NAME);
        char[] passphrase = "correct horse".toCharArray();
        RootKeyFile.write(file, Network.ROOT, passphrase, RANDOM);
        assertEquals("rw-------", mode(file));
        assertTrue(Files.readString(file).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        var opened = RootKeyFile.read(file, passphrase, Network.ED25519);
        assertEquals(
                Network.ROOT.publicKey(),
                assertInstanceOf(RootKeyFile.Key.class, opened).key().publicKey());
        assertEquals(
                new RootKeyFile.PassphraseWrong(),
                RootKeyFile.read(file, "other".toCharArray(), Network.ED25519));
        assertEquals(
                new RootKeyFile.PassphraseNeeded(),
                RootKeyFile.read(file, new char[0], Network.ED25519));
    }

    @Test
    void aRootKeyWithoutAPassphraseIsPlainAndADamagedOneIsLeftAlone() throws IOException {
        Path file = home.resolve(RootKeyFile.NAME);
        RootKeyFile.write(file, Network.ROOT, new char[0], RANDOM);
        assertInstanceOf(
                RootKeyFile.Key.class, RootKeyFile.read(file, new char[0], Network.ED25519));
        Files.writeString(file, "damaged");
        assertEquals(
                new RootKeyFile.Damaged(), RootKeyFile.read(file, new char[0], Network.ED25519));
        assertEquals(List.of("root.pem"), names());
    }

    private MembershipFile.Read membership(Path file, PublicKey self) throws IOException {
        return MembershipFile.read(file, self, Network.ED25519, Network.NOW);
    }

    @Test
    void aMembershipIsKeptForItsOwnerOnlyAndReadBackVerified() throws IOException {
        Path file = home.resolve(MembershipFile.NAME);
        PublicKey self = Network.NODE.publicKey();
        assertEquals(new MembershipFile.Missing(), membership(file, self));
        MembershipFile.write(file, Network.membership());
        Bytes written = Bytes.owning(Files.readAllBytes(file));
        assertEquals(Golden.hex("membership", written), written.toHex());
        assertEquals("rw-------", mode(file));
        assertEquals(new MembershipFile.Found(Network.membership()), membership(file, self));
    }

    @Test
    void aMembershipOfAnotherKeyOrEndedIsSaidAndKept() throws IOException {
        Path file = home.resolve(MembershipFile.NAME);
        MembershipFile.write(file, Network.membership());
        assertEquals(new MembershipFile.OtherKey(), membership(file, Network.STRANGER.publicKey()));
        assertEquals(
                new MembershipFile.Ended(RejectReason.EXPIRED),
                MembershipFile.read(
                        file, Network.NODE.publicKey(), Network.ED25519, Network.LATER));
        assertEquals(List.of("membership"), names());
    }

    @Test
    void aMembershipSignedLaterThanTheClockSaysHoldsAllTheSame() throws IOException {
        Path file = home.resolve(MembershipFile.NAME);
        MembershipFile.write(file, Network.membership());
        PublicKey self = Network.NODE.publicKey();
        Duration behind = Duration.ofMinutes(10);
        assertEquals(
                new MembershipFile.ClockBehind(Network.membership(), behind),
                MembershipFile.read(file, self, Network.ED25519, Network.NOW.minus(behind)));
        assertEquals(
                new MembershipFile.Found(Network.membership()),
                MembershipFile.read(file, self, Network.ED25519, Network.NOW.minusSeconds(300)));
        assertEquals(List.of("membership"), names());
    }

    @Test
    void aMembershipStampedBeyondAllTimeIsDamaged() throws IOException {
        Path file = home.resolve(MembershipFile.NAME);
        MembershipFile.write(file, Network.membership());
        virga.v1.Membership good = virga.v1.Membership.parseFrom(Files.readAllBytes(file));
        virga.v1.Node node = virga.v1.Node.parseFrom(good.getNode().getBody());
        virga.v1.Membership.Builder damaged = good.toBuilder();
        damaged.getNodeBuilder()
                .setBody(node.toBuilder().setVersion(Long.MAX_VALUE).build().toByteString());
        OwnerOnlyFile.write(file, damaged.build().toByteArray());
        assertInstanceOf(MembershipFile.Damaged.class, membership(file, Network.NODE.publicKey()));
    }

    @Test
    void aMembershipDamagedAtAnyByteIsNeverBelievedWrongly() throws IOException {
        Path file = home.resolve(MembershipFile.NAME);
        MembershipFile.write(file, Network.membership());
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i += 7) {
            byte[] damaged = good.clone();
            damaged[i] ^= 1;
            OwnerOnlyFile.write(file, damaged);
            switch (membership(file, Network.NODE.publicKey())) {
                case MembershipFile.ClockBehind behind ->
                        throw new AssertionError("believed with a flipped byte " + i);
                case MembershipFile.Found found ->
                        assertEquals(Network.node().signed(), found.membership().node().signed());
                case MembershipFile.Damaged aside -> assertTrue(Files.exists(aside.aside()));
                case MembershipFile.Ended ended ->
                        assertFalse(ended.reason().hint().isEmpty(), "byte " + i);
                case MembershipFile.OtherKey other -> assertTrue(Files.exists(file));
                case MembershipFile.Missing missing -> throw new AssertionError("byte " + i);
            }
        }
    }

    @Test
    void aMembershipOpenToOthersIsRefused() throws IOException {
        Path file = home.resolve(MembershipFile.NAME);
        MembershipFile.write(file, Network.membership());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThrows(OpenToOthersException.class, () -> membership(file, Network.NODE.publicKey()));
    }
}
