package virga.actors.switchboard;

/** Stands for a service's inbox, where no switchboard runs. */
public final class OpenInbox {
    private OpenInbox() {}

    /** An inbox that holds this many questions already. */
    public static Inbox holding(int questions) {
        Inbox inbox = new Inbox(Math.max(1, questions));
        inbox.take(questions);
        return inbox;
    }
}
