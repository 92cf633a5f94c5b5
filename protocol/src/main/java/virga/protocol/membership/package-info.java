/** What a node belongs to: its domain's key and records, and the token that admits it. */
@NullMarked
package virga.protocol.membership;

import org.jspecify.annotations.NullMarked;
