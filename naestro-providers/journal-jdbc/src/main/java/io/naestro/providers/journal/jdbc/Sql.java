package io.naestro.providers.journal.jdbc;

import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The little of JDBC that the journal needs. */
final class Sql {
    private static final int FETCHED_AT_ONCE = 1_000;

    /** Something that is done with a connection. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Makes something of a row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private Sql() {}

    static <T> List<T> list(Connection connection, Reader<T> reader, String sql, @Nullable Object... arguments)
            throws SQLException {
        try (var statement = prepare(connection, sql, arguments);
                var rows = statement.executeQuery()) {
            var found = new ArrayList<T>();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found;
        }
    }

    static <T> Optional<T> first(Connection connection, Reader<T> reader, String sql, @Nullable Object... arguments)
            throws SQLException {
        return list(connection, reader, sql, arguments).stream().findFirst();
    }

    /** Changes rows; answers how many. */
    static int change(Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        try (var statement = prepare(connection, sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    /** What a failure of the database means to whoever uses the journal. */
    static JournalFailure failure(SQLException e) {
        var state = Objects.requireNonNullElse(e.getSQLState(), "");
        if (state.startsWith("53")) { // insufficient resources: disk, memory, connections
            return new JournalFailure(
                    Kind.FULL,
                    "the database of the journal has no room: " + e.getMessage()
                            + "; nothing was lost, try again when there is",
                    e);
        }
        if (state.equals("42P01")) {
            return new JournalFailure(
                    Kind.UNSUPPORTED,
                    "the database has no journal: " + e.getMessage()
                            + "; run the migrations of naestro-provider-journal-jdbc first",
                    e);
        }
        return new JournalFailure(Kind.STORAGE, "the database of the journal cannot be used: " + e.getMessage(), e);
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... arguments)
            throws SQLException {
        var statement = connection.prepareStatement(sql);
        try {
            statement.setFetchSize(FETCHED_AT_ONCE);
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
