package virga.ops.admin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.nio.charset.StandardCharsets;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/** Documents, requests and replies as JSON. A request or reply is one line. */
public final class AdminJson {
    private static final Gson LINES =
            new GsonBuilder()
                    .setStrictness(Strictness.STRICT)
                    .serializeNulls()
                    .disableHtmlEscaping()
                    .create();
    private static final Gson INDENTED = LINES.newBuilder().setPrettyPrinting().create();
    private static final String SCHEMA = "schema";
    private static final String VERB = "verb";
    private static final String PROGRESS = "progress";
    private static final String RESULT = "result";
    private static final String EVENT = "event";
    private static final String ERROR = "error";

    private AdminJson() {}

    /** The document's tree, {@code schema} first. */
    public static JsonObject tree(Document document) {
        return with(SCHEMA, LINES.toJsonTree(Document.SCHEMA), document);
    }

    /** The error document: {@code error{code,message,hint,exit}}. */
    public static JsonObject tree(Problem problem) {
        JsonObject tree = new JsonObject();
        tree.addProperty(SCHEMA, Document.SCHEMA);
        tree.add(ERROR, error(problem));
        return tree;
    }

    /** Indented, for standard output: a tree, or a record of texts, numbers, lists and records. */
    public static String print(Object shown) {
        return INDENTED.toJson(shown);
    }

    /** On one line, for one document of many. */
    public static String printLine(JsonObject tree) {
        return LINES.toJson(tree);
    }

    /** Reads a document that a node wrote; one that does not fit is a {@link ProblemException}. */
    public static <T extends Document> T read(JsonObject tree, Class<T> kind) {
        try {
            return LINES.fromJson(tree, kind);
        } catch (JsonParseException e) {
            throw new ProblemException(unreadable("the node's answer"), e);
        }
    }

    /** One line without its end. */
    public static byte[] line(AdminRequest request) {
        return bytes(with(VERB, LINES.toJsonTree(AdminRequest.verb(request.getClass())), request));
    }

    /** One line without its end. */
    public static byte[] line(AdminReply reply) {
        JsonObject line = new JsonObject();
        switch (reply) {
            case AdminReply.Progress progress -> line.add(PROGRESS, LINES.toJsonTree(progress));
            case AdminReply.Result result -> line.add(RESULT, result.document());
            case AdminReply.Event event -> line.add(EVENT, event.document());
            case AdminReply.Failed failed -> line.add(ERROR, error(failed.problem()));
        }
        return bytes(line);
    }

    /** Parses a request line; a wrong one is a {@link ProblemException} of kind usage. */
    public static AdminRequest request(byte[] line) {
        try {
            JsonObject tree = object(line);
            String verb = tree.has(VERB) ? LINES.fromJson(tree.get(VERB), String.class) : null;
            Class<? extends AdminRequest> kind = AdminRequest.VERBS.get(String.valueOf(verb));
            if (kind == null || !RequestShape.fits(tree, kind)) {
                throw new ProblemException(unreadable("the request"));
            }
            return LINES.fromJson(tree, kind);
        } catch (JsonParseException e) {
            throw new ProblemException(unreadable("the request"), e);
        }
    }

    /** Parses a reply line; a wrong one is a {@link ProblemException}. */
    public static AdminReply reply(byte[] line) {
        try {
            JsonObject tree = object(line);
            if (tree.get(RESULT) instanceof JsonObject result) {
                return new AdminReply.Result(result);
            }
            if (tree.get(PROGRESS) instanceof JsonObject progress) {
                return LINES.fromJson(progress, AdminReply.Progress.class);
            }
            if (tree.get(EVENT) instanceof JsonObject event) {
                return new AdminReply.Event(event);
            }
            if (tree.get(ERROR) instanceof JsonObject error) {
                return new AdminReply.Failed(problem(error));
            }
        } catch (JsonParseException e) {
            throw new ProblemException(unreadable("the node's answer"), e);
        }
        throw new ProblemException(unreadable("the node's answer"));
    }

    private static JsonObject object(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        if (LINES.fromJson(text, JsonElement.class) instanceof JsonObject tree) {
            return tree;
        }
        throw new JsonParseException("not an object");
    }

    /** The record's fields behind one more. */
    private static JsonObject with(String name, JsonElement first, Object record) {
        JsonObject tree = new JsonObject();
        tree.add(name, first);
        LINES.toJsonTree(record).getAsJsonObject().asMap().forEach(tree::add);
        return tree;
    }

    private static Problem problem(JsonObject tree) {
        ErrorLine error = LINES.fromJson(tree, ErrorLine.class);
        Exit exit = Exit.ofWord(String.valueOf(error.code()));
        return new Problem(
                exit == Exit.DONE ? Exit.FAILED : exit,
                String.valueOf(error.message()),
                String.valueOf(error.hint()));
    }

    private static JsonElement error(Problem problem) {
        Exit exit = problem.exit();
        return LINES.toJsonTree(
                new ErrorLine(exit.word(), problem.message(), problem.hint(), exit.code()));
    }

    private record ErrorLine(String code, String message, String hint, int exit) {}

    private static byte[] bytes(JsonObject tree) {
        return LINES.toJson(tree).getBytes(StandardCharsets.UTF_8);
    }

    private static Problem unreadable(String what) {
        return Problem.usage(
                what + " cannot be read",
                "the program and the running node may be of different versions");
    }
}
