package virga.ops.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Documents, requests and replies as JSON. A request or reply is one line. */
public final class AdminJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();
    private static final String SCHEMA = "schema";
    private static final String PROGRESS = "progress";
    private static final String RESULT = "result";
    private static final String EVENT = "event";
    private static final String ERROR = "error";

    private AdminJson() {}

    /** The document's tree, {@code schema} first. */
    public static ObjectNode tree(Document document) {
        ObjectNode tree = MAPPER.createObjectNode().put(SCHEMA, Document.SCHEMA);
        tree.setAll((ObjectNode) MAPPER.valueToTree(document));
        return tree;
    }

    /** The error document: {@code error{code,message,hint,exit}}. */
    public static ObjectNode tree(Problem problem) {
        ObjectNode tree = MAPPER.createObjectNode().put(SCHEMA, Document.SCHEMA);
        tree.set(ERROR, error(problem));
        return tree;
    }

    /** Indented, for standard output. */
    public static String print(JsonNode tree) {
        return write(tree, true);
    }

    /** On one line, for one document of many. */
    public static String printLine(JsonNode tree) {
        return write(tree, false);
    }

    /** Reads a document that a node wrote; one that does not fit is a {@link ProblemException}. */
    public static <T extends Document> T read(JsonNode tree, Class<T> kind) {
        try {
            return MAPPER.treeToValue(tree, kind);
        } catch (JsonProcessingException e) {
            throw new ProblemException(unreadable("the node's answer"), e);
        }
    }

    /** One line without its end. */
    public static byte[] line(AdminRequest request) {
        try {
            return MAPPER.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every request can be written", e);
        }
    }

    /** One line without its end. */
    public static byte[] line(AdminReply reply) {
        ObjectNode line = MAPPER.createObjectNode();
        switch (reply) {
            case AdminReply.Progress progress -> line.set(PROGRESS, MAPPER.valueToTree(progress));
            case AdminReply.Result result -> line.set(RESULT, result.document());
            case AdminReply.Event event -> line.set(EVENT, event.document());
            case AdminReply.Failed failed -> line.set(ERROR, error(failed.problem()));
        }
        return write(line, false).getBytes(StandardCharsets.UTF_8);
    }

    /** Parses a request line; a wrong one is a {@link ProblemException} of kind usage. */
    public static AdminRequest request(byte[] line) {
        try {
            AdminRequest request = MAPPER.readValue(line, AdminRequest.class);
            if (request == null || RequestShape.missing((Record) request) != null) {
                throw new ProblemException(unreadable("the request"));
            }
            return request;
        } catch (IOException e) {
            throw new ProblemException(unreadable("the request"), e);
        }
    }

    /** Parses a reply line; a wrong one is a {@link ProblemException}. */
    public static AdminReply reply(byte[] line) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(line);
        } catch (IOException e) {
            throw new ProblemException(unreadable("the node's answer"), e);
        }
        if (tree.has(RESULT)) {
            return new AdminReply.Result(tree.get(RESULT));
        }
        if (tree.has(PROGRESS)) {
            JsonNode progress = tree.get(PROGRESS);
            return new AdminReply.Progress(
                    progress.path("text").asText(), progress.path("millis").asLong());
        }
        if (tree.has(EVENT)) {
            return new AdminReply.Event(tree.get(EVENT));
        }
        if (tree.has(ERROR)) {
            return new AdminReply.Failed(problem(tree.get(ERROR)));
        }
        throw new ProblemException(unreadable("the node's answer"));
    }

    private static Problem problem(JsonNode error) {
        Exit exit = Exit.ofWord(error.path("code").asText());
        return new Problem(
                exit == Exit.DONE ? Exit.FAILED : exit,
                error.path("message").asText(),
                error.path("hint").asText());
    }

    private static ObjectNode error(Problem problem) {
        return MAPPER.createObjectNode()
                .put("code", problem.exit().word())
                .put("message", problem.message())
                .put("hint", problem.hint())
                .put("exit", problem.exit().code());
    }

    private static Problem unreadable(String what) {
        return Problem.usage(
                what + " cannot be read",
                "the program and the running node may be of different versions");
    }

    private static String write(JsonNode tree, boolean indented) {
        try {
            return indented
                    ? MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree)
                    : MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every tree can be written", e);
        }
    }
}
