/** The only room with a door to the network: links, flights, and whom they concern. */
@NullMarked
package virga.actors.switchboard;

import org.jspecify.annotations.NullMarked;
