package io.naestro.providers.journal.jdbc;

import io.naestro.run.Journal.Claim;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.RunId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the database has of a run, locked until the transaction ends, so that writers of a run come one after the other.
 *
 * @param run the run
 * @param fence the fence of its latest claim; 0 if there is none
 * @param owner the number of the process that has it, or null
 * @param next the number of its next record
 * @param chain the hash over its records
 * @param key its wrapped key, or null
 * @param erased whether it was erased
 */
record RunRow(
        RunId run,
        long fence,
        @Nullable Integer owner,
        long next,
        byte[] chain,
        byte @Nullable [] key,
        boolean erased) {

    /** Locks a run, which is made if it is not there; that waits for another transaction that makes it too. */
    static RunRow lock(Connection connection, RunId run) throws SQLException {
        var found = find(connection, run);
        if (found.isPresent()) {
            return found.get();
        }
        Sql.change(connection, "INSERT INTO naestro_run (run) VALUES (?) ON CONFLICT DO NOTHING", run.value());
        return find(connection, run).orElseThrow();
    }

    private static Optional<RunRow> find(Connection connection, RunId run) throws SQLException {
        return Sql.first(
                connection,
                row -> read(run, row),
                "SELECT fence, owner, next, chain, key, erased FROM naestro_run WHERE run = ? FOR UPDATE",
                run.value());
    }

    private static RunRow read(RunId run, ResultSet row) throws SQLException {
        return new RunRow(
                run,
                row.getLong(1),
                row.getObject(2, Integer.class),
                row.getLong(3),
                row.getBytes(4),
                row.getBytes(5),
                row.getBoolean(6));
    }

    RunRow requireWritable() {
        if (erased) {
            throw new JournalFailure(Kind.GONE, "run " + run + " was erased; nothing can be added to it", null);
        }
        return this;
    }

    RunRow requireLatest(Claim claim) {
        if (claim.fence() != fence) {
            throw new JournalFailure(
                    Kind.FENCED,
                    "run " + run + " was claimed anew since, or its start was rolled back; stop driving it here",
                    null);
        }
        return this;
    }

    RunRow requireNext(long first) {
        if (first != next) {
            throw new JournalFailure(
                    Kind.NUMBER,
                    "record " + first + " of run " + run + " cannot be added; its next is " + next
                            + ". Another process may be driving the run",
                    null);
        }
        return this;
    }
}
