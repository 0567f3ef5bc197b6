package io.naestro.providers.journal.jdbc;

import io.naestro.base.RecordChain;
import io.naestro.json.Digest;
import io.naestro.run.RunId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Which run began with a key, and in which store. */
final class Starts {
    private Starts() {}

    /**
     * Gives a key to a run, unless another has it. That waits for a transaction that gives it to one too, and then sees
     * what became of it.
     *
     * @return the run that has it, or empty when this one has it now
     */
    static Optional<RunId> take(Connection connection, Digest key, RunId run) throws SQLException {
        var hash = RecordChain.hash(key);
        while (Sql.change(
                        connection,
                        "INSERT INTO naestro_start (key, run) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        hash,
                        run.value())
                == 0) {
            var holder = Sql.first(
                    connection,
                    row -> new RunId(row.getObject(1, UUID.class)),
                    "SELECT run FROM naestro_start WHERE key = ?",
                    (Object) hash);
            if (holder.isPresent()) { // if not, it was dropped in between
                return holder;
            }
        }
        return Optional.empty();
    }

    /** What tells the store from others. */
    static Optional<UUID> store(Connection connection) throws SQLException {
        return Sql.first(connection, row -> row.getObject(1, UUID.class), "SELECT id FROM naestro_store");
    }
}
