package virga.ops.bench.load;

import java.util.ArrayList;
import java.util.List;
import virga.actors.switchboard.SwitchboardActor.Question;
import virga.ops.bench.KeySampler;
import virga.protocol.message.Message;

/** What is asked, question after question. */
@FunctionalInterface
public interface Load {
    /** The next so many questions; their tags do not matter. */
    List<Question> next(int count);

    /** The same question again and again. */
    static Load same(Message.Question body, int countMax) {
        List<Question> many = new ArrayList<>(countMax);
        for (int i = 0; i < countMax; i++) {
            many.add(new Question(0, body));
        }
        List<Question> ready = List.copyOf(many);
        return count -> ready.subList(0, count);
    }

    /** One of {@code bodies} each time, as {@code sampler} draws. */
    static Load drawn(List<? extends Message.Question> bodies, KeySampler sampler) {
        return count -> {
            List<Question> questions = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                questions.add(new Question(0, bodies.get(sampler.next())));
            }
            return questions;
        };
    }

    /** Each of {@code bodies} once and in their order; then nothing. */
    static Load once(List<? extends Message.Question> bodies) {
        return new Load() {
            private int asked;

            @Override
            public List<Question> next(int count) {
                int end = Math.min(bodies.size(), asked + count);
                List<Question> questions = new ArrayList<>(end - asked);
                for (; asked < end; asked++) {
                    questions.add(new Question(0, bodies.get(asked)));
                }
                return questions;
            }
        };
    }
}
