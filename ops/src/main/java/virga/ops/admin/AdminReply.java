package virga.ops.admin;

import com.google.gson.JsonObject;
import virga.ops.problem.Problem;

/**
 * One line from the node: any number of {@link Progress}, then {@link Result} or {@link Failed}.
 * What is held open may have {@link Event}s at any time.
 */
public sealed interface AdminReply {
    /** A step of long work and how long it took, milliseconds since the work began. */
    record Progress(String text, long millis) implements AdminReply {}

    /** The document, as the node wrote it: fields that this version does not know are kept. */
    record Result(JsonObject document) implements AdminReply {}

    /** Something that happened to what is held open: a document. */
    record Event(JsonObject document) implements AdminReply {}

    /** Ends the request; after a {@link Result} it says why what was held open has ended. */
    record Failed(Problem problem) implements AdminReply {}
}
