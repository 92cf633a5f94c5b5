/** Where a registry's tables stand: a SQLite file, or PostgreSQL that several operators share. */
@NullMarked
package virga.ops.operator.registry.database;

import org.jspecify.annotations.NullMarked;
