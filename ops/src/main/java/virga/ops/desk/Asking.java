package virga.ops.desk;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Scheduler;
import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import virga.ops.admin.AdminSession;
import virga.ops.admin.Document;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/** Questions of a person to the actors of this node, and what becomes of the answers. */
record Asking(Scheduler scheduler) {
    /** An actor of this node answers much sooner, or never. */
    static final Duration LOCAL_TIMEOUT = Duration.ofSeconds(5);

    /** What goes over the network through several candidates and holders. */
    static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(40);

    <C, R> CompletionStage<R> local(ActorRef<C> to, Function<ActorRef<R>, C> question) {
        return AskPattern.ask(to, question::apply, LOCAL_TIMEOUT, scheduler);
    }

    <C, R> CompletionStage<R> network(ActorRef<C> to, Function<ActorRef<R>, C> question) {
        return AskPattern.ask(to, question::apply, NETWORK_TIMEOUT, scheduler);
    }

    /** Tells the client the document, or why there is none. */
    static void answer(CompletionStage<? extends Document> stage, AdminSession session) {
        stage.whenComplete(
                (document, fault) -> {
                    if (fault == null) {
                        session.result(document);
                    } else {
                        session.fail(problem(fault));
                    }
                });
    }

    /** What a failed stage means to a person. */
    static Problem problem(Throwable fault) {
        Throwable cause = fault;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ProblemException known) {
            return known.problem();
        }
        if (cause instanceof TimeoutException) {
            return Problem.noPath("no answer in time", "try again, and see `virga doctor`");
        }
        return Problem.failed("the node could not do it: " + cause, "see the node's log");
    }
}
