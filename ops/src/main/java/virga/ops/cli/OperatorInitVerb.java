package virga.ops.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import virga.ops.admin.Document;
import virga.ops.node.NetworkBeginning;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

@Command(
        name = "init",
        description = {
            "Begins a network, or vouches for this home's operator for another year.",
            "In an empty home it makes the root key in FILE, to be kept offline, and the"
                    + " operator's key."
        },
        footer = {"", "Example:", "  virga operator init --root /media/usb/root.pem --home op"})
final class OperatorInitVerb extends Verb {
    @Option(names = "--root", required = true, paramLabel = "FILE", description = "The root key.")
    Path root = Path.of("");

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Where the root key's passphrase stands; an empty file: none.")
    @Nullable Path passphraseFile;

    @Override
    public Integer call() {
        char[] passphrase = passphrase();
        try {
            Document.OperatorMade made =
                    NetworkBeginning.begin(home(), root, passphrase, screen().environment());
            print(made, this::human);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
        return Exit.DONE.code();
    }

    private void human(Document.OperatorMade made) {
        screen().out().println("operator " + made.node());
        screen().out().println("root pin " + made.rootPin());
        screen().out().println("keep " + made.rootFile() + " offline: it signs only operators");
    }

    private char[] passphrase() {
        if (passphraseFile != null) {
            return fromFile(passphraseFile);
        }
        Console console =
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .orElseThrow(
                                () ->
                                        Problem.usage(
                                                        "there is no terminal to ask for the root"
                                                                + " key's passphrase on",
                                                        "give it with --passphrase-file FILE")
                                                .asException());
        boolean fresh = !Files.exists(root);
        char[] first = console.readPassword("Passphrase of the root key: ");
        char[] second = fresh ? console.readPassword("Once more: ") : first;
        if (first == null || second == null || !Arrays.equals(first, second)) {
            throw Problem.usage("the two passphrases differ", "try again").asException();
        }
        return first;
    }

    private static char[] fromFile(Path file) {
        try {
            return Files.readString(file).strip().toCharArray();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.usage("cannot read the passphrase from " + file, "check the name"), e);
        }
    }
}
