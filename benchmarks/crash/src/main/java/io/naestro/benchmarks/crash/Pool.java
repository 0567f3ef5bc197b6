package io.naestro.benchmarks.crash;

import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.common.BaseDataSource;

/** The least that is a pool: connections that were given back are given out again. */
final class Pool extends BaseDataSource implements DataSource {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
    private final transient Queue<PooledConnection> idle = new ConcurrentLinkedQueue<>();

    Pool(String url) {
        source.setUrl(url);
    }

    @Override
    public Connection getConnection() throws SQLException {
        var known = idle.poll();
        return (known == null ? fresh() : known).getConnection();
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
        return "connections that are used again";
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
