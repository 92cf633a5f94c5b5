package virga.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;

final class KeyRangesTest {
    private static final int SEEDS = 500;

    /** Positions that every set of a seed is made of, so that borders often meet. */
    private static final long[] MARKS = {0, 1, 2, 0xff, 0x100, 1L << 40, -1L << 40, -2, -1};

    private static KeyRanges random(Random random) {
        List<KeyRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long a = MARKS[random.nextInt(MARKS.length)];
            long b = MARKS[random.nextInt(MARKS.length)];
            ranges.add(Long.compareUnsigned(a, b) <= 0 ? new KeyRange(a, b) : new KeyRange(b, a));
        }
        return KeyRanges.of(ranges);
    }

    @Test
    void setsOfKeysAddSubtractAndMeetAsTheirKeysDo() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            KeyRanges a = random(random);
            KeyRanges b = random(random);
            for (long mark : MARKS) {
                for (long position = mark - 1; position != mark + 2; position++) {
                    boolean inA = a.holds(position);
                    boolean inB = b.holds(position);
                    assertEquals(inA || inB, a.plus(b).holds(position), "seed " + seed);
                    assertEquals(inA && inB, a.and(b).holds(position), "seed " + seed);
                    assertEquals(inA && !inB, a.minus(b).holds(position), "seed " + seed);
                }
            }
            assertTrue(a.holdsAll(a.and(b)), "seed " + seed);
            assertEquals(a, a.and(b).plus(a.minus(b)), "seed " + seed);
        }
    }

    @Test
    void rangesThatTouchAreOne() {
        assertEquals(
                KeyRanges.WHOLE,
                KeyRanges.of(List.of(new KeyRange(1L << 63, -1), new KeyRange(0, (1L << 63) - 1))));
        assertThrows(
                IllegalArgumentException.class,
                () -> new KeyRanges(List.of(new KeyRange(0, 1), new KeyRange(2, 3))));
        assertThrows(
                IllegalArgumentException.class,
                () -> new KeyRanges(List.of(new KeyRange(4, 5), new KeyRange(0, 1))));
    }

    @Test
    void aKeyStandsAtItsFirstEightBytes() {
        DhtKey key =
                new DhtKey(new DomainId(0x80000001), Bytes.ofHex("fffefdfc" + "00".repeat(28)));
        assertEquals(0x80000001fffefdfcL, KeyRange.position(key));
        KeyRange one = new KeyRange(0x80000001fffefdfcL, 0x80000001fffefdfcL);
        assertTrue(one.holds(key));
        assertEquals(key, one.firstKey());
        assertEquals("fffefdfc" + "ff".repeat(28), one.lastKey().hash().toHex());
        assertTrue(KeyRange.of(key.domain()).holds(key));
        assertFalse(KeyRange.of(new DomainId(1)).holds(key));
    }

    @Test
    void aShareIsThePartOfTheKeys() {
        KeyRange domain = KeyRange.of(new DomainId(7));
        KeyRange half = new KeyRange(domain.from(), domain.from() + (1L << 31) - 1);
        assertEquals(0.5, new KeyRanges(List.of(half)).share(domain));
        assertEquals(1, KeyRanges.WHOLE.share(domain));
        assertEquals(0, KeyRanges.NONE.share(domain));
        assertEquals(0.5, new KeyRanges(List.of(new KeyRange(1L << 63, -1))).share(KeyRange.WHOLE));
    }
}
