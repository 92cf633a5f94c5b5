package virga.actors.switchboard;

import akka.actor.typed.ActorRef;
import java.util.List;
import virga.actors.switchboard.SwitchboardActor.Answers;
import virga.actors.switchboard.SwitchboardActor.Question;
import virga.protocol.link.LinkEnd;

/** Gathers questions that ended without an answer for one reason, and tells their askers. */
final class Unanswers implements OpenQuestions.Ended<ActorRef<Answers>> {
    private final FlightSorter<ActorRef<Answers>, Outcome> byAsker = new FlightSorter<>(1);
    private final AskFailure reason;
    private final LinkEnd end;

    Unanswers(AskFailure reason, LinkEnd end) {
        this.reason = reason;
        this.end = end;
    }

    /** The outcome of {@code questions} that were never sent. */
    static Answers of(List<Question> questions, AskFailure reason, LinkEnd end) {
        return new Answers(
                questions.stream()
                        .<Outcome>map(
                                question -> new Outcome.Unanswered(question.tag(), reason, end))
                        .toList());
    }

    @Override
    public void onEnded(ActorRef<Answers> asker, long tag) {
        byAsker.add(asker, new Outcome.Unanswered(tag, reason, end));
    }

    void tell() {
        byAsker.forEach((asker, outcomes) -> asker.tell(new Answers(outcomes)));
    }
}
