package virga.ops.doctor;

import static java.util.stream.Collectors.toSet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import virga.ops.admin.AdminClient;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.problem.ProblemException;

/** Runs every check: those of the machine and home here, those of the node through its socket. */
public final class Doctor {
    private final Path home;
    private final Map<String, String> environment;

    public Doctor(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /**
     * What each check found, in a fixed order. A running node knows its own settings and limits: of
     * a check that both make, its line stands.
     */
    public List<Document.DoctorLine> examine() {
        HomeChecks checks = new HomeChecks(home);
        List<Finding> here = new ArrayList<>();
        here.add(MachineChecks.java(Runtime.version().feature()));
        here.add(MachineChecks.descriptors(checks.settings()));
        here.addAll(checks.all());
        checks.registry(environment).ifPresent(here::add);
        List<Document.DoctorLine> node = node();
        Set<String> said = node.stream().map(Document.DoctorLine::name).collect(toSet());
        return Stream.concat(
                        here.stream()
                                .filter(finding -> !said.contains(finding.name()))
                                .map(Finding::line),
                        node.stream())
                .toList();
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
