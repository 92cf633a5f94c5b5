package virga.ops.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import virga.actors.settings.NodeSettings;
import virga.actors.switchboard.SwitchboardActor.Tried;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.IdentityKey;
import virga.protocol.link.ExpectedPeer;
import virga.protocol.link.Link;
import virga.protocol.link.LinkEnd;
import virga.protocol.link.LinkEndpoint;
import virga.protocol.link.LinkEvents;
import virga.protocol.link.LinkException;
import virga.protocol.link.LinkLimits;
import virga.protocol.link.LinkPolicy;
import virga.protocol.link.LinkSettings;
import virga.protocol.link.TunnelTarget;
import virga.protocol.membership.JoinToken;
import virga.protocol.membership.Membership;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message;
import virga.protocol.mux.IncomingStream;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.record.DomainKey;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Verified;

/**
 * Has a node admitted with a join token, before its actors run: dials the token's addresses one
 * after the other, believes only an operator under the pinned root, and verifies what it is given.
 * Blocks. Whatever fails is a {@link ProblemException}.
 */
final class Joining {
    static final Duration DIAL_TIMEOUT = Duration.ofSeconds(10);
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

    private static final int QUESTION = 1;

    private final IdentityKey key;
    private final LinkSettings.Environment environment;

    Joining(IdentityKey key, LinkSettings.Environment environment) {
        this.key = key;
        this.environment = environment;
    }

    /** What the operator gave; the caller writes it to the home. */
    Membership join(JoinToken token, NodeSettings settings) {
        List<Tried> tried = new ArrayList<>();
        for (Candidate operator : token.operators()) {
            Answers answers = new Answers();
            try (LinkEndpoint endpoint = new LinkEndpoint(settings(answers))) {
                Optional<Link> link = dial(endpoint, operator, token, tried);
                if (link.isPresent()) {
                    return admitted(ask(link.get(), answers, token, settings), token);
                }
            }
        }
        throw JoinProblem.notReached(tried).asException();
    }

    private LinkSettings settings(LinkEvents events) {
        return new LinkSettings(
                key,
                Optional::empty,
                () -> 0,
                LinkPolicy.ofDomains(Optional::empty),
                events,
                LinkLimits.DEFAULT,
                environment);
    }

    private static Optional<Link> dial(
            LinkEndpoint endpoint, Candidate operator, JoinToken token, List<Tried> tried) {
        var dialling =
                endpoint.dial(
                        operator, new ExpectedPeer.OperatorUnder(token.rootPin()), DIAL_TIMEOUT);
        try {
            return Optional.of(dialling.toCompletableFuture().get());
        } catch (ExecutionException e) {
            tried.add(
                    e.getCause() instanceof LinkException why
                            ? new Tried(operator, why.end(), String.valueOf(why.getMessage()))
                            : new Tried(operator, LinkEnd.LOST, String.valueOf(e.getCause())));
            return Optional.empty();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static Message.Admitted ask(
            Link link, Answers answers, JoinToken token, NodeSettings settings) {
        List<String> labels =
                settings.locationLabels().stream().map(label -> label.label()).toList();
        var admit = new Message.Admit(token.secret(), settings.roles(), labels, settings.name());
        link.send(List.of(new Envelope(QUESTION, admit)));
        return switch (answers.await()) {
            case Message.Admitted admitted -> admitted;
            case Message.Refused(var reason) ->
                    throw JoinProblem.refused(reason, token).asException();
            case Message.Busy() ->
                    throw Problem.failed("the operator has too much to do", "try again in a moment")
                            .asException();
            case Message.Answer other -> throw JoinProblem.silent().asException();
        };
    }

    private Membership admitted(Message.Admitted given, JoinToken token) {
        Instant now = environment.clock().instant();
        RecordVerifier verifier = new RecordVerifier(token.rootPin(), environment.ed25519());
        Verified<OperatorNodeRecord> operator =
                verifier.verify(given.operatorNode(), OperatorNodeRecord.class, now)
                        .accepted()
                        .orElseThrow(Joining::notBelieved);
        verifier.learn(operator, now);
        Verified<NodeRecord> node =
                verifier.verify(given.node(), NodeRecord.class, now)
                        .accepted()
                        .orElseThrow(Joining::notBelieved);
        boolean mine =
                node.body().publicKey().equals(key.publicKey())
                        && node.body().id().domain().equals(token.domain());
        if (!mine) {
            throw notBelieved();
        }
        return new Membership(
                node,
                operator,
                token.rootPin(),
                new DomainKey(given.domainKey()),
                given.domainName(),
                token.operators());
    }

    private static ProblemException notBelieved() {
        return Problem.refused(
                        "the operator's answer does not hold: it is not for this node",
                        "tell whoever runs the operator")
                .asException();
    }

    private static ProblemException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ProblemException(new Problem(Exit.INTERRUPTED, "interrupted", ""), e);
    }

    /** Waits for the one answer, or for the end of the link. */
    private static final class Answers implements LinkEvents {
        private final CompletableFuture<Message.Answer> answer = new CompletableFuture<>();

        Message.Answer await() {
            try {
                return answer.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new ProblemException(JoinProblem.silent(), e);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }

        @Override
        public void onOpen(Link link) {}

        @Override
        public void onFlight(Link link, List<Envelope> envelopes, int lengthBytes) {
            for (Envelope envelope : envelopes) {
                if (envelope.id() == QUESTION && envelope.body() instanceof Message.Answer body) {
                    answer.complete(body);
                }
            }
        }

        @Override
        public void onStream(Link link, TunnelTarget target, IncomingStream stream) {
            stream.refuse(StreamRefusal.NOT_A_TUNNEL_NODE);
        }

        @Override
        public void onWritable(Link link) {}

        @Override
        public void onClosed(Link link, LinkEnd reason) {
            answer.completeExceptionally(new LinkException(reason, ""));
        }
    }
}
