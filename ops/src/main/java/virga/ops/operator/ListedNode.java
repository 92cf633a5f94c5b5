package virga.ops.operator;

/** A node with the name of its domain. */
public record ListedNode(NodeEntry node, String domain) {}
