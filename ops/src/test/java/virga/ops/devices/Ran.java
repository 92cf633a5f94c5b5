package virga.ops.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/** A program that has ended: its exit code and what it printed. */
record Ran(String command, int exit, String out, String err) {
    /** Fails the test unless the program ended with this code. */
    Ran exits(int code) {
        assertEquals(code, exit, () -> command + "\n" + out + "\n" + err);
        return this;
    }

    Ran done() {
        return exits(0);
    }

    /** The one JSON document that was printed. */
    JsonObject json() {
        try {
            return JsonParser.parseString(out).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new AssertionError(command + " printed no JSON: " + out, e);
        }
    }
}
