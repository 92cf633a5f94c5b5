package virga.supernode.store;

import java.util.List;
import virga.actors.switchboard.Inbound;
import virga.actors.switchboard.Shares;
import virga.protocol.message.Envelope;

/** A flight of which something is still on its way to the disk or back. Not thread safe. */
final class OpenFlight {
    final FlightQuestions questions;
    private final Inbound inbound;
    private final StoreLoad load;
    private int parts;

    /** {@code load}: where the flight takes its room now, and gives it back after a restart too. */
    OpenFlight(Inbound inbound, FlightQuestions questions, StoreLoad load) {
        this.inbound = inbound;
        this.questions = questions;
        this.load = load;
        load.take(Shares.Holder.of(inbound.from()), questions);
    }

    void beginPart() {
        parts++;
    }

    /** What was to be read is, or could not be. */
    void endRead(List<Envelope> answers) {
        load.read(Shares.Holder.of(inbound.from()), questions);
        endPart(answers);
    }

    /** What was to be written is, or could not be. */
    void endWrite(List<Envelope> answers) {
        load.stored(Shares.Holder.of(inbound.from()), questions.stores.size());
        endPart(answers);
    }

    private void endPart(List<Envelope> answers) {
        answer(answers);
        parts--;
        endIfAnswered();
    }

    void answer(List<Envelope> answers) {
        if (!answers.isEmpty()) {
            inbound.replies().send(answers);
        }
    }

    /** Gives the flight's room back where nothing of it is on its way. */
    void endIfAnswered() {
        if (parts == 0) {
            inbound.done();
        }
    }
}
