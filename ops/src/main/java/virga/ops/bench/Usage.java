package virga.ops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What processes have used, as the system tells. */
public final class Usage {
    private static final String RESIDENT = "VmRSS:";
    private static final Duration PS_MAX = Duration.ofSeconds(5);

    private Usage() {}

    /** Processor time since the process's start; resolution is the system's, often 10 ms. */
    public static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident bytes of a process; 0 where the system does not tell. */
    public static long residentBytes(long pid) {
        try {
            Path status = Path.of("/proc", Long.toString(pid), "status");
            if (Files.exists(status)) {
                return Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith(RESIDENT))
                        .findFirst()
                        .map(line -> kibibytes(line.substring(RESIDENT.length())))
                        .orElse(0L);
            }
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            String text =
                    new String(
                            ps.getInputStream().readAllBytes(),
                            java.nio.charset.StandardCharsets.UTF_8);
            return ps.waitFor(PS_MAX.toSeconds(), TimeUnit.SECONDS) ? kibibytes(text) : 0;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static long kibibytes(String text) {
        String digits = text.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1_024;
    }
}
