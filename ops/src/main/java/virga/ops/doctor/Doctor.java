package virga.ops.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import virga.ops.admin.AdminClient;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.admin.ProblemException;

/** Runs every check: those of the machine and home here, those of the node through its socket. */
public final class Doctor {
    private final Path home;
    private final Map<String, String> environment;

    public Doctor(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /** What each check found, in a fixed order. */
    public List<Document.DoctorLine> examine() {
        List<Document.DoctorLine> lines = new ArrayList<>();
        HomeChecks checks = new HomeChecks(home);
        MachineChecks.all(checks.settings()).forEach(finding -> lines.add(finding.line()));
        checks.all().forEach(finding -> lines.add(finding.line()));
        lines.addAll(node());
        return lines;
    }

    private List<Document.DoctorLine> node() {
        try (AdminClient client = AdminClient.connect(home, environment)) {
            var answer = client.ask(new AdminRequest.Doctor(), step -> {});
            List<Document.DoctorLine> lines = new ArrayList<>();
            lines.add(Finding.ok("admin socket", "the node answers").line());
            lines.addAll(AdminJson.read(answer, Document.Doctor.class).checks());
            return lines;
        } catch (ProblemException e) {
            Finding finding =
                    Finding.warn("admin socket", e.problem().message(), e.problem().hint());
            return List.of(finding.line());
        }
    }
}
