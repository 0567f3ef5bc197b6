package io.naestro.providers.web;

import io.naestro.json.Json;
import io.naestro.providers.web.Crawled.End;
import io.naestro.providers.web.Page.Problem;
import io.naestro.run.TimeSource;
import io.naestro.tool.ToolContext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One crawl: breadth first, a few requests at a time, taken in the order in which they were started, so that a site
 * that does not change gives the same pages in the same order. Used by one thread; only fetches run beside it.
 */
final class Crawler {
    private final ToolContext context;
    private final TimeSource time;
    private final Pause pause;
    private final Limits limits;
    private final PageStore store;
    private final String folder;
    private final String url;
    private final Fetcher fetcher;

    private final Deque<Aim> queue = new ArrayDeque<>();
    private final Deque<Flight> flying = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private Robots robots = Robots.NONE;
    private Duration delay = Duration.ZERO;
    private boolean left;
    private boolean forbidden;
    private String reason = "";
    private long started;
    private long next;
    private int pages;
    private int failures;
    private long bytes;

    /** Waits; tests let their clock go on instead. */
    interface Pause {
        /** Waits so long. */
        void of(Duration time) throws InterruptedException;
    }

    private record Aim(String url, int depth, int hops) {}

    private record Flight(Aim aim, Future<Page> page) {}

    Crawler(
            ToolContext context,
            TimeSource time,
            Pause pause,
            Limits limits,
            String url,
            String folder,
            Fetcher fetcher) {
        this.context = context;
        this.time = time;
        this.pause = pause;
        this.limits = limits;
        this.store = new PageStore(context.files(), folder);
        this.folder = folder;
        this.url = url;
        this.fetcher = fetcher;
    }

    /**
     * Crawls, or goes on with a crawl that was cut off in the same folder.
     *
     * @throws IOException if files cannot be used, or the thread is interrupted
     * @throws NoFirstPage if the first page gives no answer
     */
    Crawled crawl() throws IOException, NoFirstPage {
        var done = store.end();
        if (done.isPresent()) {
            return done.get();
        }
        started = time.nanos();
        prepare();
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("naestro-crawl").factory())) {
            try {
                var end = crawl(threads);
                var crawled = new Crawled(url, folder, pages, failures, bytes, end);
                store.end(crawled);
                return crawled;
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** There is nothing to crawl; a first page that robots.txt forbids is a finding. */
    static final class NoFirstPage extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Page page;

        NoFirstPage(Page page) {
            super("the first page cannot be fetched: " + page.message());
            this.page = page;
        }

        Problem problem() {
            return Objects.requireNonNull(page.problem());
        }
    }

    private void prepare() throws IOException {
        var start = start();
        robots = start.rules();
        reason = start.reason();
        forbidden = start.robotsStatus() > 0 && !robots.allows(Start.AGENT, Urls.pathAndQuery(url));
        var asked = Duration.ofMillis((long) (Math.min(10, robots.delay(Start.AGENT)) * 1000));
        delay = asked.compareTo(limits.delay()) > 0 ? asked : limits.delay();
        aim(new Aim(url, 0, 0));
        start.listed().forEach(listed -> aim(new Aim(listed, 1, 0)));
        store.each(page -> take(queue.remove(), page));
    }

    private Start start() throws IOException {
        var known = store.start();
        if (known.isPresent()) {
            return known.get();
        }
        var start = Sitemaps.start(fetcher, url, limits.pages());
        store.start(start);
        return start;
    }

    private End crawl(ExecutorService threads) throws IOException, NoFirstPage {
        while (true) {
            var end = end();
            while (end == End.COMPLETE && !queue.isEmpty() && flying.size() < limits.parallel()) {
                launch(threads, queue.remove());
                end = end();
            }
            if (flying.isEmpty()) {
                return end;
            }
            land(flying.remove());
        }
    }

    private End end() {
        if (bytes >= limits.bytes()) {
            return End.BYTES;
        }
        if (time.nanos() - started >= limits.time().toNanos()) {
            return End.TIME;
        }
        return left && queue.isEmpty() ? End.PAGES : End.COMPLETE;
    }

    private void launch(ExecutorService threads, Aim aim) throws IOException {
        if (!robots.allows(Start.AGENT, Urls.pathAndQuery(aim.url()))) {
            var page = Fetcher.failed(aim.url(), aim.depth(), Problem.ROBOTS, reason);
            flying.add(new Flight(aim, CompletableFuture.completedFuture(page)));
            return;
        }
        waitForTurn();
        flying.add(new Flight(aim, threads.submit(() -> fetcher.page(aim.url(), aim.depth()))));
    }

    private void waitForTurn() throws IOException {
        var now = time.nanos();
        if (!delay.isZero() && next - now > 0) {
            try {
                pause.of(Duration.ofNanos(next - now));
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
        next = time.nanos() + delay.toNanos();
    }

    private void land(Flight flight) throws IOException, NoFirstPage {
        var page = wait(flight);
        if (context.cancelled()) {
            throw interrupted();
        }
        if (pages == 0 && page.problem() != null && !forbidden) {
            throw new NoFirstPage(page);
        }
        store.add(page);
        take(flight.aim(), page);
        context.sink()
                .accept(Json.object()
                        .with("pages", pages)
                        .with("open", queue.size() + flying.size())
                        .with("url", page.url()));
    }

    private Page wait(Flight flight) throws IOException {
        var aim = flight.aim();
        try {
            return flight.page().get(limits.pageTime().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            flight.page().cancel(true);
            return Fetcher.failed(
                    aim.url(), aim.depth(), Problem.TIMEOUT, "no whole answer within " + limits.pageTime());
        } catch (ExecutionException e) {
            return Fetcher.failed(aim.url(), aim.depth(), Problem.UNREACHABLE, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("the crawl was interrupted; the next call goes on with it");
    }

    /** Notes a page and where it leads; the same for a page that was fetched and one that was kept. */
    private void take(Aim aim, Page page) {
        pages++;
        bytes += page.size();
        failures += page.broken() || page.problem() != null ? 1 : 0;
        if (!page.location().isEmpty() && aim.hops() < Limits.REDIRECTS) {
            aim(new Aim(page.location(), aim.depth(), aim.hops() + 1));
        }
        if (page.readable() && aim.depth() < limits.depth()) {
            for (var link : page.facts().links()) {
                if (!link.url().isEmpty()) {
                    aim(new Aim(link.url(), aim.depth() + 1, 0));
                }
            }
        }
    }

    /** Pages are taken in the order of the queue, so what comes behind the most that may be fetched is never due. */
    private void aim(Aim aim) {
        if (!Urls.origin(aim.url()).equals(Urls.origin(url)) || seen.contains(aim.url())) {
            return;
        }
        if (seen.size() >= limits.pages()) {
            left = true;
            return;
        }
        seen.add(aim.url());
        queue.add(aim);
    }
}
