package virga.ops.demo;

import java.util.List;
import virga.ops.admin.AdminJson;
import virga.protocol.Bytes;

/**
 * What {@code virga demo --once --json} prints.
 *
 * @param via the carrier of the tunnel's link
 */
public record DemoDocument(int schema, boolean ok, List<Step> steps, String via, Fetched fetched) {
    private static final int SCHEMA = 1;

    /** One thing that was done, and how long it took. */
    public record Step(String name, long millis) {}

    /** What came through the tunnel. */
    public record Fetched(int status, int bytes) {}

    public DemoDocument {
        steps = List.copyOf(steps);
    }

    static DemoDocument done(List<Step> steps, String via, int status, Bytes page) {
        return new DemoDocument(SCHEMA, true, steps, via, new Fetched(status, page.length()));
    }

    /** The indented document, without the last line's end. */
    public String json() {
        return AdminJson.print(this);
    }
}
