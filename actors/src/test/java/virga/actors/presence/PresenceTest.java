package virga.actors.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.actors.presence.Presence.Errand;
import virga.protocol.carrier.Candidate;
import virga.protocol.record.LocationId;

class PresenceTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant IN_TWENTY_DAYS = NOON.plus(Duration.ofDays(20));
    private static final List<Candidate> HERE = List.of(Candidate.direct("192.0.2.1", 7000));
    private static final List<Candidate> THERE = List.of(Candidate.direct("192.0.2.2", 7000));
    private static final Set<LocationId> HALL = Set.of(new LocationId.Label("hall"));

    private static Presence presence(Set<Errand> errands) {
        return new Presence(errands, IN_TWENTY_DAYS, NOON, new Random(1));
    }

    private static Presence inTheCloud() {
        Presence presence = presence(EnumSet.of(Errand.ANNOUNCE, Errand.RENEW));
        presence.candidates(HERE, NOON);
        return presence;
    }

    @Test
    void nothingIsAnnouncedBeforeTheNodeKnowsWhereItIs() {
        Presence presence = presence(EnumSet.allOf(Errand.class));

        assertEquals(List.of(), presence.take(NOON));
        presence.candidates(HERE, NOON);
        assertEquals(List.of(Errand.ANNOUNCE), presence.take(NOON));
    }

    @Test
    void anErrandUnderWayIsNotStartedAgain() {
        Presence presence = inTheCloud();
        presence.take(NOON);

        assertEquals(List.of(), presence.take(NOON.plusSeconds(3600)));
    }

    @Test
    void anErrandOfWhichNothingIsHeardIsTriedAgain() {
        Presence presence = inTheCloud();
        presence.take(NOON);
        Instant given = presence.deadline(NOON).orElseThrow();

        assertEquals(NOON.plus(Presence.UNDER_WAY_MAX), given);
        assertEquals(List.of(), presence.take(given));
        Instant again = presence.deadline(given).orElseThrow();
        assertTrue(again.isAfter(given));
        assertEquals(List.of(Errand.ANNOUNCE), presence.take(again));
    }

    @Test
    void anAnnouncementIsRepeatedWellBeforeItExpires() {
        for (int seed = 0; seed < 300; seed++) {
            Presence presence =
                    new Presence(EnumSet.of(Errand.ANNOUNCE), NOON, NOON, new Random(seed));
            presence.candidates(HERE, NOON);
            presence.take(NOON);
            presence.announced(NOON);
            Instant next = presence.deadline(NOON).orElseThrow();
            assertTrue(next.isAfter(NOON.plus(Duration.ofMinutes(3))), "seed " + seed);
            assertTrue(next.isBefore(NOON.plus(Presence.INFO_LIFE.dividedBy(2))), "seed " + seed);
        }
    }

    @Test
    void aChangeIsAnnouncedAtOnce() {
        Presence presence = inTheCloud();
        presence.take(NOON);
        presence.announced(NOON);

        presence.locations(HALL, NOON.plusSeconds(1));
        assertEquals(List.of(Errand.ANNOUNCE), presence.take(NOON.plusSeconds(1)));
    }

    @Test
    void aChangeDuringAnAnnouncementIsAnnouncedAfterIt() {
        Presence presence = inTheCloud();
        presence.take(NOON);
        presence.candidates(THERE, NOON);
        assertEquals(List.of(), presence.take(NOON));

        presence.announced(NOON.plusSeconds(1));
        assertEquals(List.of(Errand.ANNOUNCE), presence.take(NOON.plusSeconds(1)));
    }

    @Test
    void whatDoesNotChangeIsNotAnnouncedAgain() {
        Presence presence = inTheCloud();
        presence.take(NOON);
        presence.announced(NOON);

        presence.candidates(List.copyOf(HERE), NOON.plusSeconds(1));
        assertEquals(List.of(), presence.take(NOON.plusSeconds(1)));
    }

    @Test
    void afterAFailureItIsTriedAgainLaterAndLater() {
        Presence presence = inTheCloud();
        Instant now = NOON;
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            assertEquals(List.of(Errand.ANNOUNCE), presence.take(now));
            presence.failed(Errand.ANNOUNCE, "no super", now);
            Instant next = presence.deadline(now).orElseThrow();
            longest = Duration.between(now, next);
            assertTrue(longest.compareTo(Presence.RETRY_LONGEST.multipliedBy(2)) < 0);
            now = next;
        }
        assertTrue(longest.compareTo(Presence.RETRY_LONGEST.dividedBy(2)) > 0);
        assertEquals(Optional.of("no super"), presence.trouble());
    }

    @Test
    void clockThatWasSetBackMakesNothingLate() {
        Presence presence = presence(EnumSet.of(Errand.ANNOUNCE));
        presence.candidates(HERE, NOON);
        Instant back = NOON.minus(Duration.ofHours(2));
        presence.take(NOON);
        presence.failed(Errand.ANNOUNCE, "no super", NOON);

        assertEquals(Optional.of(back), presence.deadline(back));
        assertEquals(List.of(Errand.ANNOUNCE), presence.take(back));
        presence.announced(NOON);
        assertEquals(List.of(Errand.ANNOUNCE), presence.take(back));
        assertEquals(List.of(), presence.take(back.plusSeconds(1)));
    }

    @Test
    void successEndsTheTrouble() {
        Presence presence = inTheCloud();
        presence.take(NOON);
        presence.failed(Errand.ANNOUNCE, "no super", NOON);
        presence.announced(NOON.plusSeconds(5));

        assertEquals(Optional.empty(), presence.trouble());
        assertEquals(Optional.of(NOON.plusSeconds(5)), presence.lastAnnounced());
    }

    @Test
    void admissionIsRenewedAtTwoThirdsOfItsLife() {
        Presence presence = presence(EnumSet.of(Errand.RENEW));
        assertEquals(List.of(), presence.take(IN_TWENTY_DAYS.minusSeconds(1)));
        assertEquals(List.of(Errand.RENEW), presence.take(IN_TWENTY_DAYS));

        presence.renewed(IN_TWENTY_DAYS.plus(Duration.ofDays(30)), IN_TWENTY_DAYS);
        assertEquals(
                Optional.of(IN_TWENTY_DAYS.plus(Duration.ofDays(20))),
                presence.deadline(IN_TWENTY_DAYS));
    }

    @Test
    void aNodeOutsideTheCloudOnlyRenews() {
        Presence presence = presence(EnumSet.of(Errand.RENEW));
        presence.candidates(HERE, NOON);
        presence.locations(HALL, NOON);

        assertEquals(List.of(), presence.take(NOON));
        assertEquals(Optional.of(IN_TWENTY_DAYS), presence.deadline(NOON));
    }
}
