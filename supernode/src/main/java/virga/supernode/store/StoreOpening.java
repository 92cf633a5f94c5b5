package virga.supernode.store;

import java.time.Instant;
import java.util.List;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.Verified;

/** A store that was just opened, and the supers that it knows of. */
record StoreOpening(RecordStore store, List<Verified<SuperNodeRecord>> supers) {
    /** Blocks. What the store knows of operators is believed from then on. */
    static StoreOpening open(StoreSetup setup, StoreFaults faults) {
        RecordStore opened =
                RecordStore.open(
                        setup.file(),
                        setup.settings(),
                        setup.blocking(),
                        setup.clock(),
                        Belief.of(setup.verifier()));
        try {
            FlightAnswers answers =
                    new FlightAnswers(opened, Holdings.NONE, setup.verifier(), faults);
            Instant now = setup.clock().instant();
            answers.learnOperators(now);
            return new StoreOpening(opened, answers.supers(now));
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }
}
