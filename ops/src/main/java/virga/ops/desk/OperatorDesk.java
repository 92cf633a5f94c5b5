package virga.ops.desk;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.operator.AppliedDevice;
import virga.ops.operator.CreatedToken;
import virga.ops.operator.ListedDevice;
import virga.ops.operator.ListedNode;
import virga.ops.operator.ListedSuper;
import virga.ops.operator.OperatorActor;
import virga.ops.operator.OperatorOutcome;
import virga.ops.operator.RevokedNode;
import virga.ops.operator.TokenRequest;
import virga.ops.operator.registry.DeviceText;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.identity.Role;

/** Requests that only an operator answers. */
final class OperatorDesk {
    /** The operator's name among a node's services. */
    static final String SERVICE = "operator";

    private final Asking asking;
    private final NodeDoors doors;

    OperatorDesk(Asking asking, NodeDoors doors) {
        this.asking = asking;
        this.doors = doors;
    }

    CompletionStage<? extends Document> answer(AdminRequest.OfOperator request) {
        return switch (request) {
            case AdminRequest.DomainAdd(String name) ->
                    this.<DomainEntry>ask(to -> new OperatorActor.AddDomain(name, to))
                            .thenApply(entry -> new Document.DomainAdded(line(entry)));
            case AdminRequest.DomainSet(String name, int quota) ->
                    this.<DomainEntry>ask(to -> new OperatorActor.SetQuota(name, quota, to))
                            .thenApply(entry -> new Document.DomainAdded(line(entry)));
            case AdminRequest.DomainList() ->
                    this.<List<DomainEntry>>ask(OperatorActor.ListDomains::new)
                            .thenApply(
                                    all ->
                                            new Document.Domains(
                                                    all.stream().map(OperatorDesk::line).toList()));
            case AdminRequest.TokenCreate create -> token(create);
            case AdminRequest.Nodes nodes -> nodes(Optional.ofNullable(nodes.domain()));
            case AdminRequest.Supers() ->
                    this.<List<ListedSuper>>ask(OperatorActor.ListSupers::new)
                            .thenApply(SuperLines::document);
            case AdminRequest.Revoke(String name) ->
                    this.<RevokedNode>ask(to -> new OperatorActor.Revoke(name, to))
                            .thenApply(OperatorDesk::document);
            case AdminRequest.DeviceApply apply -> apply(apply);
            case AdminRequest.DeviceRemove(String name, String domain) ->
                    this.<String>ask(to -> new OperatorActor.RemoveDevice(domain, name, to))
                            .thenApply(removed -> new Document.DeviceRemoved(name, domain));
            case AdminRequest.DeviceList list -> devices(Optional.ofNullable(list.domain()));
        };
    }

    private CompletionStage<Document.Token> token(AdminRequest.TokenCreate create) {
        TokenRequest request =
                new TokenRequest(
                        create.domain(),
                        roles(create.roles()),
                        create.uses(),
                        Duration.ofSeconds(create.expiresSeconds()),
                        create.labels());
        return this.<CreatedToken>ask(to -> new OperatorActor.CreateToken(request, to))
                .thenApply(
                        token ->
                                new Document.Token(
                                        token.text(),
                                        token.domain(),
                                        words(token.roles()),
                                        token.labels(),
                                        token.uses(),
                                        token.expires().toString()));
    }

    private CompletionStage<Document.Nodes> nodes(Optional<String> domain) {
        return this.<List<ListedNode>>ask(to -> new OperatorActor.ListNodes(domain, to))
                .thenApply(
                        all -> new Document.Nodes(all.stream().map(OperatorDesk::line).toList()));
    }

    private CompletionStage<Document.DevicesApplied> apply(AdminRequest.DeviceApply apply) {
        List<DeviceText> texts = apply.devices().stream().map(OperatorDesk::text).toList();
        return this.<List<AppliedDevice>>ask(
                        to -> new OperatorActor.ApplyDevices(texts, apply.replace(), to))
                .thenApply(
                        all ->
                                new Document.DevicesApplied(
                                        count(all, AppliedDevice.Change.ADDED),
                                        count(all, AppliedDevice.Change.CHANGED),
                                        count(all, AppliedDevice.Change.UNCHANGED),
                                        warnings(all)));
    }

    private CompletionStage<Document.RegisteredDevices> devices(Optional<String> domain) {
        return this.<List<ListedDevice>>ask(to -> new OperatorActor.ListDevices(domain, to))
                .thenApply(
                        all ->
                                new Document.RegisteredDevices(
                                        all.stream().map(OperatorDesk::line).toList()));
    }

    private <T> CompletionStage<T> ask(
            Function<ActorRef<OperatorOutcome<T>>, OperatorActor.Command> question) {
        ActorRef<OperatorActor.Command> operator =
                doors.find(SERVICE, OperatorActor.Command.class)
                        .orElseThrow(() -> notAnOperator().asException());
        return asking.network(operator, question).thenApply(OperatorDesk::done);
    }

    private static <T> T done(OperatorOutcome<T> outcome) {
        return switch (outcome) {
            case OperatorOutcome.Done<T>(T value) -> value;
            case OperatorOutcome.Failed<T>(var kind, String message, String hint) ->
                    throw new Problem(OperatorProblem.exit(kind), message, hint).asException();
        };
    }

    private static Problem notAnOperator() {
        return Problem.refused(
                "this node is not an operator", "name the operator's home with --home");
    }

    private static Set<Role> roles(List<String> words) {
        Set<Role> roles = new HashSet<>();
        for (String word : words) {
            try {
                roles.add(Role.parse(word));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(
                        Problem.usage("no such role: " + word, "there are user, tunnel, super"), e);
            }
        }
        return roles;
    }

    static List<String> words(Set<Role> roles) {
        return roles.stream().sorted().map(Role::word).toList();
    }

    private static Document.Revoked document(RevokedNode revoked) {
        return new Document.Revoked(
                revoked.node().id().toString(),
                revoked.node().name(),
                revoked.domain(),
                revoked.number(),
                revoked.until().toString());
    }

    private static int count(List<AppliedDevice> all, AppliedDevice.Change change) {
        return (int) all.stream().filter(device -> device.change() == change).count();
    }

    private static List<String> warnings(List<AppliedDevice> all) {
        return all.stream()
                .flatMap(
                        device ->
                                device.namesOfNobody().stream().map(name -> warning(device, name)))
                .toList();
    }

    private static String warning(AppliedDevice device, String name) {
        return "no node of "
                + device.domain()
                + " is named '"
                + name
                + "' yet: one that is admitted under that name will be allowed to use "
                + device.name();
    }

    private static DeviceText text(AdminRequest.Device device) {
        return new DeviceText(
                device.name(),
                device.domain(),
                Optional.ofNullable(device.mac()),
                Optional.ofNullable(device.host()),
                device.location(),
                device.ports(),
                device.tlsSha256(),
                device.allow());
    }

    private static Document.DomainLine line(DomainEntry entry) {
        return new Document.DomainLine(entry.id().toString(), entry.name(), entry.quota());
    }

    private static Document.NodeLine line(ListedNode listed) {
        var node = listed.node();
        return new Document.NodeLine(
                node.id().toString(),
                node.name(),
                listed.domain(),
                words(node.roles()),
                node.labels(),
                node.expires().toString());
    }

    private static Document.RegisteredDevice line(ListedDevice listed) {
        var plain = listed.device().plain();
        return new Document.RegisteredDevice(
                plain.name(),
                listed.domain(),
                plain.address(),
                plain.location(),
                plain.services(),
                plain.tlsSha256(),
                plain.allow());
    }
}
