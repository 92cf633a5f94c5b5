package virga.actors.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenQuestionsTest {
    private final OpenQuestions<String> open = new OpenQuestions<>();
    private final List<Long> ended = new ArrayList<>();

    @Test
    void anAnswerFindsItsAskerAndTag() {
        int id = open.open("ann", 7, 100);
        int place = open.place(id);

        assertEquals("ann", open.asker(place));
        assertEquals(7, open.tag(place));
    }

    @Test
    void theSecondAnswerToOneQuestionIsStray() {
        int id = open.open("ann", 7, 100);
        open.answered(open.place(id));

        assertEquals(-1, open.place(id));
    }

    @Test
    void noIdIsZeroOrNegative() {
        for (int i = 0; i < OpenQuestions.OPEN_MAX; i++) {
            assertTrue(open.open("ann", i, 100) > 0);
        }
    }

    @Test
    void aQuestionBeyondTheBoundIsNotOpened() {
        for (int i = 0; i < OpenQuestions.OPEN_MAX; i++) {
            open.open("ann", i, 100);
        }

        assertEquals(0, open.open("ann", -1, 100));
        assertEquals(OpenQuestions.OPEN_MAX, open.open());
    }

    @Test
    void idsStayShortWhileAnswersCome() {
        for (int i = 0; i < 100_000; i++) {
            int id = open.open("ann", i, 100);
            assertEquals(1, id);
            open.answered(open.place(id));
        }
    }

    @Test
    void aLateAnswerIsStrayAlthoughItsPlaceIsUsedAgain() {
        int late = open.open("ann", 7, 100);
        open.expire(100, (asker, tag) -> ended.add(tag));
        int next = open.open("bob", 8, 200);

        assertEquals(List.of(7L), ended);
        assertNotEquals(late, next);
        assertEquals(-1, open.place(late));
        assertEquals("bob", open.asker(open.place(next)));
    }

    @Test
    void onlyQuestionsPastTheirDeadlineExpireAndTheNextDeadlineIsKnown() {
        open.open("ann", 1, 300);
        open.open("ann", 2, 100);
        open.open("ann", 3, 200);
        assertEquals(100, open.deadline());

        open.expire(200, (asker, tag) -> ended.add(tag));

        assertEquals(List.of(2L, 3L), ended);
        assertEquals(300, open.deadline());
    }

    @Test
    void withNothingOpenThereIsNoDeadline() {
        open.answered(open.place(open.open("ann", 1, 300)));

        assertEquals(Long.MAX_VALUE, open.deadline());
    }

    @Test
    void aLostLinkEndsEveryQuestionOnce() {
        open.open("ann", 1, 300);
        open.open("bob", 2, 300);

        open.endAll((asker, tag) -> ended.add(tag));
        open.endAll((asker, tag) -> ended.add(tag));

        assertEquals(List.of(1L, 2L), ended);
        assertEquals(0, open.open());
    }

    @Test
    void foreignIdsAreStrayWhateverTheyAre() {
        open.open("ann", 1, 300);
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            int id = random.nextInt();
            assertEquals(id == 1 ? 0 : -1, open.place(id));
        }
    }

    @Test
    void everyQuestionEndsExactlyOnceInAnyOrderOfEvents() {
        for (int seed = 0; seed < 200; seed++) {
            everyQuestionEndsOnce(seed);
        }
    }

    private static void everyQuestionEndsOnce(int seed) {
        Random random = new Random(seed);
        OpenQuestions<String> questions = new OpenQuestions<>();
        Map<Long, Integer> ends = new HashMap<>();
        List<Integer> ids = new ArrayList<>();
        long now = 0;
        for (long tag = 0; tag < 500; tag++) {
            int id = questions.open("asker", tag, now + random.nextInt(1, 50));
            ids.add(id);
            while (random.nextBoolean()) {
                int place = questions.place(ids.get(random.nextInt(ids.size())));
                if (place >= 0) {
                    ends.merge(questions.tag(place), 1, Integer::sum);
                    questions.answered(place);
                }
            }
            now += random.nextInt(10);
            questions.expire(now, (asker, ended) -> ends.merge(ended, 1, Integer::sum));
            assertTrue(questions.deadline() > now, "seed " + seed);
        }
        questions.endAll((asker, ended) -> ends.merge(ended, 1, Integer::sum));
        assertEquals(500, ends.size(), "seed " + seed);
        assertTrue(ends.values().stream().allMatch(times -> times == 1), "seed " + seed);
    }
}
