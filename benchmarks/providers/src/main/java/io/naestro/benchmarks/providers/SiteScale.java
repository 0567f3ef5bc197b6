package io.naestro.benchmarks.providers;

import com.sun.management.OperatingSystemMXBean;
import com.sun.net.httpserver.HttpServer;
import io.naestro.core.Naestro;
import io.naestro.core.journal.FileJournal;
import io.naestro.plan.Plan;
import io.naestro.policy.Mode;
import io.naestro.policy.engine.YamlPolicy;
import io.naestro.providers.web.Audit;
import io.naestro.providers.web.AuditJob;
import io.naestro.providers.web.CrawlJob;
import io.naestro.providers.web.WebTools;
import io.naestro.run.RunEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;

/**
 * How long a crawl and an audit take, through the engine with policy and journal: {@code SiteScale PAGES}. The site is
 * served by a process of its own, so that the heap is that of the audit alone; each page has about 8 KiB, 20 links to
 * others and two faults.
 */
public final class SiteScale {
    private static final String POLICY = """
            naestro: policy/v1
            mode: auto
            rules:
              - id: crawl
                verdict: allow
                auto: true
                tools: [web.crawl]
                on: { host: [127.0.0.1], path: ["work:/", "work:/**"] }
              - id: judge
                verdict: allow
                tools: [web.audit]
                on: { path: ["work:/", "work:/**"] }
            """;

    private SiteScale() {}

    /**
     * Measures.
     *
     * @param args the number of pages, or {@code serve} and the number of pages
     */
    public static void main(String[] args) throws IOException {
        if (args[0].equals("serve")) {
            serve(Integer.parseInt(args[1]));
        } else {
            measure(Integer.parseInt(args[0]));
        }
    }

    private static void measure(int pages) throws IOException {
        var server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SiteScale.class.getName(),
                        "serve",
                        Integer.toString(pages))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var folder = Files.createTempDirectory("site-scale");
        try (var out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            measure(pages, Objects.requireNonNull(out.readLine()), folder);
        } finally {
            server.destroyForcibly();
        }
    }

    private static void measure(int pages, String url, Path folder) throws IOException {
        var p = Plan.named("scale", 1).input(CrawlJob.class);
        var crawled = p.tool("crawl", WebTools.crawl(), p.input());
        var plan = p.yields(p.tool(
                "audit",
                WebTools.audit(),
                p.object(AuditJob.class, Map.of("folder", crawled.at("/folder", String.class)))));
        try (var naestro = Naestro.builder()
                .policy(YamlPolicy.parse(POLICY, "policy.yaml"))
                .mode(Mode.AUTO)
                .tools(WebTools.crawl(), WebTools.audit())
                .localHosts("127.0.0.1")
                .folder("work", folder.resolve("work"))
                .journal(FileJournal.at(folder.resolve("journal")))
                .build()) {
            var started = System.nanoTime();
            var job = new CrawlJob(
                    url, "work:/c", pages + 100, null, null, null, Duration.ofHours(1), null, null, null, null);
            var run = naestro.start(plan, job);
            Audit audit = run.await(Duration.ofHours(1)).orThrow();
            var seconds = (System.nanoTime() - started) / 1e9;
            for (var event : run.events(0, 1_000)) {
                if (event.event() instanceof RunEvent.StepOutcome outcome) {
                    System.out.printf(
                            Locale.ROOT,
                            "%s %.1f s%n",
                            outcome.step(),
                            outcome.took().toMillis() / 1e3);
                }
            }
            var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            System.out.printf(
                    Locale.ROOT,
                    "%d addresses, %d readable, %d rules broken: %.1f s, processor %.1f s, heap at most %d MiB%n",
                    audit.pages(),
                    audit.readable(),
                    audit.issues().size(),
                    seconds,
                    ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                                    .getProcessCpuTime()
                            / 1e9,
                    heap.getMax() >> 20);
        }
    }

    private static void serve(int pages) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var path = exchange.getRequestURI().getPath();
                var known = path.equals("/") || path.matches("/p[0-9]{1,9}\\.html");
                var body = known ? page(path, pages) : new byte[0];
                exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
                exchange.sendResponseHeaders(known ? 200 : 404, known ? body.length : -1);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private static byte[] page(String path, int pages) {
        var n = path.equals("/") ? 0 : Integer.parseInt(path.replaceAll("[^0-9]", ""));
        var html = new StringBuilder("<!doctype html><html lang=en><head><meta charset=utf-8><title>Page number ")
                .append(n)
                .append("</title><meta name=description content=\"What page number ")
                .append(n)
                .append(" is about, in a sentence.\"></head><body><h1>Page ")
                .append(n)
                .append("</h1><img src=/a.png>");
        for (int i = 1; i <= 20; i++) {
            var to = (n * 20L + i) % pages;
            html.append("<p><a href=/p")
                    .append(to)
                    .append(".html>The page with number ")
                    .append(to)
                    .append("</a> ");
            for (int word = 0; word < 40; word++) {
                html.append("word").append((n * 31L + (long) word * i) % 997).append(' ');
            }
            html.append("</p>\n");
        }
        return html.append("</body></html>").toString().getBytes(StandardCharsets.UTF_8);
    }
}
