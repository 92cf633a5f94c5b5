package virga.protocol.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.Bytes;
import virga.protocol.Network;
import virga.protocol.Samples;
import virga.protocol.identity.IdentityKey;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Revocations;
import virga.protocol.record.Verified;

/** A node that starts without a network refuses whom it refused before. */
class RevocationsFileTest {
    private static final Bytes NODE_HASH = Network.NODE.publicKey().hash();
    private static final IdentityKey SECOND = Network.key(9);

    private final Path file;

    RevocationsFileTest(@TempDir Path folder) {
        file = folder.resolve(RevocationsFile.NAME);
    }

    private static Verified<OperatorNodeRecord> second() {
        return RecordSigner.sign(
                new OperatorNodeRecord(
                        Network.id(SECOND),
                        SECOND.publicKey(),
                        Network.ROOT.publicKey(),
                        Network.NOW.getEpochSecond(),
                        Network.LATER),
                Network.ROOT);
    }

    private static RecordVerifier knowsOnlyTheRoot() {
        return new RecordVerifier(Network.ROOT.publicKey().hash(), Network.ED25519);
    }

    private void writeRevoked() throws IOException {
        RecordVerifier verifier = Network.verifier();
        verifier.learn(second(), Network.NOW);
        RevocationListRecord list =
                new RevocationListRecord(
                        3,
                        Set.of(NODE_HASH),
                        Network.NOW.getEpochSecond(),
                        Network.LATER,
                        SECOND.publicKey());
        verifier.verify(RecordSigner.sign(list, SECOND).signed(), Network.NOW);
        verifier.verify(Samples.removal(), Network.NOW);
        RevocationsFile.write(file, verifier);
    }

    @Test
    void whatWasEnforcedIsEnforcedAgainAlsoWhenAllOfItHasExpired() throws IOException {
        writeRevoked();
        Instant years = Network.NOW.plus(Duration.ofDays(2_000));
        RecordVerifier verifier = Network.verifier();
        assertEquals(Optional.empty(), RevocationsFile.restore(file, verifier, years));
        assertEquals(3, verifier.revocations().number());
        assertTrue(verifier.revoked(NODE_HASH));
        assertFalse(verifier.believes(Network.node()));
        assertEquals(1, verifier.revocations().removedOperators().size());
    }

    @Test
    void clockThatWasSetBackLetsNothingGo() throws IOException {
        writeRevoked();
        RecordVerifier verifier = Network.verifier();
        RevocationsFile.restore(file, verifier, Instant.EPOCH);
        assertTrue(verifier.revoked(NODE_HASH));
    }

    @Test
    void whereNothingWasKeptNothingIsEnforced() throws IOException {
        RecordVerifier verifier = Network.verifier();
        assertEquals(Optional.empty(), RevocationsFile.restore(file, verifier, Network.NOW));
        assertEquals(Revocations.NONE, verifier.revocations());
    }

    @Test
    void fileDamagedAtAnyPlaceIsSetAsideOrStillHolds() throws IOException {
        writeRevoked();
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i += 7) {
            byte[] damaged = good.clone();
            damaged[i] ^= 0x15;
            Files.write(file, damaged);
            RecordVerifier verifier = knowsOnlyTheRoot();
            Optional<Path> aside = RevocationsFile.restore(file, verifier, Network.NOW);
            assertTrue(aside.isPresent() || Files.exists(file), "byte " + i);
            aside.ifPresent(RevocationsFileTest::delete);
            writeRevoked();
        }
    }

    private static void delete(Path aside) {
        try {
            Files.delete(aside);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void cutFileIsSetAside() throws IOException {
        writeRevoked();
        byte[] good = Files.readAllBytes(file);
        Files.write(file, Bytes.copyOf(good).slice(0, good.length - 20).toArray());
        Optional<Path> aside = RevocationsFile.restore(file, Network.verifier(), Network.NOW);
        assertTrue(Files.exists(aside.orElseThrow()));
        assertFalse(Files.exists(file));
    }

    @Test
    void fileOfAnotherNetworkIsNoDamageAndEnforcesNothing() throws IOException {
        writeRevoked();
        RecordVerifier other =
                new RecordVerifier(Network.STRANGER.publicKey().hash(), Network.ED25519);
        assertEquals(Optional.empty(), RevocationsFile.restore(file, other, Network.NOW));
        assertEquals(Revocations.NONE, other.revocations());
    }
}
