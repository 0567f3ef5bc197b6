package io.naestro.testkit;

import io.naestro.json.Json;
import io.naestro.policy.Principal;
import io.naestro.policy.Secret;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext;
import io.naestro.tool.Touch;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What a test hands to a tool or model that it calls without an engine. Files are kept in memory; hosts, programs and
 * secrets are those that the test gives, and all others are refused. It decides nothing by a policy, so that it tests
 * what a tool does, not what it may do; {@link #touched()} tells what it used.
 *
 * <p>Thread-safe.
 */
public final class TestContext implements ToolContext {
    private final Map<String, byte[]> contents = new TreeMap<>();
    private final Map<String, Secret> vault = new ConcurrentHashMap<>();
    private final Set<Touch> touched = Collections.synchronizedSet(EnumSet.noneOf(Touch.class));
    private final List<Json> deltas = Collections.synchronizedList(new ArrayList<>());
    private final Instant deadline;
    private volatile boolean cancelled;
    private volatile String key = "key-1";
    private volatile Http http = request -> {
        throw new AccessRefused("this test gives no host");
    };
    private volatile Processes processes = request -> {
        throw new AccessRefused("this test gives no program");
    };

    private TestContext(Instant deadline) {
        this.deadline = deadline;
    }

    /**
     * A context with a deadline.
     *
     * @param deadline the moment after which the result is of no use
     */
    public static TestContext until(Instant deadline) {
        return new TestContext(deadline);
    }

    /** A context whose deadline is a minute away by the real clock, for tests of adapters that do real work. */
    public static TestContext forAMinute() {
        return within(Duration.ofMinutes(1));
    }

    /**
     * A context whose deadline is a while away by the real clock, for tests of adapters that do real work.
     *
     * @param time how far away
     */
    public static TestContext within(Duration time) {
        return until(RealTime.now().plus(time));
    }

    /**
     * Puts a file into place.
     *
     * @param path the lexical path, such as {@code docs:/a/b.txt}
     * @param content its text
     */
    public TestContext file(String path, String content) {
        put(path, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /**
     * Answers HTTP requests.
     *
     * @param answer the other side
     */
    public TestContext http(Http answer) {
        http = answer;
        return this;
    }

    /**
     * Answers for programs.
     *
     * @param answer the programs
     */
    public TestContext processes(Processes answer) {
        processes = answer;
        return this;
    }

    /**
     * Puts a secret into the vault, for any destination.
     *
     * @param secret the secret
     */
    public TestContext secret(Secret secret) {
        vault.put(secret.name(), secret);
        return this;
    }

    /**
     * Sets the idempotency key.
     *
     * @param value the key; {@code key-1} unless set
     */
    public TestContext key(String value) {
        key = value;
        return this;
    }

    /** Cancels the call: {@link #cancelled()} is true from here on. Interrupting the thread is the test's part. */
    public void cancel() {
        cancelled = true;
    }

    /** What was used so far. */
    public Set<Touch> touched() {
        synchronized (touched) {
            return Set.copyOf(touched);
        }
    }

    /** What was given to {@link #sink()} so far. */
    public List<Json> deltas() {
        synchronized (deltas) {
            return List.copyOf(deltas);
        }
    }

    /** The texts of all files by path, sorted. */
    public synchronized Map<String, String> texts() {
        var texts = new TreeMap<String, String>();
        contents.forEach((path, content) -> texts.put(path, new String(content, StandardCharsets.UTF_8)));
        return texts;
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public String trace() {
        return "";
    }

    @Override
    public Principal principal() {
        return Principal.HOST;
    }

    @Override
    public String idempotencyKey() {
        return key;
    }

    @Override
    public Consumer<Json> sink() {
        return deltas::add;
    }

    @Override
    public Files files() {
        return new MemoryFiles();
    }

    @Override
    public Http http() {
        touched.add(Touch.HTTP);
        return http;
    }

    @Override
    public Processes processes() {
        touched.add(Touch.PROCESSES);
        return processes;
    }

    @Override
    public Secrets secrets() {
        touched.add(Touch.SECRETS);
        return (name, destination) -> {
            var secret = vault.get(name);
            if (secret == null) {
                throw new AccessRefused("this test gives no secret '" + name + "'");
            }
            return secret;
        };
    }

    private synchronized void put(String path, byte[] content) {
        contents.put(path, content.clone());
    }

    private synchronized byte[] get(String path) throws IOException {
        var content = contents.get(path);
        if (content == null) {
            throw new FileNotFoundException(path);
        }
        return content.clone();
    }

    private synchronized Set<String> below(String folder) {
        var names = new TreeSet<String>();
        for (var path : contents.keySet()) {
            if (path.startsWith(folder)) {
                names.add(path.substring(folder.length()).split("/", 2)[0]);
            }
        }
        return names;
    }

    private final class MemoryFiles implements Files {
        @Override
        public byte[] read(String path, long maxBytes) throws IOException {
            touched.add(Touch.FILES_READ);
            var content = get(path);
            if (content.length > maxBytes) {
                throw new TooLarge("file '" + path + "' has " + content.length + " bytes; allowed: " + maxBytes);
            }
            return content;
        }

        @Override
        public void write(String path, byte[] content) {
            touched.add(Touch.FILES_WRITE);
            put(path, content);
        }

        @Override
        public List<String> list(String path, int maxEntries) throws IOException {
            touched.add(Touch.FILES_READ);
            var names = below(path.endsWith("/") ? path : path + "/");
            if (names.isEmpty()) {
                throw new FileNotFoundException(path);
            }
            if (names.size() > maxEntries) {
                throw new IOException("folder '" + path + "' has " + names.size() + " entries; allowed: " + maxEntries);
            }
            return List.copyOf(names);
        }
    }
}
