package virga.tunnel.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import virga.protocol.mux.StreamRefusal;

final class TunnelFailureTest {
    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_DEVICE, 3",
        "PORT_NOT_REGISTERED, 3",
        "NOT_A_TUNNEL_NODE, 4",
        "NOT_ALLOWED, 4",
        "ADDRESS_DENIED, 4",
        "CERTIFICATE, 4",
        "NOT_AT_LOCATION, 5",
        "ADDRESS_NOT_FOUND, 5",
        "NO_ANSWER, 5",
        "LIMIT, 5",
        "UNSPECIFIED, 5",
    })
    void everyRefusalHasItsExitAndNamesTheDeviceAndTheNode(StreamRefusal refusal, int exitCode) {
        TunnelFailure failure = TunnelFailure.of(refusal, "printer", "dfe47365.abc");
        assertEquals(exitCode, failure.kind().exitCode());
        assertTrue(failure.message().startsWith("printer cannot be reached: "), failure.message());
        assertTrue(failure.message().endsWith(refusal.hint()), failure.message());
        assertTrue(failure.hint().contains("dfe47365.abc"), failure.hint());
    }
}
