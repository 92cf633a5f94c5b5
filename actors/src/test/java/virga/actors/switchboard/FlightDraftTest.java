package virga.actors.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.flight.FlightLimits;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;

class FlightDraftTest {
    private static Envelope ping(int id) {
        return new Envelope(id, Message.Ping.INSTANCE);
    }

    private static Envelope store(int id, int lengthBytes) {
        Bytes body = Bytes.owning(new byte[lengthBytes]);
        SignedRecord record = new SignedRecord(RecordKind.NODE, body, Bytes.owning(new byte[64]));
        return new Envelope(id, new Message.Store(record));
    }

    @Test
    void smallListsStayWhole() {
        List<Envelope> pings = IntStream.range(1, 257).mapToObj(FlightDraftTest::ping).toList();

        List<FlightDraft> drafts = FlightDraft.cut(pings);

        assertEquals(1, drafts.size());
        assertEquals(pings, drafts.getFirst().envelopes());
    }

    @Test
    void noDraftHasMoreEnvelopesThanAFlightMay() {
        List<Envelope> pings = IntStream.range(1, 20_000).mapToObj(FlightDraftTest::ping).toList();

        List<FlightDraft> drafts = FlightDraft.cut(pings);

        assertTrue(
                drafts.stream()
                        .allMatch(one -> one.envelopes().size() <= FlightLimits.ENVELOPES_MAX));
        assertEquals(pings, drafts.stream().flatMap(one -> one.envelopes().stream()).toList());
    }

    @Test
    void everyEnvelopeLeavesOnceInOrderAndNoDraftIsTooHeavy() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<Envelope> all = new ArrayList<>();
            int count = random.nextInt(1, 200);
            for (int id = 1; id <= count; id++) {
                all.add(random.nextBoolean() ? ping(id) : store(id, random.nextInt(16_000)));
            }
            List<FlightDraft> drafts = FlightDraft.cut(all);
            List<Envelope> left = drafts.stream().flatMap(one -> one.envelopes().stream()).toList();
            assertEquals(all, left, "seed " + seed);
            assertTrue(
                    drafts.stream().allMatch(one -> one.weight() <= FlightDraft.WEIGHT_MAX_BYTES),
                    "seed " + seed);
        }
    }

    @Test
    void aDraftTakesWhatWaitsBehindIt() {
        FlightDraft first = FlightDraft.cut(List.of(ping(1), ping(2))).getFirst();
        FlightDraft second = FlightDraft.cut(List.of(ping(3))).getFirst();
        FlightDraft third = FlightDraft.cut(List.of(ping(4))).getFirst();
        int weight = first.weight() + second.weight() + third.weight();

        FlightDraft together = first.with(second).with(third);

        assertEquals(List.of(ping(1), ping(2), ping(3), ping(4)), together.envelopes());
        assertEquals(weight, together.weight());
    }
}
