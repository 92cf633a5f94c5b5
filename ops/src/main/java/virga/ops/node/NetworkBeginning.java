package virga.ops.node;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import virga.actors.node.NodeHome;
import virga.ops.admin.Document;
import virga.ops.config.ConfigFile;
import virga.ops.config.NodeFlags;
import virga.ops.desk.OperatorProblem;
import virga.ops.operator.OperatorStart;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.database.PostgresUrl;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKeyFile;

/** `virga operator init`: makes a home an operator's while no node runs in it. */
public final class NetworkBeginning {
    private NetworkBeginning() {}

    /**
     * In the registry that the home's configuration names. An empty {@code passphrase} leaves a new
     * root key in clear.
     */
    public static Document.OperatorMade begin(
            Path folder, Path rootFile, char[] passphrase, Map<String, String> environment) {
        Optional<PostgresUrl> registry =
                ConfigFile.read(new NodeFlags(folder, null, null, Map.of())).registry();
        NodeHome home = HomeHold.open(folder);
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        try (var _ = HomeHold.take(home)) {
            var key = IdentityKeyFile.open(home.keyFile(), Ed25519.best(), random, clock.instant());
            OperatorStart.Made made =
                    new OperatorStart(
                                    home,
                                    registry.map(url -> url.with(environment)),
                                    key.key(),
                                    random,
                                    clock)
                            .init(rootFile, passphrase);
            return new Document.OperatorMade(
                    made.node().toString(), made.rootPin().toHex(), made.rootFile().toString());
        } catch (OperatorException e) {
            throw new ProblemException(OperatorProblem.of(e), e);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.failed(
                            "the key cannot be used: " + e.getMessage(), "see `virga doctor`"),
                    e);
        }
    }
}
