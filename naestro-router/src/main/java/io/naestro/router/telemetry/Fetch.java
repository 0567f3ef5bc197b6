package io.naestro.router.telemetry;

import io.naestro.base.WebAddress;
import io.naestro.json.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets small pages of one server, with a limit on everything. */
final class Fetch implements AutoCloseable {
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private final String root;
    private final long mostMillis;
    private final HttpClient client;

    private Fetch(String root, Duration most) {
        this.root = root;
        mostMillis = most.toMillis();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(most)
                .build();
    }

    static Fetch from(String url, Duration most) {
        return new Fetch(root(url), most);
    }

    /** The server's own address: without the path of the API, and without a slash at its end. */
    private static String root(String url) {
        var address = parse(url);
        if (!address.query().isEmpty()) {
            throw new IllegalArgumentException("the address of a server has no query: '" + url + "'");
        }
        return address.toString().replaceFirst("(/v1)?/?$", "");
    }

    private static WebAddress parse(String url) {
        try {
            return WebAddress.of(url);
        } catch (InputException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    String root() {
        return root;
    }

    /**
     * Gets a page.
     *
     * @throws IOException if there is no whole answer in time, or it is too large
     */
    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(root + path)).build();
        var answer = client.sendAsync(request, info -> new Bounded());
        try {
            return answer.get(mostMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no whole answer for " + path + " within " + mostMillis + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException("no answer for " + path + ": " + e.getCause(), e);
        } finally {
            answer.cancel(true);
        }
    }

    /** A page that is there, or the reason why not. */
    byte[] body(String path) throws IOException, InterruptedException {
        var page = get(path);
        if (page.statusCode() != 200) {
            throw new IOException(path + " answered with status " + page.statusCode());
        }
        return page.body();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** Collects a body, and gives up when it is too large. */
    private static final class Bounded implements BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> result = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public CompletionStage<byte[]> getBody() {
            return result;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            var unused = result.whenComplete((body, failure) -> {
                if (failure != null) {
                    subscription.cancel();
                }
            });
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (var buffer : buffers) {
                var part = new byte[buffer.remaining()];
                buffer.get(part);
                bytes.writeBytes(part);
            }
            if (bytes.size() > MOST_BYTES) {
                bytes.reset();
                result.completeExceptionally(new IOException("it is larger than " + MOST_BYTES + " bytes"));
            }
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            result.complete(bytes.toByteArray());
        }
    }
}
