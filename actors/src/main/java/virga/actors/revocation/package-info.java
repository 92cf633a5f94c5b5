/** What the network took back: how a node hears of it, passes it on, and ends what it forbids. */
@NullMarked
package virga.actors.revocation;

import org.jspecify.annotations.NullMarked;
