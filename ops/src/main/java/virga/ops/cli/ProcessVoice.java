package virga.ops.cli;

import java.util.Map;
import virga.ops.node.NodeVoice;

/** Says on standard error what a node has to say. */
abstract class ProcessVoice implements NodeVoice {
    private final Screen screen;

    ProcessVoice(Screen screen) {
        this.screen = screen;
    }

    @Override
    public final void say(String line) {
        screen.err().println("virga: " + line);
    }

    @Override
    public final Map<String, String> environment() {
        return screen.environment();
    }
}
