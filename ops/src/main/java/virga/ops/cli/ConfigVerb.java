package virga.ops.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import virga.ops.admin.Document;
import virga.ops.config.ConfigFile;
import virga.ops.config.NodeFlags;
import virga.ops.problem.Exit;

@Command(
        name = "config",
        description = "Looks at the configuration.",
        footer = {"", "Example:", "  virga config check --home site"},
        subcommands = ConfigVerb.Check.class)
final class ConfigVerb extends Group {
    @Command(
            name = "check",
            description = "Reads virga.conf as a node would, and says what is wrong.",
            footer = {
                "",
                "Keys are the flags of `virga node`, such as an operator's",
                "  registry = \"jdbc:postgresql://HOST:PORT/DATABASE\"",
                "and limits:",
                "  limits.links = 4096               open links",
                "  limits.links-per-domain           of those, with one other domain; half",
                "  limits.tunnel-connections = 60000 connections carried at a time",
                "  limits.tunnel-idle = 0            end after so long without a byte; 0: never",
                "  limits.tunnel-life = 0            or after this time",
                "  limits.tunnel-bytes = 0           or after as many bytes",
                "  limits.store-cache                bytes of records in memory; 1/8 of the heap",
                "",
                "docs/configuration.md says more of each.",
                "",
                "Example:",
                "  virga config check --config /etc/virga.conf"
            })
    static final class Check extends Verb {
        @Option(names = "--config", paramLabel = "FILE", description = "Another file.")
        @Nullable Path config;

        @Override
        public Integer call() {
            NodeFlags flags = new NodeFlags(home(), config, null, Map.of());
            ConfigFile read = ConfigFile.read(flags);
            var document =
                    new Document.ConfigChecked(
                            true,
                            flags.configFile().toString(),
                            new TreeSet<>(read.keys()).stream().toList());
            String found =
                    Files.exists(flags.configFile()) ? "no faults" : "not there, none needed";
            print(document, checked -> screen().out().println(checked.file() + ": " + found));
            return Exit.DONE.code();
        }
    }
}
