package virga.tunnel.socks;

/**
 * What is told of refused connections: one, or {@code more} like it since it was last told of; 0:
 * the first.
 */
public record ToldRefusal(SocksRefusal refusal, long more) {}
