package virga.ops.operator;

import virga.ops.operator.registry.NodeEntry;

/** A node with the name of its domain. */
public record ListedNode(NodeEntry node, String domain) {}
