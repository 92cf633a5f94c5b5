package virga.ops.operator.registry;

import virga.protocol.identity.DomainId;
import virga.protocol.identity.PublicKey;

/**
 * What there is once in a registry: the root that the network trusts, the operator whose registry
 * this is with its node's domain, the last change's number and the partition plan's.
 */
public record Network(
        PublicKey root, PublicKey operator, DomainId domain, long change, long plan) {}
