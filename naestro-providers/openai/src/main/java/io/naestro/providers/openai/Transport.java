package io.naestro.providers.openai;

import io.naestro.base.Addresses;
import io.naestro.base.WebAddress;
import io.naestro.policy.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request at a time for a caller, and never a second time. The caller's thread only waits: OkHttp works on a
 * virtual thread of its own, since interrupting a thread inside OkHttp may break connections that others use. A caller
 * that is interrupted or runs out of time cancels its call, which closes the connection (HTTP/1) or stream (HTTP/2).
 */
final class Transport {
    /** The most bytes of an answer, after decompression. */
    static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;
    private final Request start;
    private final @Nullable Secret key;
    private final @Nullable NotLocal refusal;

    private Transport(OkHttpClient client, Request start, @Nullable Secret key, @Nullable NotLocal refusal) {
        this.client = client;
        this.start = start;
        this.key = key;
        this.refusal = refusal;
    }

    /** What came of a request. */
    sealed interface Outcome {}

    /** An answer; {@code body} is what arrived of it. */
    record Answer(int status, Headers headers, ByteString body, State state) implements Outcome {}

    /** Whether all of an answer arrived. */
    enum State {
        WHOLE,
        CUT,
        TOO_LARGE
    }

    /** There is no answer. */
    record Broken(IOException cause) implements Outcome {}

    /** The time was up first. */
    record TimedOut() implements Outcome {}

    /** The caller's thread was interrupted, and still is. */
    record Interrupted() implements Outcome {}

    /** Thrown when a host that must be local is not. */
    static final class NotLocal extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotLocal(String message) {
            super(message);
        }
    }

    static Transport to(WebAddress address, @Nullable Secret key, OkHttpClient client, boolean local) {
        var own = client.newBuilder()
                .dispatcher(dispatcher())
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO);
        if (local) {
            own.proxy(Proxy.NO_PROXY).dns(new LocalDns(client.dns()));
        }
        var request = new Request.Builder()
                .url((address.path().equals("/") ? address.toString() : address + "/") + "chat/completions")
                .header("Accept", "application/json");
        return new Transport(own.build(), request.build(), key, local ? refusal(address) : null);
    }

    /** Why an address that is written as numbers, and so is never resolved, is not local; null when it is. */
    private static @Nullable NotLocal refusal(WebAddress address) {
        return address.host()
                .address()
                .filter(numbers -> !Addresses.isLocal(numbers))
                .map(numbers -> new NotLocal("its address is " + address.host()))
                .orElse(null);
    }

    Outcome post(byte[] body, Duration atMost) {
        if (Thread.currentThread().isInterrupted()) {
            return new Interrupted();
        }
        if (refusal != null) {
            return new Broken(refusal);
        }
        var call = client.newCall(request(body));
        var outcome = new ArrayBlockingQueue<Outcome>(1);
        call.enqueue(new Delivery(outcome));
        return await(call, outcome, atMost);
    }

    private static Outcome await(Call call, BlockingQueue<Outcome> outcome, Duration atMost) {
        try {
            var delivered = outcome.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (delivered != null) {
                return delivered;
            }
            call.cancel();
            return new TimedOut();
        } catch (InterruptedException e) {
            call.cancel();
            Thread.currentThread().interrupt();
            return new Interrupted();
        }
    }

    private Request request(byte[] body) {
        var request = start.newBuilder().post(new OnceBody(body));
        return key == null
                ? request.build()
                : key.use(value ->
                        request.header("Authorization", "Bearer " + value).build());
    }

    /** Limits belong to the engine, so there are none here. */
    private static Dispatcher dispatcher() {
        var threads = Thread.ofVirtual().name("naestro-openai-", 0).factory();
        var dispatcher = new Dispatcher(Executors.newThreadPerTaskExecutor(threads));
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        return dispatcher;
    }

    /** Hands what comes of a call to the one who waits for it, if they still do. */
    private record Delivery(BlockingQueue<Outcome> outcome) implements Callback {
        @Override
        public void onFailure(Call call, IOException e) {
            deliver(new Broken(e));
        }

        @Override
        public void onResponse(Call call, Response response) {
            try (response) {
                deliver(read(response));
            }
        }

        private void deliver(Outcome result) {
            var unused = outcome.offer(result); // the queue has room: each call ends once
        }

        private static Answer read(Response response) {
            var body = new Buffer();
            var state = fill(body, response.body().source());
            return new Answer(response.code(), response.headers(), body.readByteString(), state);
        }

        private static State fill(Buffer body, BufferedSource source) {
            try {
                for (var read = 0L; read >= 0; read = source.read(body, MOST_BYTES)) {
                    if (body.size() > MOST_BYTES) {
                        return State.TOO_LARGE;
                    }
                }
                return State.WHOLE;
            } catch (IOException e) {
                return State.CUT;
            }
        }
    }

    /** A body that OkHttp may send once only: whether the server has worked on a request that broke, nobody knows. */
    private static final class OnceBody extends RequestBody {
        private final byte[] bytes;

        OnceBody(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }

    /**
     * Resolves local hosts only. OkHttp connects to the addresses that come from here, so that no name can lead
     * elsewhere between check and use.
     */
    private record LocalDns(Dns dns) implements Dns {
        @Override
        public List<InetAddress> lookup(String host) throws UnknownHostException {
            var addresses = dns.lookup(host);
            for (var address : addresses) {
                if (!Addresses.isLocal(address)) {
                    throw new NotLocal("host '" + host + "' has the address " + address.getHostAddress());
                }
            }
            return addresses;
        }
    }
}
