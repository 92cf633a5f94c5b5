package virga.actors.directory;

import virga.protocol.message.Message;

/** One thing that the directory is busy with. Lives in the directory's actor only. */
interface Job {
    void start(Desk desk);

    /** {@code from} answered the question that the job asked it. */
    void onAnswer(Desk desk, Holder from, int part, Message.Answer answer);

    /** {@code from} gave no answer; {@code why} is a few words for a person. */
    void onSilence(Desk desk, Holder from, int part, String why);

    /** The list of supers was asked for anew, and may have changed. */
    void onFreshList(Desk desk);

    /** Some time has passed. */
    void onTick(Desk desk);
}
