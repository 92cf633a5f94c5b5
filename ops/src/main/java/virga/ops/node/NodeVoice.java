package virga.ops.node;

import java.util.List;
import java.util.Map;
import virga.ops.admin.Document;

/** Where nodes of this process say something to the person who started them. */
public interface NodeVoice {
    /** All nodes serve. */
    void ready(List<Document.Ready> nodes);

    /** One line: a key was made, a setting deserves a second look. */
    void say(String line);

    /** The process's environment. */
    Map<String, String> environment();
}
