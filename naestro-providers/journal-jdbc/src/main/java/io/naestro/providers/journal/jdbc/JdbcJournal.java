package io.naestro.providers.journal.jdbc;

import io.naestro.base.RecordChain;
import io.naestro.base.Sealing;
import io.naestro.json.Digest;
import io.naestro.run.HostTransaction;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.KeyProvider;
import io.naestro.run.RunId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private volatile Optional<UUID> store = Optional.empty();
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

    /**
     * A transaction of the host that starts may join, see {@code Naestro.within}. Unlike {@link #joining} it takes no
     * other connection from the pool, and gives the runs to nobody: after the commit whoever comes first takes them up.
     * To be used by one thread at a time, and forgotten with the transaction. It rolls back and commits nothing itself.
     *
     * @param connection a connection to the same database and schema, in a transaction
     * @throws IllegalStateException if the connection commits by itself
     * @throws IllegalArgumentException if it leads to another database or schema than the journal
     * @throws JournalFailure if the connection cannot be used
     */
    public HostTransaction transaction(Connection connection) {
        requireOpen();
        var transaction = new HostStarts(this, new Transactions.Host(connection));
        if (!transaction.store().equals(store())) {
            throw new IllegalArgumentException(
                    "the connection leads to another database or schema than the journal; the"
                            + " host's transaction must be in the database of the journal, with its schema first in the search"
                            + " path");
        }
        return transaction;
    }

    @Override
    public Begun begin(Beginning beginning) {
        var self = self();
        return write(Durability.DURABLE, connection -> {
            var holder = Starts.take(connection, beginning.key(), beginning.run());
            return holder.isPresent()
                    ? new Begun.Before(holder.get())
                    : new Begun.Now(claim(connection, begun(connection, beginning), self));
        });
    }

    /** Before a transaction begins: it may take a connection, and who holds one may keep others from theirs. */
    private int self() {
        requireOpen();
        return membership.number();
    }

    /** Begins a run in a transaction, without a claim; its key has no other. */
    RunRow begun(Connection connection, Beginning beginning) throws SQLException {
        var row = RunRow.lock(connection, beginning.run()).requireWritable().requireNext(0);
        if (!beginning.contents().isEmpty()) {
            keep(connection, row, beginning.contents());
        }
        add(connection, row, beginning.records());
        return row;
    }

    @Override
    public Claim claim(RunId run) {
        var self = self();
        return write(Durability.DURABLE, connection -> {
            var row = RunRow.lock(connection, run);
            if (row.owner() != null && row.owner() != self && Membership.alive(connection, row.owner())) {
                throw new JournalFailure(
                        Kind.OWNED, "run " + run + " is driven by process " + row.owner() + ", which is alive", null);
            }
            return claim(connection, row, self);
        });
    }

    private static Claim claim(Connection connection, RunRow row, int self) throws SQLException {
        Sql.change(
                connection,
                "UPDATE naestro_run SET fence = fence + 1, owner = ? WHERE run = ?",
                self,
                row.run().value());
        return new Claim(row.run(), row.fence() + 1);
    }

    @Override
    public void append(Claim claim, long first, List<byte[]> records, Durability durability) {
        write(durability, connection -> {
            var row = RunRow.lock(connection, claim.run())
                    .requireWritable()
                    .requireLatest(claim)
                    .requireNext(first);
            return add(connection, row, records);
        });
    }

    private static int add(Connection connection, RunRow row, List<byte[]> records) throws SQLException {
        var run = row.run().value();
        Sql.change(connection, """
                INSERT INTO naestro_record (run, number, bytes)
                SELECT ?, ? + position - 1, bytes FROM unnest(?) WITH ORDINALITY AS added (bytes, position)""", run, row.next(), connection.createArrayOf("bytea", records.toArray(byte[][]::new)));
        return Sql.change(connection, """
                UPDATE naestro_run SET next = ?, chain = ?, birth = coalesce(birth, nextval('naestro_birth'))
                WHERE run = ?""", row.next() + records.size(), RecordChain.over(row.chain(), records), run);
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
        return read(connection -> {
            if (store.isEmpty()) { // while a connection is at hand: who asks for it later may hold the last one
                store = Starts.store(connection);
            }
            return Sql.list(
                    connection,
                    row -> new Head(
                            new RunId(row.getObject(1, UUID.class)),
                            row.getLong(2),
                            RecordChain.digest(row.getBytes(3))),
                    "SELECT run, next, chain FROM naestro_run WHERE next > 0 ORDER BY birth");
        });
    }

    private Optional<UUID> store() {
        if (store.isEmpty()) {
            store = read(Starts::store);
        }
        return store;
    }

    @Override
    public void keep(RunId run, Digest digest, byte[] content) {
        write(Durability.BUFFERED, connection -> {
            var row = RunRow.lock(connection, run).requireWritable();
            return keep(connection, row, Map.of(digest, content));
        });
    }

    private int keep(Connection connection, RunRow row, Map<Digest, byte[]> contents) throws SQLException {
        var key = key(connection, row);
        var digests = new ArrayList<String>();
        var sealed = new ArrayList<byte[]>();
        contents.forEach((digest, content) -> {
            digests.add(digest.value());
            sealed.add(Sealing.seal(key, bound(row.run(), digest), content));
        });
        return Sql.change(
                connection,
                """
                INSERT INTO naestro_content (run, digest, bytes)
                SELECT ?, digest, bytes FROM unnest(?, ?) AS kept (digest, bytes) ON CONFLICT DO NOTHING""",
                row.run().value(),
                connection.createArrayOf("text", digests.toArray(String[]::new)),
                connection.createArrayOf("bytea", sealed.toArray(byte[][]::new)));
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
            Sql.change(connection, "DELETE FROM naestro_start WHERE run = ?", run.value());
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
