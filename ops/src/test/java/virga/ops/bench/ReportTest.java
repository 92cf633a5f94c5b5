package virga.ops.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Report REPORT =
            Report.of(
                    "messages",
                    List.of(
                            Result.of("ping", 400_250.5, "round trips/s", Beat.PING),
                            Result.ratio("ping/echo", 400_250.5, 1_601_002)),
                    new Machine(2, 0.25));

    @Test
    void documentHasTheFieldsThatScriptsRelyOn() {
        String expected =
                """
                {
                  "schema": 1,
                  "bench": "messages",
                  "results": [
                    {
                      "name": "ping",
                      "value": 400250.5,
                      "unit": "round trips/s",
                      "beat": {
                        "source": "seed 003, unsigned and unencrypted",
                        "value": 121288.0
                      }
                    },
                    {
                      "name": "ping/echo",
                      "value": 0.25,
                      "unit": ""
                    }
                  ],
                  "machine": {
                    "cores": 2,
                    "load": 0.25
                  }
                }\
                """;
        assertEquals(expected, REPORT.json());
    }

    @Test
    void tableShowsTheFigureToBeatBesideOurs() {
        StringWriter text = new StringWriter();
        REPORT.print(new PrintWriter(text));
        assertEquals(
                """
                bench messages  (2 cores, load 0.25)
                  ping       400,251  round trips/s  3.300 times the 121,288 of seed 003, unsigned and unencrypted
                  ping/echo    0.250
                """,
                text.toString().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void ratioToNothingIsZero() {
        assertEquals(0, Result.ratio("x", 1, 0).value());
    }
}
