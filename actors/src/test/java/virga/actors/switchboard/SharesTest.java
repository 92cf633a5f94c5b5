package virga.actors.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import virga.actors.switchboard.Shares.Holder;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.PublicKey;

/** Places that peers and their domains share. */
final class SharesTest {
    private static final int MAX = 32_768;
    private static final int OWN_MIN = 16;
    private static final int ACME = 1;
    private static final int OTHER = 2;

    private final Shares shares = new Shares(MAX, OWN_MIN);

    private static PublicKey key(int number) {
        return new PublicKey(Bytes.ofHex(String.format("%064x", number)));
    }

    private static Holder peer(int domain, int number) {
        return new Holder(Optional.of(new DomainId(domain)), key(number));
    }

    private static Holder stranger(int number) {
        return new Holder(Optional.empty(), key(number));
    }

    /** Takes by small steps and large ones, until nothing is granted. */
    private int fill(Holder peer) {
        int taken = 0;
        for (int step = MAX; step > 0; step /= 2) {
            taken += shares.take(peer, step);
        }
        return taken;
    }

    @Test
    void peerAloneHasAQuarter() {
        assertEquals(MAX / 4 + OWN_MIN, fill(peer(ACME, 1)));
        assertEquals(0, shares.take(peer(ACME, 1), 1));
    }

    @Test
    void whatIsGivenBackMayBeTakenAgain() {
        fill(peer(ACME, 1));
        shares.giveBack(peer(ACME, 1), 100);
        assertEquals(100, shares.take(peer(ACME, 1), 200));
        shares.giveBack(peer(ACME, 1), MAX / 4 + OWN_MIN);
        assertEquals(0, shares.held());
        assertEquals(MAX / 4 + OWN_MIN, fill(peer(ACME, 1)));
    }

    @Test
    void floodByOnePeerLeavesAnotherOfItsDomainManyPlaces() {
        fill(peer(ACME, 1));
        assertEquals(MAX / 8 + OWN_MIN, shares.take(peer(ACME, 2), MAX));
    }

    @Test
    void floodByAWholeDomainLeavesAnotherOneItsOwn() {
        for (int i = 0; i < 1_000; i++) {
            fill(peer(ACME, i));
        }
        assertTrue(shares.held() <= MAX / 2 + 1_000 * OWN_MIN, "held " + shares.held());
        assertTrue(fill(peer(OTHER, 1)) >= MAX / 8, "another domain's peer");
    }

    @Test
    void strangersTogetherAreAsOneDomain() {
        for (int i = 0; i < 64; i++) {
            fill(stranger(i));
        }
        assertTrue(shares.held() <= MAX / 2 + 64 * OWN_MIN, "held " + shares.held());
        assertTrue(fill(peer(ACME, 1)) >= MAX / 8);
    }

    @Test
    void howeverManyFillTheirSharesTheNextHasAFewOfItsOwn() {
        for (int domain = 0; domain < 50; domain++) {
            for (int i = 0; i < 40; i++) {
                fill(peer(domain, i));
            }
        }
        assertTrue(shares.held() < MAX + 2_000 * OWN_MIN, "held " + shares.held());
        assertEquals(OWN_MIN, shares.take(peer(0, 40), OWN_MIN));
    }

    @Test
    void oneSinglePlaceIsEveryPeersOwn() {
        Shares small = new Shares(1, OWN_MIN);
        assertEquals(1, small.take(peer(ACME, 1), 2));
        assertEquals(1, small.take(peer(ACME, 2), 2));
    }

    @Test
    void allOrNothingTakesNothingWhereItDoesNotFit() {
        assertFalse(shares.takeAll(peer(ACME, 1), MAX / 4 + OWN_MIN + 1));
        assertEquals(0, shares.held());
        assertTrue(shares.takeAll(peer(ACME, 1), MAX / 4 + OWN_MIN));
        assertTrue(shares.takeAll(peer(ACME, 1), 0));
    }

    @Test
    void nothingIsLostHoweverPlacesComeAndGo() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Shares some = new Shares(1_000, 4);
            List<Holder> holders = new ArrayList<>();
            List<Integer> amounts = new ArrayList<>();
            int held = 0;
            for (int step = 0; step < 2_000; step++) {
                if (random.nextBoolean() || holders.isEmpty()) {
                    Holder holder = peer(random.nextInt(3), random.nextInt(5));
                    int taken = some.take(holder, random.nextInt(200));
                    holders.add(holder);
                    amounts.add(taken);
                    held += taken;
                } else {
                    int which = random.nextInt(holders.size());
                    int back = amounts.remove(which);
                    some.giveBack(holders.remove(which), back);
                    held -= back;
                }
                assertEquals(held, some.held(), "seed " + seed + " step " + step);
            }
            for (int i = 0; i < holders.size(); i++) {
                some.giveBack(holders.get(i), amounts.get(i));
            }
            assertEquals(0, some.held(), "seed " + seed);
            assertEquals(254, some.take(peer(9, 9), 1_000), "seed " + seed);
        }
    }
}
