package virga.ops.operator.registry;

import virga.protocol.identity.DomainId;
import virga.protocol.identity.PublicKey;

/**
 * What there is once in a registry: the root that the network trusts, the domain of the operators'
 * own nodes, the last change's number and the partition plan's.
 */
public record Network(PublicKey root, DomainId domain, long change, long plan) {}
