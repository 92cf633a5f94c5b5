package virga.actors.directory;

import virga.actors.switchboard.Outcome;
import virga.protocol.message.Message;

/** Why a holder did not serve a question, in a few words for a person. */
public final class Declines {
    static final String OTHER_ANSWER = "it answered something else than was asked";
    static final String NOT_BELIEVED = "its record cannot be believed";

    private Declines() {}

    public static String words(Message.Declined declined) {
        return switch (declined) {
            case Message.Busy busy -> "it is too busy or does not serve this";
            case Message.NotMine notMine -> "it does not hold that part of the records";
            case Message.NotFound notFound -> "it knows nothing of it";
            case Message.Refused(var reason) ->
                    switch (reason) {
                        case UNSPECIFIED -> "it refused";
                        case QUOTA -> "the domain's entries are used up";
                        case TOKEN_EXPIRED -> "the token has expired";
                        case TOKEN_USED_UP -> "the token is used up";
                        case ROLE -> "the role was not granted";
                        case LABEL -> "the label was not granted";
                        case NAME_TAKEN -> "the name is taken";
                        case NOT_A_SUPER -> "this node is not a super";
                        case DOMAIN_GONE -> "the domain does not exist any more";
                        case REVOKED -> "this node's key was revoked";
                    };
        };
    }

    static String words(Outcome.Unanswered unanswered) {
        return switch (unanswered.reason()) {
            case NO_LINK -> "no link: " + unanswered.end().hint();
            case LINK_LOST -> "the link ended: " + unanswered.end().hint();
            case TIMED_OUT -> "no answer in time";
            case OVERLOADED -> "too much waits to be sent to it";
        };
    }
}
