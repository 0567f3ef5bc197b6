package io.naestro.providers.http;

import io.naestro.base.Addresses;
import io.naestro.base.WebAddress;
import io.naestro.policy.Secret;
import io.naestro.run.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request at a time for a caller, and never a second time. The caller's thread only waits, and takes events
 * of a stream: OkHttp works on a virtual thread of its own, since interrupting a thread inside OkHttp may break
 * connections that others use. Where a connection is never shared, as over plain http, a caller on a virtual thread
 * needs no other one ({@link CallHere}). A caller that is interrupted, runs out of time or has enough cancels its call,
 * which closes the connection (HTTP/1) or stream (HTTP/2).
 */
public final class Transport {
    /** The most bytes of an answer, after decompression. */
    public static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final MediaType JSON = MediaType.get("application/json");
    private static final int MOST_MILLIS_TO_END = 100;

    private final OkHttpClient client;
    private final WebAddress address;
    private final Key key;
    private final Map<String, String> headers;
    private final Map<String, Request> starts = new ConcurrentHashMap<>();
    private final TimeSource time;
    private final Patience patience;
    private final @Nullable NotLocal refusal;
    private final boolean hasOwnConnections;

    private Transport(
            OkHttpClient client,
            WebAddress address,
            Key key,
            Map<String, String> headers,
            TimeSource time,
            Patience patience,
            @Nullable NotLocal refusal) {
        this.client = client;
        this.time = time;
        this.address = address;
        this.key = key;
        this.headers = Map.copyOf(headers);
        this.patience = patience;
        this.refusal = refusal;
        hasOwnConnections =
                address.scheme().equals("http") && !client.protocols().contains(Protocol.H2_PRIOR_KNOWLEDGE);
    }

    /**
     * How a key is sent.
     *
     * @param header the name of the header
     * @param prefix what stands before the key, such as {@code "Bearer "}
     * @param secret the key, or null when none is sent
     */
    public record Key(
            String header, String prefix, @Nullable Secret secret) {}

    /** What came of a request. */
    public sealed interface Outcome {}

    /** An answer that is no stream of events; {@code body} is what arrived of it. */
    public record Answer(int status, Headers headers, ByteString body, State state) implements Outcome {}

    /** A stream whose events were taken; it is {@code WHOLE} also where no more were wanted. */
    public record Streamed(State state) implements Outcome {}

    /** Whether all of an answer arrived. */
    public enum State {
        /** It did. */
        WHOLE,
        /** The connection broke. */
        CUT,
        /** It has more than {@link #MOST_BYTES}. */
        TOO_LARGE
    }

    /** There is no answer. */
    public record Broken(IOException cause) implements Outcome {}

    /** The time was up first. */
    public record TimedOut() implements Outcome {}

    /**
     * The server was silent for too long.
     *
     * @param limit how long it may be
     * @param begun whether its answer had begun
     */
    public record Silent(Duration limit, boolean begun) implements Outcome {}

    /** The caller's thread was interrupted, and still is. */
    public record Interrupted() implements Outcome {}

    /** What a call hands to the one who waits for it: events, then the end. */
    sealed interface Arrived {}

    /** Events that arrived together: waking the one who waits costs more than reading one. */
    record Some(List<EventReader.Event> events) implements Arrived {}

    /** The end of a call. */
    record Ended(Outcome outcome) implements Arrived {}

    /** What waiting gave, and whether the call is over by itself. */
    private record Waited(Outcome outcome, boolean ended) {}

    /** Thrown when a host that must be local is not. */
    public static final class NotLocal extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotLocal(String message) {
            super(message);
        }
    }

    /**
     * A transport.
     *
     * @param address the server, without a slash at its end
     * @param key how the key is sent
     * @param headers further headers of each request
     * @param client what is sent with; its dispatcher, redirects and time limits are replaced
     * @param time the clock that waiting is measured by
     * @param local whether nothing but this machine and private networks may be reached
     */
    public static Transport to(
            WebAddress address,
            Key key,
            Map<String, String> headers,
            OkHttpClient client,
            TimeSource time,
            boolean local) {
        var own = client.newBuilder()
                .dispatcher(dispatcher())
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO);
        if (address.scheme().equals("http")) {
            own.fastFallback(false); // on a caller's own thread it would throw what is not declared when interrupted
        }
        if (local) {
            own.proxy(Proxy.NO_PROXY).dns(new LocalDns(client.dns()));
        }
        var refusal = local ? refusal(address) : null;
        return new Transport(own.build(), address, key, headers, time, Patience.UNTIL_DEADLINE, refusal);
    }

    /**
     * The same transport, over the same connections, with limits on silence.
     *
     * @param limits the limits; {@link Patience#UNTIL_DEADLINE} unless set
     */
    public Transport with(Patience limits) {
        return new Transport(client, address, key, headers, time, limits, refusal);
    }

    /** Why an address that is written as numbers, and so is never resolved, is not local; null when it is. */
    private static @Nullable NotLocal refusal(WebAddress address) {
        return address.host()
                .address()
                .filter(numbers -> !Addresses.isLocal(numbers))
                .map(numbers -> new NotLocal("its address is " + address.host()))
                .orElse(null);
    }

    /**
     * Sends a request and waits for what comes of it.
     *
     * @param path what is added to the address, with a slash at its start
     * @param body the body, which is JSON
     * @param atMost how long to wait in all
     * @param events takes events where the answer is a stream of them
     * @throws Refusal if {@code events} throws one
     */
    public Outcome post(String path, byte[] body, Duration atMost, Events events) {
        return send(request(path).post(new OnceBody(body)), atMost, events);
    }

    /**
     * Asks for what is at a path and waits for what comes of it.
     *
     * @param path what is added to the address, with a slash at its start
     * @param atMost how long to wait in all
     * @param events takes events where the answer is a stream of them
     * @throws Refusal if {@code events} throws one
     */
    public Outcome get(String path, Duration atMost, Events events) {
        return send(request(path), atMost, events);
    }

    private Outcome send(Request.Builder request, Duration atMost, Events events) {
        if (Thread.currentThread().isInterrupted()) {
            return new Interrupted();
        }
        if (refusal != null) {
            return new Broken(refusal);
        }
        var call = client.newCall(withKey(request));
        return hasOwnConnections && Thread.currentThread().isVirtual() && patience.equals(Patience.UNTIL_DEADLINE)
                ? new CallHere(call).make(atMost, events)
                : makeElsewhere(call, atMost, events);
    }

    private Outcome makeElsewhere(Call call, Duration atMost, Events events) {
        var pulse = new Pulse(time, patience);
        var arrived = new LinkedBlockingQueue<Arrived>(); // bounded by MOST_BYTES
        call.enqueue(new Delivery(arrived, pulse));
        var ended = false;
        try {
            var outcome = await(arrived, time.nanos() + atMost.toNanos(), pulse, events);
            ended = outcome.ended();
            return outcome.outcome();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Interrupted();
        } finally {
            if (!ended) {
                call.cancel();
            }
        }
    }

    private Waited await(BlockingQueue<Arrived> arrived, long end, Pulse pulse, Events events)
            throws InterruptedException {
        while (true) {
            var left = end - time.nanos();
            var look = pulse.untilNextLook();
            switch (arrived.poll(Math.min(left, look), TimeUnit.NANOSECONDS)) {
                case null -> {
                    if (left <= look) {
                        return new Waited(new TimedOut(), false);
                    }
                    if (pulse.left() <= 0) {
                        return new Waited(pulse.silence(), false);
                    }
                }
                case Ended all -> {
                    return new Waited(all.outcome(), true);
                }
                case Some some -> {
                    if (!takeAll(some, events)) {
                        return new Waited(new Streamed(State.WHOLE), endsNow(arrived));
                    }
                }
            }
        }
    }

    /** Whether more is wanted. */
    private static boolean takeAll(Some some, Events events) {
        for (var event : some.events()) {
            if (!events.take(event.name(), event.data())) {
                return false;
            }
        }
        return true;
    }

    /** Whether a stream of which no more is wanted ends by itself, so that its connection can be used again. */
    private static boolean endsNow(BlockingQueue<Arrived> arrived) throws InterruptedException {
        return arrived.poll(MOST_MILLIS_TO_END, TimeUnit.MILLISECONDS) instanceof Ended;
    }

    /** Paths are few and the same for each call, so their addresses are read once. */
    private Request.Builder request(String path) {
        return starts.computeIfAbsent(path, this::start).newBuilder();
    }

    private Request start(String path) {
        var root = address.path().equals("/") ? address.toString().replaceAll("/$", "") : address.toString();
        var request = new Request.Builder()
                .url(root + path)
                .header("Accept", "application/json, text/event-stream, application/x-ndjson");
        headers.forEach(request::header);
        return request.build();
    }

    private Request withKey(Request.Builder request) {
        var secret = key.secret();
        return secret == null
                ? request.build()
                : secret.use(value ->
                        request.header(key.header(), key.prefix() + value).build());
    }

    /** Limits belong to the engine, so there are none here. */
    private static Dispatcher dispatcher() {
        var threads = Thread.ofVirtual().name("naestro-http-", 0).factory();
        var dispatcher = new Dispatcher(Executors.newThreadPerTaskExecutor(threads));
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        return dispatcher;
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
