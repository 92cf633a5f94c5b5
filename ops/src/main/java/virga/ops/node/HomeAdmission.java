package virga.ops.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import virga.actors.node.NodeHome;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.Role;
import virga.protocol.membership.Membership;
import virga.protocol.membership.MembershipFile;

/** What a home was admitted for at an earlier start. Its file is read once, when it is needed. */
final class HomeAdmission {
    private final NodeHome home;
    private final IdentityKey key;
    private final Instant now;
    private final Consumer<String> say;
    private MembershipFile.@Nullable Read read;

    HomeAdmission(NodeHome home, IdentityKey key, Instant now, Consumer<String> say) {
        this.home = home;
        this.key = key;
        this.now = now;
        this.say = say;
    }

    NodeHome home() {
        return home;
    }

    IdentityKey key() {
        return key;
    }

    /**
     * The roles that the node was admitted for; none before. A home with a registry is an
     * operator's, whatever became of its admission: the operator makes that anew. So is one whose
     * registry is {@code elsewhere}.
     */
    Set<Role> roles(boolean elsewhere) {
        return switch (read()) {
            case MembershipFile.Found(Membership membership) -> membership.node().body().roles();
            case MembershipFile.ClockBehind(Membership membership, Duration by) ->
                    membership.node().body().roles();
            case MembershipFile.Missing missing -> ofRegistry(elsewhere);
            case MembershipFile.Ended ended -> ofRegistry(elsewhere);
            case MembershipFile.OtherKey other -> ofRegistry(elsewhere);
            case MembershipFile.Damaged(Path aside) -> {
                Set<Role> roles = ofRegistry(elsewhere);
                if (!roles.isEmpty()) {
                    say.accept(damaged(aside) + "; a new one is made");
                }
                yield roles;
            }
        };
    }

    /** The location labels that the node was admitted with; none before. */
    List<String> labels() {
        return switch (read()) {
            case MembershipFile.Found(Membership membership) -> membership.node().body().labels();
            case MembershipFile.ClockBehind(Membership membership, Duration by) ->
                    membership.node().body().labels();
            case MembershipFile.Missing missing -> List.of();
            case MembershipFile.Ended ended -> List.of();
            case MembershipFile.OtherKey other -> List.of();
            case MembershipFile.Damaged damaged -> List.of();
        };
    }

    private Set<Role> ofRegistry(boolean elsewhere) {
        return elsewhere || Files.exists(home.registryDatabase())
                ? EnumSet.of(Role.OPERATOR, Role.SUPER)
                : Set.of();
    }

    /**
     * The membership of a node that is no operator; empty where it joins for the first time or
     * again. One that has ended is a {@link ProblemException} unless the node {@code mayJoin}.
     */
    Optional<Membership> known(boolean mayJoin) {
        return switch (read()) {
            case MembershipFile.Found(Membership membership) -> Optional.of(membership);
            case MembershipFile.ClockBehind(Membership membership, Duration by) -> {
                say.accept(
                        "this machine's clock is "
                                + Math.max(1, by.toMinutes())
                                + " min behind at least: set it; nodes whose clocks are more"
                                + " than 5 minutes apart do not link");
                yield Optional.of(membership);
            }
            case MembershipFile.Missing missing -> Optional.empty();
            case MembershipFile.Ended(var reason) ->
                    again(mayJoin, "this node's admission does not hold: " + reason.hint());
            case MembershipFile.OtherKey other ->
                    again(mayJoin, "this home's admission is that of another key");
            case MembershipFile.Damaged(Path aside) -> again(mayJoin, damaged(aside));
        };
    }

    private static String damaged(Path aside) {
        return "the admission was damaged and lies at " + aside + " now";
    }

    private MembershipFile.Read read() {
        MembershipFile.Read known = read;
        if (known != null) {
            return known;
        }
        try {
            MembershipFile.Read found =
                    MembershipFile.read(
                            home.membershipFile(), key.publicKey(), Ed25519.best(), now);
            read = found;
            return found;
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.failed(
                            "the admission cannot be read: " + e.getMessage(),
                            "see `virga doctor`"),
                    e);
        }
    }

    private Optional<Membership> again(boolean mayJoin, String why) {
        if (!mayJoin) {
            throw Problem.refused(why, "start it with --join and a new token").asException();
        }
        say.accept(why + "; joining again");
        return Optional.empty();
    }

    void write(Membership membership) {
        try {
            MembershipFile.write(home.membershipFile(), membership);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.failed(
                            "the admission cannot be written: " + e.getMessage(),
                            "check the space on the disk"),
                    e);
        }
    }
}
