package virga.supernode.range;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.message.Message;
import virga.protocol.message.Message.GetRecords;
import virga.protocol.record.KeyRange;
import virga.protocol.record.SignedRecord;

/**
 * Something that two holders of a range do together, step by step: each step is done, and what came
 * of it is told, before the next is known. What the peer says is its own affair: records are
 * verified one by one where they are kept, and a peer that answers something else has failed.
 */
interface Exchange {
    /** What is to be done next. */
    sealed interface Step {
        /** Ask the peer; then {@link Exchange#answered} or {@link Exchange#failed}. */
        record Ask(Message.Question question) implements Step {}

        /** Make the question that compares the own entries; then {@link Exchange#ownParts}. */
        record Divide(KeyRange range, Instant at) implements Step {}

        /** Read own summaries; then {@link Exchange#ownSummaries}. */
        record Summarise(KeyRange range, Instant at, Bytes cursor) implements Step {}

        /** Read own records; then {@link Exchange#ownRecords}. */
        record Fetch(GetRecords question) implements Step {}

        /** Look how far an earlier pull of the range came; then {@link Exchange#recalled}. */
        record Recall(KeyRange range) implements Step {}

        /**
         * Verify and store them, and with them how far the pull has come then; then {@link
         * Exchange#kept}.
         */
        record Keep(List<SignedRecord> entries, Optional<Mark> mark) implements Step {}

        /** Have the peer store them; then {@link Exchange#given}. */
        record Give(List<SignedRecord> entries) implements Step {}

        /** It is done: so many entries came, and so many went. */
        record Done(int received, int given) implements Step {}

        /** It cannot go on with this peer; {@code why} is for the log. */
        record Failed(String why) implements Step {}
    }

    /** How far the pull of a range has come; an empty cursor: it is over. */
    record Mark(KeyRange range, Bytes cursor) {}

    Step start();

    Step answered(Message.Answer answer);

    /** The peer gave no answer, or own work did not succeed. */
    default Step failed(String why) {
        return new Step.Failed(why);
    }

    /** So many of the entries were not to be believed or belong to nobody here. */
    Step kept(int bad);

    /**
     * {@code mark} of an unfinished pull, where there was one; {@code empty}: nothing is stored.
     */
    default Step recalled(Optional<Mark> mark, boolean empty) {
        throw new IllegalStateException("nothing was to be recalled");
    }

    default Step ownParts(Message.CompareRange question) {
        throw new IllegalStateException("nothing was to be divided");
    }

    default Step ownSummaries(Message.Summaries page) {
        throw new IllegalStateException("nothing was to be summarised");
    }

    default Step ownRecords(Message.RangePage page) {
        throw new IllegalStateException("nothing was to be fetched");
    }

    /** The peer has stored all but so many. */
    default Step given(int refused) {
        throw new IllegalStateException("nothing was to be given");
    }
}
