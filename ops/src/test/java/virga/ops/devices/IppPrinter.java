package virga.ops.devices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import virga.ops.bench.Programs;

/**
 * A real IPP printer, CUPS' ippeveprinter, with the D-Bus and Avahi that it asks for, in mount and
 * process namespaces of its own: nothing of this machine is touched, and all of it ends together.
 */
final class IppPrinter implements AutoCloseable {
    static final int PORT = 8631;

    private static final String BUS =
            """
            <busconfig>
              <type>system</type>
              <listen>unix:path=/run/dbus/system_bus_socket</listen>
              <auth>EXTERNAL</auth>
              <policy context="default">
                <allow user="*"/>
                <allow own="*"/>
                <allow send_destination="*"/>
                <allow receive_sender="*"/>
              </policy>
            </busconfig>
            """;

    private static final String SCRIPT =
            """
            set -e
            PATH=$PATH:/usr/sbin
            mount -t tmpfs tmpfs /run
            mkdir -p /run/dbus /run/avahi-daemon
            dbus-daemon --config-file="$1/bus.conf" --nofork --nopidfile &
            until [ -S /run/dbus/system_bus_socket ]; do sleep 0.1; done
            avahi-daemon --no-drop-root --no-chroot --no-rlimits -f /dev/null &
            until [ -S /run/avahi-daemon/socket ]; do sleep 0.1; done
            exec ippeveprinter -p %d -d "$1/spool" -k -f application/pdf Test
            """;

    private final Path spool;
    private final Child process;

    private IppPrinter(Path spool, Child process) {
        this.spool = spool;
        this.process = process;
    }

    /** The first of what it needs that is not installed; null where all is. */
    static @Nullable String missing() {
        return Stream.of(
                        "ippeveprinter",
                        "ipptool",
                        "dbus-daemon",
                        "avahi-daemon",
                        "unshare",
                        "mount")
                .filter(program -> Programs.find(program).isEmpty())
                .findFirst()
                .orElse(null);
    }

    static IppPrinter start(Place place, Path folder) throws IOException {
        Path spool = Files.createDirectories(folder.resolve("spool"));
        Files.writeString(folder.resolve("bus.conf"), BUS);
        Path script = Files.writeString(folder.resolve("printer.sh"), SCRIPT.formatted(PORT));
        Child process =
                place.start(
                        List.of(
                                "unshare",
                                "--mount",
                                "--pid",
                                "--fork",
                                "--kill-child",
                                "--mount-proc",
                                "sh",
                                script.toString(),
                                folder.toString()));
        Eventually.so(() -> answers(place), () -> "the printer does not start: " + process);
        return new IppPrinter(spool, process);
    }

    /** The documents printed so far. */
    List<Path> printed() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.sorted().toList();
        }
    }

    /** unshare heeds no other signal, and takes all that it has started with it. */
    @Override
    public void close() {
        process.kill();
        process.close();
    }

    private static boolean answers(Place place) {
        String uri = "ipp://127.0.0.1:" + PORT + "/ipp/print";
        return place.run("ipptool", uri, "get-printer-attributes.test").exit() == 0;
    }
}
