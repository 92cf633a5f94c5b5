package virga.supernode.store;

import java.util.List;
import virga.actors.switchboard.Inbound;
import virga.protocol.message.Envelope;

/** A flight of which something is still on its way to the disk or back. Not thread safe. */
final class OpenFlight {
    final FlightQuestions questions;
    private final Inbound inbound;
    private int parts;

    OpenFlight(Inbound inbound, FlightQuestions questions) {
        this.inbound = inbound;
        this.questions = questions;
    }

    void beginPart() {
        parts++;
    }

    void endPart(List<Envelope> answers) {
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
