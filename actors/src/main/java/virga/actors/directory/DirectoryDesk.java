package virga.actors.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import virga.actors.directory.DirectoryActor.KnownSupers;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.Target;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.membership.Membership;
import virga.protocol.message.Message;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** The jobs under way, whom each has asked, and the list of supers that they share. */
final class DirectoryDesk implements Desk {
    /** Jobs at a time; one more is refused. */
    static final int JOBS_MAX = 16_384;

    static final String TOO_BUSY = "this node has too many lookups under way";

    /** How long one holder has to answer. */
    static final Duration ASK_MAX = Duration.ofSeconds(5);

    /** How exactly the plans' deadlines are kept. */
    static final Duration TICK_EVERY = Duration.ofMillis(20);

    /** How often the list of supers is asked for; jittered by a quarter. */
    static final Duration REFRESH_EVERY = Duration.ofMinutes(10);

    /** The same after an attempt that led to nothing. */
    static final Duration REFRESH_AGAIN = Duration.ofSeconds(15);

    /** How often revocations are looked up; jittered by a quarter. */
    static final Duration REVOCATIONS_EVERY = Duration.ofMinutes(10);

    /** The same after nobody answered, and after the start: new links compare numbers at once. */
    static final Duration REVOCATIONS_AGAIN = Duration.ofMinutes(1);

    /** A list that is younger is not asked for again. */
    static final Duration FRESH = Duration.ofSeconds(1);

    /** What only an actor can do. */
    interface Hands {
        void ask(Target to, long tag, Message.Question question);

        /** Once, after {@link #TICK_EVERY}. */
        void tickSoon();

        void refreshAfter(Duration delay);

        void lookUpRevocationsAfter(Duration delay);

        void tellWaitingLater();

        void keepLinks(Set<NodeId> supers);
    }

    private record Asked(Job job, Holder holder, int part) {}

    private final DirectoryStart start;
    private final Hands hands;
    private final SuperList supers;
    private final Set<Job> jobs = new LinkedHashSet<>();
    private final Map<Long, Asked> asked = new HashMap<>();
    private final FreshLists lists = new FreshLists(FRESH.toNanos());
    private long lastTag;

    DirectoryDesk(DirectoryStart start, Hands hands) {
        this.start = start;
        this.hands = hands;
        this.supers = new SuperList(record -> start.verifier().believes(record));
    }

    /** Starts a job; false where there are too many. */
    boolean begin(Job job) {
        if (jobs.size() >= JOBS_MAX) {
            return false;
        }
        jobs.add(job);
        job.start(this);
        hands.tickSoon();
        return true;
    }

    void heard(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            Asked question = asked.remove(outcome.tag());
            if (question != null && jobs.contains(question.job)) {
                pass(question, outcome);
            }
        }
    }

    private void pass(Asked question, Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered answered ->
                    question.job.onAnswer(this, question.holder, question.part, answered.body());
            case Outcome.Unanswered unanswered ->
                    question.job.onSilence(
                            this, question.holder, question.part, Declines.words(unanswered));
        }
    }

    void tick() {
        List.copyOf(jobs).forEach(job -> job.onTick(this));
        if (!jobs.isEmpty()) {
            hands.tickSoon();
        }
    }

    /** Asks who holds the keys of this node's domain, unless that is under way. */
    void refresh() {
        refresh(KeyRange.of(domain()), supers.isEmpty());
    }

    private void refresh(KeyRange range, boolean operatorFirst) {
        if (!lists.begin(range, nanos())) {
            return;
        }
        if (!begin(new RefreshJob(range, operatorFirst, told -> onRefreshed(range, told)))) {
            lists.ended(range, nanos());
            hands.tellWaitingLater();
            hands.refreshAfter(REFRESH_AGAIN);
        }
    }

    private void onRefreshed(KeyRange range, Optional<RefreshJob.Told> told) {
        told.ifPresent(
                one -> {
                    supers.replace(range, one.supers().values());
                    remember(List.copyOf(one.supers().values()));
                    keepLinks();
                });
        lists.ended(range, nanos());
        if (range.equals(KeyRange.of(domain()))) {
            hands.refreshAfter(supers.isEmpty() ? REFRESH_AGAIN : jittered(REFRESH_EVERY));
        }
        hands.tellWaitingLater();
    }

    private Duration jittered(Duration period) {
        double factor = 0.75 + 0.5 * start.random().nextDouble();
        return Duration.ofMillis((long) (period.toMillis() * factor));
    }

    /**
     * Looks up what was revoked. Whatever is found is enforced by the verifier as soon as it is
     * believed: here only the asking is of use.
     */
    void lookUpRevocations() {
        begin(new OperatorsJob());
        begin(new FindJob(RecordKind.REVOCATION_LIST, DhtKey.WELL_KNOWN, this::onRevocations));
        for (Verified<OperatorNodeRecord> operator : start.verifier().operators()) {
            begin(new FindJob(RecordKind.OPERATOR_NODE, operator.body().key(), found -> {}));
        }
    }

    private void onRevocations(DirectoryActor.FindResult found) {
        boolean silent = found instanceof DirectoryActor.NoAnswer;
        hands.lookUpRevocationsAfter(jittered(silent ? REVOCATIONS_AGAIN : REVOCATIONS_EVERY));
    }

    private void keepLinks() {
        hands.keepLinks(
                supers.all().stream().map(one -> one.body().id()).collect(Collectors.toSet()));
    }

    /** The first look, when the node has had time to link. */
    void lookUpRevocationsSoon() {
        hands.lookUpRevocationsAfter(jittered(REVOCATIONS_AGAIN));
    }

    void tellWaiting() {
        lists.taken().stream().filter(jobs::contains).forEach(job -> job.onFreshList(this));
    }

    /** What an earlier run of this node has left. */
    void learn(List<SignedRecord> records) {
        records.forEach(record -> superNode(record).ifPresent(supers::learn));
    }

    KnownSupers known() {
        return new KnownSupers(supers.all(), operator().id(), operator().candidates());
    }

    @Override
    public SuperList supers() {
        return supers;
    }

    @Override
    public Holder operator() {
        return own(in -> new Holder(in.operatorNode().body().id(), in.operators()));
    }

    private <T> T own(Function<Membership, T> part) {
        return start.membership()
                .current()
                .map(part)
                .orElseThrow(() -> new IllegalStateException("a directory without membership"));
    }

    @Override
    public void ask(Job job, Holder holder, int part, Message.Question question) {
        long tag = ++lastTag;
        asked.put(tag, new Asked(job, holder, part));
        hands.ask(holder.target(), tag, question);
    }

    @Override
    public void freshList(Job job, DhtKey key) {
        KeyRange range =
                key.domain().equals(domain())
                        ? KeyRange.of(domain())
                        : new KeyRange(KeyRange.position(key), KeyRange.position(key));
        lists.await(range, job, nanos());
        if (lists.isFresh(range, nanos())) {
            hands.tellWaitingLater();
        } else {
            refresh(range, true);
        }
    }

    @Override
    public DomainId domain() {
        return own(in -> in.id().domain());
    }

    @Override
    public Optional<Verified<RecordBody>> verify(SignedRecord record) {
        return start.verifier().verify(record, now()).accepted();
    }

    @Override
    public boolean believes(Verified<RecordBody> record) {
        return start.verifier().believes(record);
    }

    @Override
    public Optional<Verified<SuperNodeRecord>> superNode(SignedRecord record) {
        return start.verifier().verify(record, SuperNodeRecord.class, now()).accepted();
    }

    @Override
    public void operatorNode(SignedRecord record) {
        start.verifier()
                .verify(record, OperatorNodeRecord.class, now())
                .accepted()
                .ifPresent(operator -> start.verifier().learn(operator, now()));
    }

    @Override
    public void remember(List<? extends Verified<? extends RecordBody>> records) {
        // A cache: what cannot be written is learnt again.
        start.cache().remember(records).exceptionally(lost -> 0);
    }

    @Override
    public void goOn(Job job) {
        jobs.add(job);
        hands.tickSoon();
    }

    @Override
    public void ended(Job job) {
        jobs.remove(job);
    }

    @Override
    public Instant now() {
        return start.clock().instant();
    }

    @Override
    public long nanos() {
        return start.nanos().getAsLong();
    }

    @Override
    public RandomGenerator random() {
        return start.random();
    }
}
