package virga.ops.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import virga.actors.switchboard.SwitchboardActor.Question;
import virga.protocol.message.Message;
import virga.protocol.record.KeyRange;

final class LoadTest {
    private static final Message.Ping PING = Message.Ping.INSTANCE;

    @Test
    void sameQuestionComesAsOftenAsWanted() {
        Load load = Load.same(PING, 10);
        assertEquals(List.of(new Question(0, PING), new Question(0, PING)), load.next(2));
        assertEquals(10, load.next(10).size());
    }

    @Test
    void eachIsAskedOnceAndThenNothing() {
        Load load =
                Load.once(
                        List.of(
                                PING,
                                new Message.GetSuperNodes(KeyRange.WHOLE),
                                new Message.GetOperatorNodes()));
        assertEquals(new Question(0, PING), load.next(2).getFirst());
        assertEquals(List.of(new Question(0, new Message.GetOperatorNodes())), load.next(2));
        assertTrue(load.next(2).isEmpty());
    }

    @Test
    void samplerDecidesWhatIsAsked() {
        List<Message.Question> bodies = List.of(PING, new Message.GetSuperNodes(KeyRange.WHOLE));
        Load load = Load.drawn(bodies, () -> 1);
        assertEquals(
                List.of(
                        new Question(0, new Message.GetSuperNodes(KeyRange.WHOLE)),
                        new Question(0, new Message.GetSuperNodes(KeyRange.WHOLE))),
                load.next(2));
    }
}
