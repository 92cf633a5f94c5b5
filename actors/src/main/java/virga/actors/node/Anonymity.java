package virga.actors.node;

/** What a node shows of itself on the network. */
public enum Anonymity {
    OFF,
    ONION,
    MIXED
}
