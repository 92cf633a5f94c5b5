package virga.supernode.store;

import virga.protocol.Malformed;
import virga.protocol.record.RecordCodec;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.SignedRecord;

/**
 * Which of the stored records, each verified when it was stored, still hold: what was taken back
 * since is as if it were not there. Thread safe.
 */
interface Belief {
    /** Nothing is ever taken back. */
    Belief IN_ALL =
            new Belief() {
                @Override
                public boolean holds(SignedRecord stored) {
                    return true;
                }

                @Override
                public Object state() {
                    return this;
                }
            };

    boolean holds(SignedRecord stored);

    /** Another object as soon as {@link #holds} may say something else. */
    Object state();

    static Belief of(RecordVerifier verifier) {
        return new Belief() {
            @Override
            public boolean holds(SignedRecord stored) {
                if (verifier.revocations().isEmpty()) {
                    return true;
                }
                try {
                    return verifier.believes(RecordCodec.decode(stored.kind(), stored.body()));
                } catch (Malformed e) {
                    return false;
                }
            }

            @Override
            public Object state() {
                return verifier.revocations();
            }
        };
    }
}
