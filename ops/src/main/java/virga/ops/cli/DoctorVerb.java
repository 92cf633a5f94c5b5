package virga.ops.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import virga.ops.admin.Document;
import virga.ops.doctor.Bundle;
import virga.ops.doctor.Doctor;
import virga.ops.problem.Exit;

@Command(
        name = "doctor",
        description = "Looks for what keeps the node from working, and says what to do.",
        footer = {"", "Example:", "  virga doctor --bundle report.zip --home site"})
final class DoctorVerb extends Verb {
    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            description = "Also write a report without keys or tokens, to send to somebody.")
    @Nullable Path bundle;

    @Override
    public Integer call() {
        List<Document.DoctorLine> lines = new Doctor(home(), screen().environment()).examine();
        if (bundle != null) {
            new Bundle(home(), screen().environment()).write(bundle, lines);
        }
        boolean ok = lines.stream().noneMatch(line -> line.state().equals("fail"));
        String file = bundle == null ? null : bundle.toString();
        print(new Document.Doctor(ok, lines, file), this::human);
        return ok ? Exit.DONE.code() : Exit.FAILED.code();
    }

    private void human(Document.Doctor doctor) {
        PrintWriter out = screen().out();
        for (Document.DoctorLine line : doctor.checks()) {
            out.printf(
                    Locale.ROOT,
                    "%-5s %s: %s%s%n",
                    line.state(),
                    line.name(),
                    line.detail(),
                    line.hint().isEmpty() ? "" : " - " + line.hint());
        }
        if (doctor.bundle() != null) {
            out.println("wrote " + doctor.bundle());
        }
    }
}
