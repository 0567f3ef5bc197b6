package io.naestro.providers.journal.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Some connections of a pool, and no more at a time; who waits for one too long is refused. */
final class Bounded {
    private final DataSource pool;
    private final Duration patience;
    private final Semaphore free;

    private Bounded(DataSource pool, int size, Duration patience) {
        this.pool = pool;
        this.patience = patience;
        free = new Semaphore(size);
    }

    static DataSource of(DataSource pool, int size, Duration patience) {
        var bounded = new Bounded(pool, size, patience);
        return (DataSource) Proxy.newProxyInstance(
                Bounded.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> bounded.connection());
    }

    private Connection connection() throws Exception {
        if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new SQLException("no connection is free");
        }
        var connection = pool.getConnection();
        var open = new AtomicBoolean(true);
        return (Connection) Proxy.newProxyInstance(
                Bounded.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (method.getName().equals("close") && open.getAndSet(false)) {
                            free.release();
                        }
                    }
                });
    }
}
