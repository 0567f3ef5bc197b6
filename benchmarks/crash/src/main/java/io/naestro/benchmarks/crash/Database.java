package io.naestro.benchmarks.crash;

import io.naestro.providers.journal.jdbc.JdbcJournal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A PostgreSQL that forces its log to the disk at each commit, with an empty database for each course. */
final class Database implements AutoCloseable {
    private static final String FOLDER = "/META-INF/naestro/journal-jdbc/";
    private static final List<String> MIGRATIONS = List.of("V1__naestro_journal.sql", "V2__naestro_start.sql");

    private final EmbeddedPostgres server;

    Database() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    /** The address of a new database with the journal's tables. */
    String create(String name) throws IOException {
        try (var connection = server.getPostgresDatabase().getConnection()) {
            execute(connection, "CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IOException("database " + name + " cannot be made", e);
        }
        try (var connection = server.getDatabase("postgres", name).getConnection()) {
            for (var migration : MIGRATIONS) {
                execute(connection, read(FOLDER + migration));
            }
        } catch (SQLException e) {
            throw new IOException("the tables of " + name + " cannot be made", e);
        }
        return server.getJdbcUrl("postgres", name);
    }

    private static String read(String migration) throws IOException {
        try (var in = JdbcJournal.class.getResourceAsStream(migration)) {
            if (in == null) {
                throw new IOException(migration + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
