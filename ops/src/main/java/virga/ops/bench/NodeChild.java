package virga.ops.bench;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Arrays;

/**
 * Runs the program that its first argument names, as the launcher does, and besides says what
 * memory it holds: {@code memory <heap bytes used> <heap bytes committed> <direct bytes>} after a
 * full collection.
 */
public final class NodeChild {
    private NodeChild() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Commands.endWithParent(
                words -> {
                    if (words[0].equals("memory")) {
                        Commands.say("memory " + memory());
                    }
                });
        String[] itsOwn = Arrays.copyOfRange(arguments, 1, arguments.length);
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) itsOwn);
    }

    private static String memory() {
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
        return heap.getUsed() + " " + heap.getCommitted() + " " + direct;
    }
}
