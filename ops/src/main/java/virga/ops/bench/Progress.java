package virga.ops.bench;

/** Hears what a benchmark does now, for whoever waits for it. */
@FunctionalInterface
public interface Progress {
    void step(String line);
}
