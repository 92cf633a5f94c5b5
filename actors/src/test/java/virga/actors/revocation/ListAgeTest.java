package virga.actors.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Network;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordSigner;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Revocations;

class ListAgeTest {
    private static final Instant SIGNED = Network.NOW;
    private static final Instant DAY_LATER = SIGNED.plus(Duration.ofHours(24));

    private static Revocations listOf(Instant signed) {
        RecordVerifier verifier = Network.verifier();
        RevocationListRecord list =
                new RevocationListRecord(
                        1,
                        Set.of(),
                        signed.getEpochSecond(),
                        Network.LATER,
                        Network.OPERATOR.publicKey());
        verifier.verify(RecordSigner.sign(list, Network.OPERATOR).signed(), SIGNED);
        return verifier.revocations();
    }

    @Test
    void listIsOldAfterADay() {
        Revocations known = listOf(SIGNED);
        assertEquals(Optional.of(SIGNED), ListAge.signed(known));
        assertFalse(ListAge.mayMissSome(known, DAY_LATER));
        assertTrue(ListAge.mayMissSome(known, DAY_LATER.plusSeconds(1)));
        assertTrue(ListAge.isWorthAWord(known, DAY_LATER, DAY_LATER.plusSeconds(1)));
    }

    @Test
    void withoutAListOneMayMissSomeAtOnceAndSaysSoAfterADay() {
        assertTrue(ListAge.mayMissSome(Revocations.NONE, SIGNED));
        assertFalse(ListAge.isWorthAWord(Revocations.NONE, SIGNED, DAY_LATER));
        assertTrue(ListAge.isWorthAWord(Revocations.NONE, SIGNED, DAY_LATER.plusSeconds(1)));
    }
}
