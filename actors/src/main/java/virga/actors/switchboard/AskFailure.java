package virga.actors.switchboard;

/** Why a question has no answer. */
public enum AskFailure {
    /** No link to the target could be opened. */
    NO_LINK,
    /** The link is open and no answer came in time. */
    TIMED_OUT,
    /** The link ended before the answer came. */
    LINK_LOST,
    /** This node's own queue to the target is full: ask again later, or less. */
    OVERLOADED
}
