package virga.ops.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;

@Command(
        name = "completion",
        description = "Prints a completion script for the shell.",
        footer = {
            "",
            "Example:",
            "  source <(virga completion bash)",
            "  virga completion zsh > ~/.virga-completion.zsh"
        })
final class CompletionVerb extends Verb {
    @Parameters(
            index = "0",
            paramLabel = "bash|zsh",
            completionCandidates = Choices.Shells.class,
            description = "Which shell.")
    String shell = "";

    @Override
    public Integer call() {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw Problem.usage("no completion for '" + shell + "'", "there is bash and zsh")
                    .asException();
        }
        // The script serves both: in zsh it turns on bash completion first.
        screen().out().println(AutoComplete.bash("virga", Main.commandLine(screen())));
        return Exit.DONE.code();
    }
}
