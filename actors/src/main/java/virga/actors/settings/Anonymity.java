package virga.actors.settings;

/** What a node shows of itself on the network. */
public enum Anonymity {
    OFF,
    ONION,
    MIXED
}
