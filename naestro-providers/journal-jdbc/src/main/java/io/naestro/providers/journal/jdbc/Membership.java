package io.naestro.providers.journal.jdbc;

import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * This process among those that share a journal: a number, and a session of its own that holds an advisory lock on it.
 * The database lets go of the lock when the session ends, however the process does. Thread-safe.
 */
final class Membership {
    /** The first of the two keys of the locks; "NAES". */
    private static final int NAME_SPACE = 0x4E414553;

    private static final int PATIENCE_SECONDS = 5;

    private final DataSource database;
    private final ReentrantLock alone = new ReentrantLock();
    private @Nullable Connection session;
    private int number;
    private boolean left;

    Membership(DataSource database) {
        this.database = database;
    }

    /**
     * The number of this process; another one after its session was lost. May take a connection, so whoever holds one
     * should not ask.
     *
     * @throws JournalFailure if it cannot join the others, or has left them
     */
    int number() {
        alone.lock();
        try {
            if (left) {
                throw new JournalFailure(Kind.CLOSED, "the journal in the database is closed", null);
            }
            if (session == null || !session.isValid(PATIENCE_SECONDS)) {
                letGo();
                join();
            }
            return number;
        } catch (SQLException e) {
            throw Sql.failure(e);
        } finally {
            alone.unlock();
        }
    }

    /** Whether the process with a number has its session. Shared, so that two that ask do not see each other. */
    static boolean alive(Connection connection, int number) throws SQLException {
        return !Sql.first(
                        connection,
                        row -> row.getBoolean(1),
                        "SELECT pg_try_advisory_xact_lock_shared(?, ?)",
                        NAME_SPACE,
                        number)
                .orElseThrow();
    }

    /** Lets others have the runs of this process, for good. */
    void leave() {
        alone.lock();
        try {
            left = true;
            letGo();
        } finally {
            alone.unlock();
        }
    }

    private void letGo() {
        try (var left = session) {
            session = null;
            if (left != null) {
                var unused =
                        lock(left, "SELECT pg_advisory_unlock(?, ?)"); // a pool would keep the session, and so the lock
            }
        } catch (SQLException e) {
            // the session is gone, and the lock with it
        }
    }

    private void join() throws SQLException {
        var joined = database.getConnection();
        try {
            do { // until a number is free: they come round again, and a schema may be made anew
                number = Sql.first(joined, row -> row.getInt(1), "SELECT nextval('naestro_process')")
                        .orElseThrow();
            } while (!lock(joined, "SELECT pg_try_advisory_lock(?, ?)"));
            session = joined;
        } catch (SQLException e) {
            joined.close();
            throw e;
        }
    }

    private boolean lock(Connection held, String sql) throws SQLException {
        return Sql.first(held, row -> row.getBoolean(1), sql, NAME_SPACE, number)
                .orElseThrow();
    }
}
