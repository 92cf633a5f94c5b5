/** Flights: the envelopes for one receiver under one signature, numbered and never taken twice. */
@NullMarked
package virga.protocol.flight;

import org.jspecify.annotations.NullMarked;
