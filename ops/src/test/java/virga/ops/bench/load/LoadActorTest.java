package virga.ops.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import virga.actors.switchboard.AskFailure;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.SwitchboardActor.Answers;
import virga.actors.switchboard.SwitchboardActor.Ask;
import virga.actors.switchboard.Target;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.link.LinkEnd;
import virga.protocol.link.LinkPeer;
import virga.protocol.message.Message;

final class LoadActorTest {
    private static final PublicKey KEY = new PublicKey(Bytes.owning(new byte[32]));
    private static final LinkPeer PEER =
            new LinkPeer(KEY, Optional.empty(), Optional.empty(), Duration.ZERO, 0);
    private static final int WINDOW = LoadActor.ASK_MAX + 100;

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<SwitchboardActor.Command> switchboard = kit.createTestProbe();
    private final LoadCounts counts = new LoadCounts();
    private final ActorRef<LoadActor.Command> load =
            kit.spawn(
                    LoadActor.create(
                            switchboard.getRef(),
                            Target.node(NodeId.of(new DomainId(1), KEY), List.of())));

    @AfterEach
    void shutDown() {
        kit.shutdownTestKit();
    }

    @Test
    void asManyAreAskedAgainAsWereAnswered() {
        begin(WINDOW);
        Ask first = nextAsk();
        Ask second = nextAsk();
        assertEquals(LoadActor.ASK_MAX, first.questions().size());
        assertEquals(100, second.questions().size());
        second.replyTo().tell(answers(7, 0));
        assertEquals(7, nextAsk().questions().size());
        assertEquals(7, counts.answered());
        assertEquals(WINDOW, counts.open());
    }

    @Test
    void lostQuestionsAreCountedAndNotAskedAgain() {
        begin(10);
        nextAsk().replyTo().tell(answers(0, 10));
        load.tell(new LoadActor.Begin(Load.same(Message.Ping.INSTANCE, 1), 1, new LoadCounts()));
        assertEquals(1, nextAsk().questions().size());
        assertEquals(10, counts.lost());
        assertEquals(0, counts.open());
    }

    @Test
    void anEndedLoadAsksNothingMore() {
        begin(5);
        Ask ask = nextAsk();
        load.tell(new LoadActor.End());
        ask.replyTo().tell(answers(5, 0));
        load.tell(new LoadActor.Begin(Load.same(Message.Ping.INSTANCE, 1), 1, new LoadCounts()));
        assertEquals(1, nextAsk().questions().size());
        assertEquals(5, counts.answered());
    }

    @Test
    void loneQuestionsAreTimed() {
        begin(1);
        nextAsk().replyTo().tell(answers(1, 0));
        nextAsk();
        assertTrue(counts.aloneMicros(50) > 0);
    }

    private void begin(int window) {
        load.tell(
                new LoadActor.Begin(
                        Load.same(Message.Ping.INSTANCE, LoadActor.ASK_MAX), window, counts));
    }

    private Ask nextAsk() {
        return switchboard.expectMessageClass(Ask.class);
    }

    private static Answers answers(int answered, int unanswered) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < answered; i++) {
            outcomes.add(new Outcome.Answered(0, PEER, Message.Reping.INSTANCE));
        }
        for (int i = 0; i < unanswered; i++) {
            outcomes.add(new Outcome.Unanswered(0, AskFailure.LINK_LOST, LinkEnd.LOST));
        }
        return new Answers(outcomes);
    }
}
