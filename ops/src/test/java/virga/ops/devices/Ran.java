package virga.ops.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A program that has ended: its exit code and what it printed. */
record Ran(String command, int exit, String out, String err) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Fails the test unless the program ended with this code. */
    Ran exits(int code) {
        assertEquals(code, exit, () -> command + "\n" + out + "\n" + err);
        return this;
    }

    Ran done() {
        return exits(0);
    }

    /** The one JSON document that was printed. */
    JsonNode json() {
        try {
            return JSON.readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError(command + " printed no JSON: " + out, e);
        }
    }
}
