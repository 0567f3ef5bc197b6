package io.naestro.providers.journal.jdbc;

import io.naestro.run.Journal.Durability;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** How the journal's work becomes part of a transaction. What SQL throws leaves it as a failure of the journal. */
sealed interface Transactions {
    <T> T read(Sql.Work<T> work);

    <T> T write(Durability durability, Sql.Work<T> work);

    /**
     * A transaction of its own for each piece of work.
     *
     * @param database the host's database
     */
    record Own(DataSource database) implements Transactions {
        @Override
        public <T> T read(Sql.Work<T> work) {
            try (var connection = database.getConnection()) {
                return committed(connection, work);
            } catch (SQLException e) {
                throw Sql.failure(e);
            }
        }

        @Override
        public <T> T write(Durability durability, Sql.Work<T> work) {
            return read(connection -> {
                set(connection, durability == Durability.DURABLE);
                return work.run(connection);
            });
        }

        private static <T> T committed(Connection connection, Sql.Work<T> work) throws SQLException {
            connection.setAutoCommit(false);
            try {
                var result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }

        private static void rollBack(Connection connection, Exception why) {
            try {
                connection.rollback();
            } catch (SQLException e) {
                why.addSuppressed(e); // the server rolls back what it does not hear of again
            }
        }
    }

    /**
     * The host's transaction, which the host commits or rolls back.
     *
     * @param connection the host's connection
     */
    record Host(Connection connection) implements Transactions {
        @Override
        public <T> T read(Sql.Work<T> work) {
            try {
                return work.run(connection);
            } catch (SQLException e) {
                throw Sql.failure(e);
            }
        }

        /** Whatever the host wants for its own rows, what is durable here is so when the host's commit returns. */
        @Override
        public <T> T write(Durability durability, Sql.Work<T> work) {
            return read(joined -> {
                set(joined, true);
                return work.run(joined);
            });
        }
    }

    /**
     * Sets how long the commit waits, for this transaction alone. The log of the database is written in order, so that
     * a commit that waits makes all before it durable too. A host that waits for standbys goes on doing so.
     */
    private static void set(Connection connection, boolean durable) throws SQLException {
        var unused = Sql.list(connection, row -> row.getString(1), """
                SELECT set_config('synchronous_commit', CASE
                    WHEN NOT ? THEN 'off'
                    WHEN current_setting('synchronous_commit') = 'off' THEN 'on'
                    ELSE current_setting('synchronous_commit') END, true)""", durable);
    }
}
