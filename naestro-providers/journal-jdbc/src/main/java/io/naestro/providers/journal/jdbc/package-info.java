/**
 * The journal in a host's PostgreSQL, for runs that several processes share. Start at
 * {@link io.naestro.providers.journal.jdbc.JdbcJournal}.
 */
@NullMarked
package io.naestro.providers.journal.jdbc;

import org.jspecify.annotations.NullMarked;
