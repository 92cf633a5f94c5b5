package virga.ops.operator;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.database.PostgresUrl;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.Bytes;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;

/**
 * An operator's registry that admits made-up nodes as fast as it can: a process of its own, to be
 * killed by a test, or to be run by hand to see how many admissions a second the disk allows.
 *
 * <pre>
 * AdmittingProcess FOLDER|URL IN-FLIGHT            admits for ever; prints each key that was answered
 * AdmittingProcess FOLDER|URL IN-FLIGHT ADMISSIONS admits so many; prints how many a second
 * </pre>
 */
final class AdmittingProcess {
    private static final int KEY_LENGTH_BYTES = 32;

    private final RegistryFixture operator;
    private final Registry registry;
    private final Bytes secret;
    private final Semaphore free;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong answered = new AtomicLong();

    private AdmittingProcess(RegistryPlace place, int inFlight) {
        operator = RegistryFixture.begin(place);
        operator.addDomain("acme");
        RegistryFixture.done(
                operator.commands.setQuota("acme", DomainRegistration.QUOTA_MAX, operator.now));
        secret = operator.token("acme", DomainRegistration.TOKEN_USES_MAX, Role.USER);
        operator.close();
        registry = Registry.open(place, Executors.newVirtualThreadPerTaskExecutor());
        free = new Semaphore(inFlight);
    }

    public static void main(String[] arguments) throws InterruptedException {
        int inFlight = Integer.parseInt(arguments[1]);
        AdmittingProcess process = new AdmittingProcess(place(arguments[0]), inFlight);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        if (arguments.length > 2) {
            long admissions = Long.parseLong(arguments[2]);
            long half = admissions / 2;
            process.admit(half, _ -> {});
            process.free.acquire(inFlight);
            process.free.release(inFlight);
            long start = System.nanoTime();
            process.admit(half, _ -> {});
            process.free.acquire(inFlight);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            out.printf("%d admissions a second%n", half * 1000 / Math.max(1, took.toMillis()));
            out.flush();
            System.exit(0);
        }
        process.admit(
                Long.MAX_VALUE,
                key -> {
                    out.println(key);
                    out.flush();
                });
    }

    /** A folder, or the URL of a database of one's own. */
    static RegistryPlace place(String argument) {
        return argument.startsWith(PostgresUrl.SCHEME)
                ? new RegistryPlace.OnServer(PostgresUrl.parse(argument))
                : RegistryFixture.inFile(Path.of(argument));
    }

    private interface Listener {
        void onAnswer(PublicKey key);
    }

    private void admit(long admissions, Listener listener) throws InterruptedException {
        for (long i = 0; i < admissions; i++) {
            free.acquire();
            byte[] key = new byte[KEY_LENGTH_BYTES];
            random.nextBytes(key);
            admit(new PublicKey(Bytes.owning(key)), listener);
        }
    }

    private void admit(PublicKey key, Listener listener) {
        Message.Admit question = new Message.Admit(secret, Set.of(Role.USER), List.of(), "");
        registry.change(tables -> operator.desk.admit(tables, key, question, operator.now))
                .whenComplete(
                        (result, fault) -> {
                            if (fault == null
                                    && result.answer().orElseThrow() instanceof Message.Admitted) {
                                answered.incrementAndGet();
                                listener.onAnswer(key);
                            } else {
                                System.err.println(fault == null ? result : fault);
                                Runtime.getRuntime().halt(1);
                            }
                            free.release();
                        });
    }
}
