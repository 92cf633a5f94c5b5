package virga.tunnel.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import virga.protocol.mux.StreamRefusal;

final class TunnelFailureTest {
    @Test
    void addressOutsideTheRulesAndSilenceSayWhoCanHelp() {
        TunnelFailure denied = TunnelFailure.of(StreamRefusal.ADDRESS_DENIED, "far", 80, "n");
        assertTrue(denied.hint().contains("--tunnel-allow"), denied.hint());
        TunnelFailure silent = TunnelFailure.of(StreamRefusal.NO_ANSWER, "far", 80, "n");
        assertTrue(silent.hint().contains("is on"), silent.hint());
    }

    @Test
    void aClosedPortIsNotASilentDevice() {
        TunnelFailure closed = TunnelFailure.of(StreamRefusal.PORT_CLOSED, "printer", 631, "n");
        assertEquals(
                "printer cannot be reached through n: the device is there, but nothing listens at"
                        + " port 631",
                closed.message());
        assertTrue(closed.hint().contains("start that service"), closed.hint());
        assertEquals(5, closed.kind().exitCode());
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_DEVICE, 3",
        "PORT_NOT_REGISTERED, 4",
        "NOT_A_TUNNEL_NODE, 4",
        "NOT_ALLOWED, 4",
        "ADDRESS_DENIED, 4",
        "CERTIFICATE, 4",
        "NO_CERTIFICATE, 4",
        "NOT_AT_LOCATION, 5",
        "ADDRESS_NOT_FOUND, 5",
        "NO_ANSWER, 5",
        "LIMIT, 5",
        "UNSPECIFIED, 5",
    })
    void everyRefusalHasItsExitNamesDeviceAndNodeAndSaysWhatToDo(
            StreamRefusal refusal, int exitCode) {
        TunnelFailure failure = TunnelFailure.of(refusal, "printer", 631, "dfe47365.abc");
        assertEquals(exitCode, failure.kind().exitCode());
        assertEquals(
                "printer cannot be reached through dfe47365.abc: " + refusal.hint(),
                failure.message());
        assertFalse(failure.hint().isEmpty());
        assertFalse(failure.hint().contains("dfe47365.abc"), failure.hint());
    }
}
