package virga.supernode.store;

import static virga.supernode.store.TestNetwork.ACME;
import static virga.supernode.store.TestNetwork.NOW;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * The program that {@link KilledStoreTest} kills: it stores one Node record after another, many at
 * a time, and prints the number of each that was acknowledged.
 */
final class KilledStore {
    private static final int OPEN_MAX = 64;

    private KilledStore() {}

    /** {@code arguments}: the database, the number of the first record. */
    public static void main(String[] arguments) throws InterruptedException {
        TestNetwork network = new TestNetwork();
        Semaphore open = new Semaphore(OPEN_MAX);
        ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
        RecordStore store =
                RecordStore.open(Path.of(arguments[0]), TestNetwork.SETTINGS, blocking, () -> NOW);
        for (int i = Integer.parseInt(arguments[1]); ; i++) {
            int number = i;
            Offer offer =
                    network.offer(network.node(TestNetwork.key(i), ACME, 1, Duration.ofDays(9)));
            open.acquire();
            store.store(List.of(offer), Holdings.WHOLE, NOW)
                    .whenComplete(
                            (rulings, failure) -> {
                                open.release();
                                if (rulings != null
                                        && rulings.getFirst() instanceof Ruling.Accept) {
                                    say(number);
                                }
                            });
        }
    }

    private static void say(int number) {
        synchronized (System.out) {
            System.out.println(number);
            System.out.flush();
        }
    }
}
