package virga.ops.bench;

import java.time.Duration;
import java.util.stream.Stream;
import virga.ops.demo.AdminDoor;

/** A node in a process of its own. */
public record BenchNode(AdminDoor door, ChildProcess process) {
    private static final Duration COLLECTION_MAX = Duration.ofSeconds(30);

    /** What a process holds after a full collection, in bytes. */
    public record Memory(long resident, long heapUsed, long direct) {
        /** The growth since {@code before}. */
        public Memory minus(Memory before) {
            return new Memory(
                    resident - before.resident, heapUsed - before.heapUsed, direct - before.direct);
        }
    }

    /** Collects the garbage there and measures. */
    public Memory memory() {
        return memory(process);
    }

    /** The same for any process of {@link NodeChild}. */
    public static Memory memory(ChildProcess process) {
        long[] numbers =
                Stream.of(process.ask("memory", COLLECTION_MAX).split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray();
        return new Memory(Usage.residentBytes(process.handle().pid()), numbers[0], numbers[2]);
    }
}
