package virga.actors.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import virga.protocol.identity.DomainId;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** What jobs have done for them by the directory. */
interface Desk {
    SuperList supers();

    /** This node's own. */
    DomainId domain();

    /** The operator that admitted this node. */
    Holder operator();

    /** Asks; {@code part} is the job's own and comes back with the answer. */
    void ask(Job job, Holder holder, int part, Message.Question question);

    /** Has the list of a key's holders asked for anew; the job hears when that has ended. */
    void freshList(Job job, DhtKey key);

    /** Empty where the record is not to be believed. */
    Optional<Verified<RecordBody>> verify(SignedRecord record);

    /** Whether what was verified earlier still holds, its expiry aside. */
    boolean believes(Verified<RecordBody> record);

    /** As {@link #verify}, and empty where it is no SuperNode record. */
    Optional<Verified<SuperNodeRecord>> superNode(SignedRecord record);

    /** Believes what this operator signs from now on, where the root signed the record. */
    void operatorNode(SignedRecord record);

    /** These records were believed: worth remembering. */
    void remember(List<? extends Verified<? extends RecordBody>> records);

    /** The job goes on though it was said to have ended. */
    void goOn(Job job);

    /** The job has ended: its later answers are of no use. */
    void ended(Job job);

    Instant now();

    /** On a clock that never goes back. */
    long nanos();

    RandomGenerator random();
}
