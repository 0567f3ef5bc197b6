package io.naestro.benchmarks.providers;

import io.naestro.model.ChatModel;
import io.naestro.model.ChatResponse;
import io.naestro.providers.openai.OpenAi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * Many calls of 200 ms at once over HTTP/2, against a server in a process of its own: OkHttp on virtual threads, and
 * Naestro's adapter with the same client, in turn. Then all calls are cancelled in the middle.
 */
public final class ManyCalls {
    private static final int ROUNDS = 5;

    private final OkHttpClient client = new OkHttpClient.Builder()
            .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
            .connectionPool(new ConnectionPool(32, 5, TimeUnit.MINUTES))
            .readTimeout(0, TimeUnit.SECONDS)
            .build();
    private final String url;
    private final ChatModel model;
    private final int calls;

    private ManyCalls(String url, int calls) {
        this.url = url;
        this.calls = calls;
        model = OpenAi.at(url).client(client).model("m");
    }

    /**
     * Measures.
     *
     * @param args how many calls; 10,000 unless given
     */
    public static void main(String[] args) throws InterruptedException {
        try (var server = ModelServer.start()) {
            var many = new ManyCalls(server.url("/slow/v1"), args.length == 0 ? 10_000 : Integer.parseInt(args[0]));
            System.out.println("| round | OkHttp | Naestro | heap after | threads |");
            System.out.println("|---:|---:|---:|---:|---:|");
            for (int round = 0; round < ROUNDS; round++) {
                var raw = many.time(many::raw);
                var own = many.time(many::own);
                System.out.printf("| %d | %d ms | %d ms | %s |%n", round + 1, raw, own, many.left());
            }
            many.cancel();
        }
        System.exit(0);
    }

    private long time(Runnable call) throws InterruptedException {
        var failed = new AtomicInteger();
        var started = System.nanoTime();
        for (var thread : start(call, failed)) {
            thread.join();
        }
        if (failed.get() > 0) {
            System.out.println(failed + " calls failed");
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }

    private List<Thread> start(Runnable call, AtomicInteger failed) {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < calls; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    call.run();
                } catch (RuntimeException e) {
                    failed.incrementAndGet();
                }
            }));
        }
        return threads;
    }

    private void raw() {
        try (var response = client.newCall(Parts.raw(url, false)).execute()) {
            if (response.body().bytes().length == 0) {
                throw new IllegalStateException("no answer");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void own() {
        if (!(model.chat(Parts.REQUEST, new Parts.Context(delta -> {})) instanceof ChatResponse)) {
            throw new IllegalStateException("no answer");
        }
    }

    /** Cancels all calls while they wait, and tells what is left a second later. */
    private void cancel() throws InterruptedException {
        var failed = new AtomicInteger();
        var threads = start(this::own, failed);
        TimeUnit.MILLISECONDS.sleep(100);
        threads.forEach(Thread::interrupt);
        for (var thread : threads) {
            thread.join();
        }
        TimeUnit.SECONDS.sleep(1);
        var pool = client.connectionPool();
        System.out.println(
                failed + " of " + calls + " calls cancelled; a second later " + left() + "; connections in use: "
                        + (pool.connectionCount() - pool.idleConnectionCount()) + ", idle in the host's pool: "
                        + pool.idleConnectionCount());
    }

    private String left() {
        System.gc();
        var runtime = Runtime.getRuntime();
        var heap = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
        return heap + " MiB | " + Thread.activeCount();
    }
}
