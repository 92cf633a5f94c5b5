/** The DHT of a super: rules, SQLite and the actor that serves it (seed 003, 3.10 and 5.4). */
@NullMarked
package virga.supernode.store;

import org.jspecify.annotations.NullMarked;
