package virga.ops.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;

final class DemoDocumentTest {
    @Test
    void documentHasTheFieldsThatScriptsRelyOn() {
        DemoDocument document =
                DemoDocument.done(
                        List.of(
                                new DemoDocument.Step("network", 412),
                                new DemoDocument.Step("page fetched", 9)),
                        "direct",
                        200,
                        Bytes.ofHex("010203"));
        String expected =
                """
                {
                  "schema": 1,
                  "ok": true,
                  "steps": [
                    {
                      "name": "network",
                      "millis": 412
                    },
                    {
                      "name": "page fetched",
                      "millis": 9
                    }
                  ],
                  "via": "direct",
                  "fetched": {
                    "status": 200,
                    "bytes": 3
                  }
                }\
                """;
        assertEquals(expected, document.json());
    }
}
