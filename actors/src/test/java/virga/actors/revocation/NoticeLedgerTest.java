package virga.actors.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeLedgerTest {
    private static final int SHORT = 200;

    private final NoticeLedger ledger = new NoticeLedger(5, 0);

    @Test
    void newLinkIsToldByTheSideWithTheHigherNumberOnly() {
        ledger.opened(1, 4);
        ledger.opened(2, 5);
        ledger.opened(3, 6);
        assertEquals(List.of(1L), ledger.take(SHORT));
        assertFalse(ledger.more());
    }

    @Test
    void newsGoesToEachLinkOnceAndNotToWhoKnowsIt() {
        ledger.opened(1, 5);
        ledger.opened(2, 5);
        ledger.opened(3, 5);
        ledger.heard(2, 6);
        ledger.news(6, 0);
        assertEquals(List.of(1L, 3L), ledger.take(SHORT));
        ledger.news(6, 0);
        assertEquals(List.of(), ledger.take(SHORT));
    }

    @Test
    void listThatWasOnlySignedAgainIsToldToNobodyButNewLinks() {
        ledger.opened(1, 5);
        ledger.signedAgain(6);
        assertEquals(List.of(), ledger.take(SHORT));
        ledger.opened(2, 5);
        assertEquals(List.of(2L), ledger.take(SHORT));
    }

    @Test
    void removalOfAnOperatorGoesToThoseWithAThiefsHigherNumberToo() {
        ledger.opened(1, Long.MAX_VALUE);
        ledger.news(2, 1);
        assertEquals(List.of(1L), ledger.take(SHORT));
    }

    @Test
    void whoStillEnforcesARemovedOperatorsListIsTold() {
        ledger.opened(1, Long.MAX_VALUE);
        ledger.misled(1);
        ledger.misled(2);
        assertEquals(List.of(1L), ledger.take(SHORT));
    }

    @Test
    void longNoticeGoesToManyLinksInSteps() {
        for (long link = 1; link <= 1_000; link++) {
            ledger.opened(link, 5);
        }
        ledger.news(6, 0);
        int told = 0;
        int steps = 0;
        while (ledger.more()) {
            int now = ledger.take(192 * 1024).size();
            assertTrue(now * 192L * 1024 <= NoticeLedger.STEP_MAX_BYTES + 192 * 1024);
            told += now;
            steps++;
        }
        assertEquals(1_000, told);
        assertTrue(Duration.ofSeconds(5).compareTo(NoticeLedger.STEP.multipliedBy(steps)) > 0);
    }

    @Test
    void linkThatEndedIsNotTold() {
        ledger.opened(1, 4);
        ledger.closed(1);
        assertEquals(List.of(), ledger.take(SHORT));
    }

    @Test
    void aLinksNoticesAreLookedAtOnceASecondAndForgedOnesOnceAMinute() {
        ledger.opened(1, 5);
        assertEquals(Duration.ZERO, ledger.untilLook(1, 0));
        ledger.looked(1, false, 0);
        assertEquals(NoticeLedger.LOOK_AGAIN, ledger.untilLook(1, 0));
        assertEquals(Duration.ZERO, ledger.untilLook(1, NoticeLedger.LOOK_AGAIN.toNanos()));
        ledger.looked(1, true, 0);
        assertEquals(NoticeLedger.LOOK_AGAIN_FORGED, ledger.untilLook(1, 0));
        ledger.opened(2, 5);
        assertEquals(Duration.ZERO, ledger.untilLook(2, 0));
    }
}
