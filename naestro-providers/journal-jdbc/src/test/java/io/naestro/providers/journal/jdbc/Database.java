package io.naestro.providers.journal.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.common.BaseDataSource;

/** A real PostgreSQL that forces its log to the disk at each commit, and a small pool of connections to it. */
final class Database {
    private static final String FOLDER = "/META-INF/naestro/journal-jdbc/";
    private static final List<String> MIGRATIONS = List.of("V1__naestro_journal.sql", "V2__naestro_start.sql");
    private static final EmbeddedPostgres SERVER = start();

    private Database() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The migrations, applied to an empty schema. */
    static void reset() {
        execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        MIGRATIONS.forEach(migration -> execute(migration(migration)));
    }

    /** The migrations, applied to a schema of their own. */
    static void migrate(String schema) {
        execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE; CREATE SCHEMA " + schema);
        MIGRATIONS.forEach(migration -> execute("SET search_path = " + schema + ";" + migration(migration)));
    }

    private static String migration(String name) {
        try (var migration = JdbcJournal.class.getResourceAsStream(FOLDER + name)) {
            return new String(migration.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void execute(String sql) {
        try (var connection = SERVER.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String ask(String sql) {
        try (var connection = SERVER.getPostgresDatabase().getConnection()) {
            return Sql.first(connection, row -> row.getString(1), sql).orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the loss of a process is to the database: its sessions end. */
    static void loseProcesses() {
        execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
        while (!ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").equals("0")) {
            Thread.onSpinWait();
        }
    }

    static DataSource pool() {
        var source = new PGConnectionPoolDataSource();
        var idle = new ConcurrentLinkedQueue<PooledConnection>();
        source.setUrl(SERVER.getJdbcUrl("postgres", "postgres"));
        return new Pool(source, idle);
    }

    private static final class Pool extends BaseDataSource implements DataSource {
        private static final long serialVersionUID = 1L;

        private final transient PGConnectionPoolDataSource source;
        private final transient Queue<PooledConnection> idle;

        Pool(PGConnectionPoolDataSource source, Queue<PooledConnection> idle) {
            this.source = source;
            this.idle = idle;
        }

        @Override
        public Connection getConnection() throws SQLException {
            for (var known = idle.poll(); known != null; known = idle.poll()) {
                try {
                    var connection = known.getConnection();
                    if (connection.isValid(1)) {
                        return connection;
                    }
                } catch (SQLException e) {
                    // it was lost while it lay here; the next one
                }
            }
            return fresh().getConnection();
        }

        private PooledConnection fresh() throws SQLException {
            var fresh = source.getPooledConnection();
            fresh.addConnectionEventListener(new ConnectionEventListener() {
                private boolean lost;

                @Override
                public void connectionClosed(ConnectionEvent event) {
                    if (!lost && !idle.contains(fresh)) { // told again when it is closed again
                        idle.add(fresh);
                    }
                }

                @Override
                public void connectionErrorOccurred(ConnectionEvent event) {
                    lost = true;
                }
            });
            return fresh;
        }

        @Override
        public String getDescription() {
            return "a pool for tests";
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("wraps nothing");
        }
    }
}
