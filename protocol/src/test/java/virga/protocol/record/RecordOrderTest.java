package virga.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;

class RecordOrderTest {
    private static final Bytes ONE = Bytes.ofHex("01");
    private static final Bytes TWO = Bytes.ofHex("02");

    @Test
    void theHigherVersionHolds() {
        assertEquals(RecordOrder.NEWER, RecordOrder.of(2, ONE, 1, TWO));
        assertEquals(RecordOrder.OLDER, RecordOrder.of(1, ONE, 2, ONE));
        assertTrue(RecordOrder.NEWER.replaces());
        assertFalse(RecordOrder.OLDER.replaces() || RecordOrder.NEWER.writersFault());
    }

    @Test
    void ofTwoBodiesWithOneVersionTheLowerHashHoldsAndItIsAFault() {
        boolean oneIsLower = Bytes.sha256(ONE.toArray()).compareTo(Bytes.sha256(TWO.toArray())) < 0;
        RecordOrder one = RecordOrder.of(1, ONE, 1, TWO);
        RecordOrder two = RecordOrder.of(1, TWO, 1, ONE);
        assertEquals(oneIsLower, one.replaces());
        assertEquals(!oneIsLower, two.replaces());
        assertTrue(one.writersFault() && two.writersFault());
    }

    @Test
    void theSameRecordAgainChangesNothing() {
        RecordOrder same = RecordOrder.of(1, ONE, 1, Bytes.ofHex("01"));
        assertEquals(RecordOrder.SAME, same);
        assertFalse(same.replaces() || same.writersFault());
    }

    @Test
    void aWritersVersionsRiseThoughItsClockStandsOrGoesBack() {
        assertEquals(100, Versions.next(7, Instant.ofEpochSecond(100)));
        assertEquals(101, Versions.next(100, Instant.ofEpochSecond(100)));
        assertEquals(101, Versions.next(100, Instant.ofEpochSecond(50)));
    }
}
