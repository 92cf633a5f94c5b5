package virga.ops.bench;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import virga.ops.cli.Main;
import virga.ops.cli.Screen;

/**
 * Runs the program as the launcher does, and besides says what memory it holds: {@code memory <heap
 * bytes used> <heap bytes committed> <direct bytes>} after a full collection.
 */
public final class NodeChild {
    private NodeChild() {}

    public static void main(String[] arguments) {
        Commands.endWithParent(
                words -> {
                    if (words[0].equals("memory")) {
                        Commands.say("memory " + memory());
                    }
                });
        System.exit(Main.run(Screen.ofProcess(), arguments));
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
