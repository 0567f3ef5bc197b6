package io.naestro.providers.journal.jdbc;

import io.naestro.run.HostTransaction;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Beginning;
import io.naestro.run.Journal.Durability;
import io.naestro.run.RunId;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** Starts within a transaction of the host. */
final class HostStarts implements HostTransaction {
    private final JdbcJournal journal;
    private final Transactions.Host host;
    private final ReentrantLock alone = new ReentrantLock();

    HostStarts(JdbcJournal journal, Transactions.Host host) {
        this.journal = journal;
        this.host = host;
        requireTransaction();
    }

    @Override
    public Journal journal() {
        return journal;
    }

    Optional<UUID> store() {
        return host.read(Starts::store);
    }

    @Override
    public Optional<RunId> begin(Beginning beginning) {
        alone.lock();
        try {
            requireTransaction();
            return host.write(Durability.DURABLE, connection -> {
                var holder = Starts.take(connection, beginning.key(), beginning.run());
                if (holder.isEmpty()) {
                    var unused = journal.begun(connection, beginning); // and claimed by nobody
                }
                return holder;
            });
        } finally {
            alone.unlock();
        }
    }

    private void requireTransaction() {
        if (host.read(Connection::getAutoCommit)) {
            throw new IllegalStateException(
                    "the connection commits each statement by itself; begin a transaction with setAutoCommit(false)");
        }
    }
}
