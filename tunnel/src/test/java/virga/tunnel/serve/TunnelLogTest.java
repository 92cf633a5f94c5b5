package virga.tunnel.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.actors.sqlite.GroupCommit;
import virga.actors.sqlite.SqliteFile;

class TunnelLogTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final TunnelLog.Connection PRINTER =
            new TunnelLog.Connection("printer", 631, "direct");

    private final Path folder;
    private SqliteFile file;
    private GroupCommit writes;

    TunnelLogTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = open();
        this.writes = new GroupCommit(file, Runnable::run);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private SqliteFile open() {
        return SqliteFile.open(
                folder.resolve("virga.db"),
                SqliteFile.Durability.NORMAL,
                List.of(),
                InstantSource.fixed(NOON));
    }

    private TunnelLog log() {
        TunnelLog log = new TunnelLog(file, writes);
        log.prepare().toCompletableFuture().join();
        return log;
    }

    /** Nothing of the old process is left but the file. */
    private TunnelLog logOfTheNextRun() {
        file.close();
        file = open();
        writes = new GroupCommit(file, Runnable::run);
        return log();
    }

    private static TunnelLogEntry entry(TunnelLog log, long id) {
        return log.newest(id + 1, 1).getFirst();
    }

    @Test
    void connectionIsThereWhileItIsOpenAndCompleteWhenItHasEnded() {
        TunnelLog log = log();
        long id = log.opened(NOON, "peer", "ann", PRINTER);
        assertEquals(Optional.empty(), entry(log, id).ended());
        assertEquals("", entry(log, id).end());

        log.ended(id, NOON.plusSeconds(3), 4, 10, "done");
        assertEquals(
                new TunnelLogEntry(
                        id,
                        NOON,
                        "peer",
                        "ann",
                        "printer",
                        631,
                        "direct",
                        4,
                        10,
                        Optional.of(NOON.plusSeconds(3)),
                        "done"),
                entry(log, id));
    }

    @Test
    void connectionOfANodeThatWasKilledEndedWithIt() {
        TunnelLog log = log();
        long whole = log.opened(NOON, "peer", "ann", PRINTER);
        log.ended(whole, NOON, 1, 2, "done");
        long cut = log.opened(NOON, "peer", "ann", PRINTER);

        TunnelLog next = logOfTheNextRun();
        assertEquals("done", entry(next, whole).end());
        assertEquals(TunnelLog.NODE_STOPPED, entry(next, cut).end());
        assertEquals(Optional.empty(), entry(next, cut).ended());
        assertEquals(cut + 1, next.opened(NOON, "peer", "ann", PRINTER));
    }

    @Test
    void restartOfTheActorLeavesOpenConnectionsAlone() {
        TunnelLog log = log();
        long live = log.opened(NOON, "peer", "ann", PRINTER);
        log.prepare().toCompletableFuture().join();
        assertEquals("", entry(log, live).end());
        assertNotEquals(live, log.opened(NOON, "peer", "ann", PRINTER));

        log.ended(live, NOON.plusSeconds(1), 1, 2, "done");
        assertEquals("done", entry(log, live).end());
        assertEquals(0, log.lost());
    }

    @Test
    void oldestRowsGoBeyondTheMost() {
        log();
        writes.submit(
                        session -> {
                            session.execute(
                                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                                            + " WHERE i < "
                                            + TunnelLog.ROWS_MAX
                                            + ") INSERT INTO tunnel_log (id, opened, peer,"
                                            + " peer_name, device, port, carrier, ended, reason)"
                                            + " SELECT i, 0, 'peer', '', 'printer', 1, 'direct',"
                                            + " 0, 'done' FROM n");
                            return true;
                        })
                .toCompletableFuture()
                .join();
        TunnelLog log = logOfTheNextRun();
        long last = 0;
        while (last < TunnelLog.ROWS_MAX + TunnelLog.TRIM_EACH_ROWS) {
            last = log.opened(NOON, "peer", "ann", PRINTER);
            assertEquals(last, entry(log, last).id());
        }
        long oldestKept = last - last % TunnelLog.TRIM_EACH_ROWS - TunnelLog.ROWS_MAX + 1;
        assertEquals(List.of(), log.newest(oldestKept, 1));
        assertEquals(oldestKept, log.newest(oldestKept + 1, 1).getFirst().id());
    }
}
