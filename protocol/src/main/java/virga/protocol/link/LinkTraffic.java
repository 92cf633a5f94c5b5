package virga.protocol.link;

/** Counters of one link. {@code rttNanos} is -1 until the first probe was answered. */
public record LinkTraffic(long rttNanos, long bytesIn, long bytesOut, int streams) {}
