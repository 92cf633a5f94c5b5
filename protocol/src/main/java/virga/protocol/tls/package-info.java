/** TLS 1.3 between nodes, with the node's identity in the certificate. */
@NullMarked
package virga.protocol.tls;

import org.jspecify.annotations.NullMarked;
