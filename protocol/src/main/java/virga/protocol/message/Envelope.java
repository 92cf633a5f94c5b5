package virga.protocol.message;

/**
 * One message on a link. A question's {@code id} is its asker's and its answer repeats it; 0 is a
 * one-way message.
 */
public record Envelope(int id, Message body) {}
