package io.naestro.providers.journal.jdbc;

import io.naestro.base.RecordChain;
import io.naestro.base.Sealing;
import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.KeyProvider;
import io.naestro.run.RunId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.sql.DataSource;

/**
 * A journal in a host's PostgreSQL, which several processes may share. Its tables come from the migration files in
 * {@code META-INF/naestro/journal-jdbc} of this jar; it never changes a schema itself.
 *
 * <p>A process owns the runs that it claims for as long as its session with the database lasts; a run of a process that
 * is lost can be claimed by any other, and the one that lost it is kept out by the fence, which is compared while the
 * run's row is locked. See {@code docs/journal-jdbc.md} for what the host's database and pool must provide.
 */
public final class JdbcJournal implements Journal {
    private final Transactions transactions;
    private final KeyProvider keys;
    private final Membership membership;
    private final boolean owns;
    private volatile boolean closed;

    private JdbcJournal(Transactions transactions, KeyProvider keys, Membership membership, boolean owns) {
        this.transactions = transactions;
        this.keys = keys;
        this.membership = membership;
        this.owns = owns;
    }

    /**
     * The journal in a database.
     *
     * @param database gives connections to it, from a pool best; one of them is kept from the first claim until the
     *     journal is closed
     * @param keys guards the keys of the runs; they must not lie in the same database
     */
    public static JdbcJournal on(DataSource database, KeyProvider keys) {
        return new JdbcJournal(new Transactions.Own(database), keys, new Membership(database), true);
    }

    /**
     * This journal as part of a transaction of the host: what is written through it is there when the host commits, and
     * never was when the host rolls back. Nothing is durable before the commit. To be used by the thread that has the
     * transaction, and closed or forgotten with it.
     *
     * @param connection a connection to the same database, in a transaction
     * @throws IllegalArgumentException if the connection commits by itself
     * @throws JournalFailure if the connection cannot be used
     */
    public Journal joining(Connection connection) {
        var host = new Transactions.Host(connection);
        if (host.read(Connection::getAutoCommit)) {
            throw new IllegalArgumentException(
                    "the connection commits each statement by itself; begin a transaction with setAutoCommit(false)");
        }
        return new JdbcJournal(host, keys, membership, false);
    }

    @Override
    public Claim claim(RunId run) {
        return write(Durability.DURABLE, connection -> {
            var row = RunRow.lock(connection, run);
            var self = membership.number();
            if (row.owner() != null && row.owner() != self && Membership.alive(connection, row.owner())) {
                throw new JournalFailure(
                        Kind.OWNED, "run " + run + " is driven by process " + row.owner() + ", which is alive", null);
            }
            Sql.change(
                    connection, "UPDATE naestro_run SET fence = fence + 1, owner = ? WHERE run = ?", self, run.value());
            return new Claim(run, row.fence() + 1);
        });
    }

    @Override
    public void append(Claim claim, long first, List<byte[]> records, Durability durability) {
        write(durability, connection -> {
            var row = RunRow.lock(connection, claim.run())
                    .requireWritable()
                    .requireLatest(claim)
                    .requireNext(first);
            Sql.change(
                    connection,
                    """
                    INSERT INTO naestro_record (run, number, bytes)
                    SELECT ?, ? + position - 1, bytes FROM unnest(?) WITH ORDINALITY AS added (bytes, position)""",
                    claim.run().value(),
                    first,
                    connection.createArrayOf("bytea", records.toArray(byte[][]::new)));
            return Sql.change(
                    connection,
                    """
                    UPDATE naestro_run SET next = ?, chain = ?, birth = coalesce(birth, nextval('naestro_birth'))
                    WHERE run = ?""",
                    first + records.size(),
                    RecordChain.over(row.chain(), records),
                    claim.run().value());
        });
    }

    @Override
    public List<byte[]> read(RunId run, long from, int most) {
        return read(connection -> Sql.list(
                connection,
                row -> row.getBytes(1),
                "SELECT bytes FROM naestro_record WHERE run = ? AND number >= ? ORDER BY number LIMIT ?",
                run.value(),
                from,
                most));
    }

    @Override
    public List<Head> heads() {
        return read(connection -> Sql.list(
                connection,
                row -> new Head(
                        new RunId(row.getObject(1, UUID.class)), row.getLong(2), RecordChain.digest(row.getBytes(3))),
                "SELECT run, next, chain FROM naestro_run WHERE next > 0 ORDER BY birth"));
    }

    @Override
    public void keep(RunId run, Digest digest, byte[] content) {
        write(Durability.BUFFERED, connection -> {
            var row = RunRow.lock(connection, run).requireWritable();
            return Sql.change(
                    connection,
                    "INSERT INTO naestro_content (run, digest, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    run.value(),
                    digest.value(),
                    Sealing.seal(key(connection, row), bound(run, digest), content));
        });
    }

    @Override
    public Optional<byte[]> content(RunId run, Digest digest) {
        return read(connection -> Sql.first(
                connection,
                row -> Sealing.open(unwrapped(run, row.getBytes(1)), bound(run, digest), row.getBytes(2)),
                """
                SELECT key, bytes FROM naestro_run JOIN naestro_content USING (run)
                WHERE run = ? AND digest = ?""",
                run.value(),
                digest.value()));
    }

    @Override
    public List<Digest> contents(RunId run) {
        return read(connection -> Sql.list(
                connection,
                row -> new Digest(row.getString(1)),
                "SELECT digest FROM naestro_content WHERE run = ?",
                run.value()));
    }

    @Override
    public void snapshot(Claim claim, Snapshot snapshot) {
        var run = claim.run();
        write(Durability.BUFFERED, connection -> {
            var row = RunRow.lock(connection, run).requireWritable().requireLatest(claim);
            return Sql.change(
                    connection,
                    """
                    INSERT INTO naestro_snapshot (run, next, bytes) VALUES (?, ?, ?)
                    ON CONFLICT (run) DO UPDATE SET next = excluded.next, bytes = excluded.bytes""",
                    run.value(),
                    snapshot.next(),
                    Sealing.seal(key(connection, row), bound(run, snapshot.next()), snapshot.bytes()));
        });
    }

    @Override
    public Optional<Snapshot> snapshot(RunId run) {
        return read(connection -> Sql.first(
                connection,
                row -> new Snapshot(
                        row.getLong(2),
                        Sealing.open(unwrapped(run, row.getBytes(1)), bound(run, row.getLong(2)), row.getBytes(3))),
                """
                SELECT key, naestro_snapshot.next, bytes FROM naestro_run JOIN naestro_snapshot USING (run)
                WHERE run = ?""",
                run.value()));
    }

    @Override
    public void erase(RunId run) {
        write(Durability.DURABLE, connection -> erased(connection, run));
    }

    @Override
    public void drop(RunId run) {
        write(Durability.DURABLE, connection -> {
            erased(connection, run);
            Sql.change(connection, "DELETE FROM naestro_record WHERE run = ?", run.value());
            return Sql.change(
                    connection,
                    "UPDATE naestro_run SET next = 0, chain = DEFAULT WHERE run = ?", // the row stays: it cannot come
                    // back
                    run.value());
        });
    }

    @Override
    public void close() {
        closed = true;
        if (owns) {
            membership.leave();
        }
    }

    private static int erased(Connection connection, RunId run) throws SQLException {
        RunRow.lock(connection, run);
        Sql.change(connection, "DELETE FROM naestro_content WHERE run = ?", run.value());
        Sql.change(connection, "DELETE FROM naestro_snapshot WHERE run = ?", run.value());
        return Sql.change(connection, "UPDATE naestro_run SET key = NULL, erased = true WHERE run = ?", run.value());
    }

    private SecretKey key(Connection connection, RunRow row) throws SQLException {
        if (row.key() != null) {
            return unwrapped(row.run(), row.key());
        }
        var fresh = Sealing.freshKey();
        Sql.change(
                connection,
                "UPDATE naestro_run SET key = ? WHERE run = ?",
                keys.wrap(row.run(), fresh),
                row.run().value());
        return Sealing.key(fresh);
    }

    private SecretKey unwrapped(RunId run, byte[] wrapped) {
        return Sealing.key(keys.unwrap(run, wrapped));
    }

    private static byte[] bound(RunId run, Digest digest) {
        return (run + "/content/" + digest.value()).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bound(RunId run, long next) {
        return (run + "/snapshot/" + next).getBytes(StandardCharsets.UTF_8);
    }

    private <T> T read(Sql.Work<T> work) {
        requireOpen();
        return transactions.read(work);
    }

    private <T> T write(Durability durability, Sql.Work<T> work) {
        requireOpen();
        return transactions.write(durability, work);
    }

    private void requireOpen() {
        if (closed) {
            throw new JournalFailure(Kind.CLOSED, "the journal in the database is closed", null);
        }
    }
}
