package io.naestro.providers.web;

import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext.Http;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.HttpRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a page asks for, through the call's context, so that the policy sees each request. Only GET, only the
 * hosts of the job, only so many requests and bytes; what is refused fails in the page as if the host were not there.
 */
final class Supply implements AutoCloseable {
    static final int MOST_REQUESTS = 500;
    static final int MOST_BYTES = 64 << 20;

    private static final int MOST_EACH = 16 << 20;
    private static final int AT_ONCE = 6;
    private static final int MOST_TOLD = 50;

    /** What is about the connection, or was undone on the way. */
    private static final Set<String> NOT_PASSED =
            Set.of("connection", "content-encoding", "content-length", "keep-alive", "set-cookie", "transfer-encoding");

    private final Http http;
    private final Set<String> hosts;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final List<String> failed = new ArrayList<>();
    private int asked;
    private int requests;
    private long bytes;
    private @Nullable HttpReply document;
    private @Nullable Exception missing;

    /**
     * A request that waits in the browser.
     *
     * @param tools the connection to answer on
     * @param session the target that asks
     * @param id the request
     * @param method its method
     * @param url its address
     * @param accept what it accepts
     * @param main whether it is for the page itself
     */
    record Wanted(DevTools tools, String session, String id, String method, String url, String accept, boolean main) {}

    Supply(Http http, Set<String> hosts) {
        this.http = http;
        this.hosts = hosts;
    }

    /** Answers a request, on a thread of its own. Told of requests by one thread. */
    void bring(Wanted wanted) {
        var tooMany = asked++ >= MOST_REQUESTS;
        workers.execute(() -> {
            try {
                turns.acquire();
                try {
                    answer(wanted, tooMany);
                } finally {
                    turns.release();
                }
            } catch (InterruptedException | IOException e) {
                // closed, or the browser is gone, which whoever waits for it finds out
            }
        });
    }

    private void answer(Wanted wanted, boolean tooMany) throws IOException {
        try {
            var reply = fetch(wanted, tooMany);
            if (wanted.main() && reply.status() / 100 != 3) {
                keep(reply);
            }
            wanted.tools().tell(wanted.session(), "Fetch.fulfillRequest", fulfilled(wanted.id(), reply));
        } catch (IOException | AccessRefused | InputException e) {
            fail(wanted, e);
            wanted.tools()
                    .tell(
                            wanted.session(),
                            "Fetch.failRequest",
                            Json.object().with("requestId", wanted.id()).with("errorReason", "BlockedByClient"));
        }
    }

    private HttpReply fetch(Wanted wanted, boolean tooMany) throws IOException {
        var url = Urls.canonical(wanted.url())
                .orElseThrow(() -> new AccessRefused("not a web address that a crawl would take"));
        if (!wanted.method().equals("GET")) {
            throw new AccessRefused(wanted.method() + " is not sent, only GET");
        }
        if (!hosts.contains(Urls.host(url))) {
            throw new AccessRefused("the job does not name host " + Urls.host(url));
        }
        if (tooMany) {
            throw new AccessRefused("the page asks for more than " + MOST_REQUESTS + " things");
        }
        count();
        var fields = Map.of("Accept", wanted.accept(), "User-Agent", Fetcher.USER_AGENT);
        var reply = http.send(new HttpRequest("GET", url, fields, new byte[0], MOST_EACH, 0));
        weigh(reply.body().length);
        return reply;
    }

    private synchronized void count() {
        requests++;
    }

    private synchronized void weigh(int more) throws TooLarge {
        bytes += more;
        if (bytes > MOST_BYTES) {
            throw new TooLarge("the page asks for more than " + MOST_BYTES + " bytes");
        }
    }

    private synchronized void keep(HttpReply reply) {
        document = reply;
    }

    private synchronized void fail(Wanted wanted, Exception e) {
        if (wanted.main()) {
            missing = e;
        }
        if (failed.size() < MOST_TOLD) {
            failed.add(Texts.cut(wanted.url(), 300) + ": " + Texts.cut(String.valueOf(e.getMessage()), 300));
        }
    }

    private static Json.Obj fulfilled(String id, HttpReply reply) {
        var fields = reply.headers().entrySet().stream()
                .filter(field -> !NOT_PASSED.contains(field.getKey()))
                .map(field -> Json.object().with("name", field.getKey()).with("value", field.getValue()))
                .toArray(Json[]::new);
        return Json.object()
                .with("requestId", id)
                .with("responseCode", reply.status())
                .with("responseHeaders", Json.array(fields))
                .with("body", Base64.getEncoder().encodeToString(reply.body()));
    }

    /**
     * The page itself as it was answered.
     *
     * @throws IOException if there was no answer; so do unchecked refusals
     */
    synchronized HttpReply document() throws IOException {
        if (document == null) {
            if (missing instanceof RuntimeException refused) {
                throw refused;
            }
            throw missing instanceof IOException failed ? failed : new IOException("the browser asked for no page");
        }
        return document;
    }

    synchronized int requests() {
        return requests;
    }

    /** What was asked for and not brought, sorted, at most {@value #MOST_TOLD}. */
    synchronized List<String> failed() {
        return failed.stream().sorted().toList();
    }

    /** Brings nothing more, and waits until what is on its way has heard so. */
    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
    }
}
