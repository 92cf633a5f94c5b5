package virga.actors.switchboard;

import java.util.ArrayList;
import java.util.List;
import virga.protocol.flight.FlightLimits;
import virga.protocol.message.Envelope;
import virga.protocol.message.EnvelopeCodec;

/** Envelopes that leave together, as long as they fit in one flight. */
final class FlightDraft {
    /**
     * A flight is closed when it has this many bytes: signing costs hardly less below and the first
     * envelope waits longer above.
     */
    static final int WEIGHT_MAX_BYTES = 64 * 1024;

    /**
     * Weight of the lightest envelope, so that a flight of this weight holds no more than allowed.
     */
    static final int ENVELOPE_MIN_BYTES = WEIGHT_MAX_BYTES / FlightLimits.ENVELOPES_MAX;

    private List<Envelope> envelopes;
    private boolean own;
    private int weight;

    private FlightDraft(List<Envelope> envelopes, int weight) {
        this.envelopes = envelopes;
        this.weight = weight;
    }

    /**
     * Cuts {@code envelopes} into drafts of {@link #WEIGHT_MAX_BYTES} at most where they can be.
     */
    static List<FlightDraft> cut(List<Envelope> envelopes) {
        int weight = 0;
        int from = 0;
        List<FlightDraft> drafts = new ArrayList<>(1);
        for (int i = 0; i < envelopes.size(); i++) {
            int one = weigh(envelopes.get(i));
            if (weight + one > WEIGHT_MAX_BYTES && i > from) {
                drafts.add(new FlightDraft(envelopes.subList(from, i), weight));
                from = i;
                weight = 0;
            }
            weight += one;
        }
        List<Envelope> last = from == 0 ? envelopes : envelopes.subList(from, envelopes.size());
        drafts.add(new FlightDraft(last, weight));
        return drafts;
    }

    private static int weigh(Envelope envelope) {
        return Math.max(ENVELOPE_MIN_BYTES, EnvelopeCodec.lengthBytes(envelope));
    }

    /** This draft with the envelopes of {@code later} after its own. */
    FlightDraft with(FlightDraft later) {
        if (!own) {
            List<Envelope> both = new ArrayList<>(2 * (envelopes.size() + later.envelopes.size()));
            both.addAll(envelopes);
            envelopes = both;
            own = true;
        }
        envelopes.addAll(later.envelopes);
        weight += later.weight;
        return this;
    }

    List<Envelope> envelopes() {
        return envelopes;
    }

    int weight() {
        return weight;
    }
}
