package virga.supernode.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.supernode.store.TestNetwork.ACME;
import static virga.supernode.store.TestNetwork.NOW;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;

final class RecordCacheTest {
    private static final Slot SLOT = slot(1);

    private final RecordCache cache = new RecordCache(100_000);

    private static Slot slot(int number) {
        return new Slot(RecordKind.NODE, new DhtKey(ACME, TestNetwork.hash(number)));
    }

    private static Message.Answer record(int length) {
        return new Message.Found(
                new SignedRecord(RecordKind.NODE, Bytes.owning(new byte[length]), Bytes.EMPTY));
    }

    @Test
    void slowReaderDoesNotBringBackWhatAWriterReplaced() {
        int stamp = cache.stamp(SLOT);
        cache.forget(List.of(SLOT));
        cache.put(SLOT, stamp, record(1), Long.MAX_VALUE);
        assertEquals(Optional.empty(), cache.get(SLOT, NOW));
    }

    @Test
    void slowReaderDoesNotReplaceWhatAFasterOneReadAfterTheWriter() {
        int early = cache.stamp(SLOT);
        cache.forget(List.of(SLOT));
        cache.put(SLOT, cache.stamp(SLOT), record(2), Long.MAX_VALUE);
        cache.put(SLOT, early, record(1), Long.MAX_VALUE);
        assertEquals(Optional.of(record(2)), cache.get(SLOT, NOW));
    }

    @Test
    void answerIsGoodUntilItsSecond() {
        long until = NOW.getEpochSecond() + 10;
        cache.put(SLOT, cache.stamp(SLOT), record(1), until);
        assertEquals(Optional.of(record(1)), cache.get(SLOT, NOW.plusSeconds(9)));
        assertEquals(Optional.empty(), cache.get(SLOT, NOW.plusSeconds(10)));
    }

    @Test
    void memoryIsBoundedInBytesNotInAnswers() {
        int kept = 0;
        for (int i = 0; i < 1_000; i++) {
            cache.put(slot(i), cache.stamp(slot(i)), record(9_600), Long.MAX_VALUE);
        }
        for (int i = 0; i < 1_000; i++) {
            kept += cache.get(slot(i), NOW).isPresent() ? 1 : 0;
        }
        assertTrue(kept <= 10, kept + " answers of 10 KB in 100 KB");
        assertTrue(kept > 0, "nothing is kept");
    }
}
