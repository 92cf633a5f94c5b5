package virga.protocol.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.Fuzz;
import virga.protocol.Network;
import virga.protocol.membership.MembershipFile;

/** Whatever lies in a home is read as what it is, or set aside as it was. */
@DisabledOnOs(OS.WINDOWS)
class HomeFilesFuzzTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path home;

    HomeFilesFuzzTest(@TempDir Path home) {
        this.home = home;
    }

    @Test
    void noBytesUpsetTheReaderOfAKey() throws IOException {
        byte[] pem = PemKey.write("PRIVATE KEY", PemKey.toPkcs8(Network.NODE).getEncoded());
        Fuzz.search(new byte[][] {pem}, this::key);
    }

    @Test
    void noKeyInsideThePemUpsetsItsReader() throws IOException {
        byte[] der = PemKey.toPkcs8(Network.NODE).getEncoded();
        Fuzz.search(new byte[][] {der}, input -> key(PemKey.write("PRIVATE KEY", input)));
    }

    private void key(byte[] content) throws IOException {
        Path file = home.resolve(IdentityKeyFile.NAME);
        OwnerOnlyFile.write(file, content);
        var opened = IdentityKeyFile.open(file, Network.ED25519, RANDOM, Network.NOW);
        assertEquals(opened.created(), opened.damaged().isPresent());
        if (opened.damaged().isPresent()) {
            assertArrayEquals(content, Files.readAllBytes(opened.damaged().get()));
        }
        clear();
    }

    @Test
    void noBytesUpsetTheReaderOfAMembership() throws IOException {
        Path file = home.resolve(MembershipFile.NAME);
        MembershipFile.write(file, Network.membership());
        Fuzz.search(new byte[][] {Files.readAllBytes(file)}, this::membership);
    }

    private void membership(byte[] content) throws IOException {
        Path file = home.resolve(MembershipFile.NAME);
        OwnerOnlyFile.write(file, content);
        PublicKey self = Network.NODE.publicKey();
        switch (MembershipFile.read(file, self, Network.ED25519, Network.NOW)) {
            case MembershipFile.Found found ->
                    assertEquals(Network.node().signed(), found.membership().node().signed());
            case MembershipFile.Damaged damaged ->
                    assertArrayEquals(content, Files.readAllBytes(damaged.aside()));
            case MembershipFile.Ended ended -> assertTrue(Files.exists(file));
            case MembershipFile.OtherKey other -> assertTrue(Files.exists(file));
            case MembershipFile.ClockBehind behind ->
                    throw new AssertionError("of another time: " + behind);
            case MembershipFile.Missing missing -> throw new AssertionError("it is there");
        }
        clear();
    }

    private void clear() throws IOException {
        List<Path> left;
        try (var files = Files.list(home)) {
            left = files.toList();
        }
        for (Path file : left) {
            Files.delete(file);
        }
    }
}
