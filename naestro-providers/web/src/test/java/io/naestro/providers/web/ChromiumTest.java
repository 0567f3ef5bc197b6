package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.naestro.core.Naestro;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.plan.Plan;
import io.naestro.policy.Mode;
import io.naestro.providers.web.Rendered.Difference;
import io.naestro.run.RunResult;
import io.naestro.tool.Tool;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A real browser, a real site and the whole engine; skipped where no browser is installed. */
@EnabledIf("installed")
class ChromiumTest {
    private static final String SCRIPTED = """
            <!doctype html><html lang=en><title>Before</title><h1>Shop</h1><p>wait</p>
            <link rel=stylesheet href=/style.css>
            <script src=/shop.js></script>
            <img src=http://localhost:%1$d/tracker.png>
            <iframe src=http://localhost:%1$d/frame></iframe>
            """;
    private static final String SHOP = """
            document.title = 'After';
            alert('nobody reads this');
            fetch('/things.json').then(r => r.json()).then(all => {
              for (const name of all) document.body.insertAdjacentHTML('beforeend', `<a href="/${name}">${name}</a>`);
            });
            fetch('/order', {method: 'POST', body: 'x'}).catch(() => document.body.dataset.order = 'refused');
            new WebSocket('ws://127.0.0.1:%1$d/socket').onerror = () => document.body.dataset.socket = 'refused';
            fetch('http://localhost:%1$d/leak').catch(() => document.body.dataset.leak = 'refused');
            new Worker('/worker.js');
            """;

    @TempDir
    Path folder;

    private final Set<String> asked = new ConcurrentSkipListSet<>();
    private final OpenPolicy policy = new OpenPolicy();
    private HttpServer server;

    static boolean installed() {
        return browser().isPresent();
    }

    /** Tests may run as root, where Chromium starts only without its sandbox; the pages here are our own. */
    private static Optional<Browser> browser() {
        return Browser.find("--no-sandbox");
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        var port = server.getAddress().getPort();
        page("/", "text/html", SCRIPTED.formatted(port));
        page("/style.css", "text/css", "body { background: rgb(0, 128, 0) }");
        page("/shop.js", "text/javascript", SHOP.formatted(port));
        page("/things.json", "application/json", "[\"bread\", \"cake\"]");
        page("/worker.js", "text/javascript", "fetch('http://localhost:%d/from-worker')".formatted(port));
        page(
                "/static",
                "text/html",
                "<!doctype html><html lang=en><head><title>Same</title></head><body><p>x</p></body></html>");
        page(
                "/busy",
                "text/html",
                "<!doctype html><title>Busy</title><script>setInterval(() => fetch('/things.json'), 50)</script>");
        page("/stuck", "text/html", "<!doctype html><title>Stuck</title><script>while (true) {}</script>");
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/static");
            answer(exchange, 302, "text/html", "");
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private void page(String path, String type, String body) {
        server.createContext(path, exchange -> {
            asked.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Host").replaceFirst(":.*", "") + exchange.getRequestURI());
            answer(exchange, exchange.getRequestURI().getPath().equals(path) ? 200 : 404, type, body);
        });
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private RunResult<Rendered> run(Tool<RenderJob, Rendered> tool, RenderJob job) {
        try (var naestro = Naestro.builder()
                .policy(policy)
                .mode(Mode.AUTO)
                .tools(tool)
                .localHosts("127.0.0.1", "localhost")
                .folder("work", folder)
                .journal(new MemoryJournal())
                .build()) {
            var p = Plan.named("look", 1).input(RenderJob.class);
            return naestro.start(p.yields(p.tool("look", tool, p.input())), job).await(Duration.ofMinutes(3));
        }
    }

    private Rendered rendered(RenderJob job) {
        return run(WebTools.render(browser()), job).orThrow();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Test
    void a_page_is_seen_as_its_scripts_leave_it_and_nothing_leaves_but_what_policy_and_job_allow() throws IOException {
        var page = rendered(RenderJob.of(url("/"), "work:/page.html"));

        var html = Files.readString(folder.resolve("page.html"));
        assertThat(html)
                .contains(
                        "<a href=\"/bread\">bread</a>",
                        "data-order=\"refused\"",
                        "data-socket=\"refused\"",
                        "data-leak=\"refused\"");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.settled()).isTrue();
        assertThat(page.differences())
                .contains(new Difference("title", "Before", "After"), new Difference("links", "0", "2"))
                .extracting(Difference::what)
                .doesNotContain("language", "headings", "canonical");
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "GET 127.0.0.1/",
                        "GET 127.0.0.1/favicon.ico",
                        "GET 127.0.0.1/style.css",
                        "GET 127.0.0.1/shop.js",
                        "GET 127.0.0.1/things.json",
                        "GET 127.0.0.1/worker.js");
        assertThat(page.failed()).anyMatch(line -> line.endsWith("/order: POST is not sent, only GET"));
        assertThat(page.failed()).anyMatch(line -> line.endsWith("/tracker.png: the job does not name host localhost"));
        assertThat(policy.origins)
                .containsExactly("127.0.0.1:" + server.getAddress().getPort());
        assertThat(policy.programs)
                .containsExactly(browser().orElseThrow().program().toRealPath().toString());
    }

    @Test
    void hosts_that_the_job_names_are_asked() {
        var job = new RenderJob(url("/"), "work:/page.html", List.of("localhost"), null, null, null, null);
        assertThat(rendered(job).failed()).noneMatch(line -> line.contains("does not name host"));
        assertThat(asked).contains("GET localhost/tracker.png", "GET localhost/frame");
    }

    @Test
    void a_page_without_scripts_is_as_it_was_served() {
        var page = rendered(RenderJob.of(url("/moved"), "work:/page.html"));
        assertThat(page.url()).isEqualTo(url("/static"));
        assertThat(page.differences()).isEmpty();
        assertThat(page.status()).isEqualTo(200);
    }

    @Test
    void a_page_that_never_rests_is_taken_as_it_is_in_time() {
        var job = new RenderJob(url("/busy"), "work:/page.html", null, null, null, Duration.ofSeconds(2), null);
        assertThat(rendered(job).settled()).isFalse();
    }

    @Test
    void a_picture_shows_the_page() throws IOException {
        var job = new RenderJob(url("/"), "work:/page.png", null, 320, 240, null, null);
        var shot = run(WebTools.screenshot(browser()), job).orThrow();
        var image = image();
        assertThat(image.getWidth()).isEqualTo(320);
        assertThat(image.getHeight()).isEqualTo(240);
        assertThat(image.getRGB(316, 3) & 0xffffff).isEqualTo(0x008000);
        assertThat(shot.bytes()).isEqualTo(Files.size(folder.resolve("page.png")));
        assertThat(shot.differences()).isEmpty();
    }

    private BufferedImage image() throws IOException {
        return ImageIO.read(folder.resolve("page.png").toFile());
    }

    @Test
    void what_is_not_there_is_told() {
        assertThat(rendered(RenderJob.of(url("/nothing"), "work:/page.html")).status())
                .isEqualTo(404);
        server.stop(0);
        assertThat(run(WebTools.render(browser()), RenderJob.of(url("/"), "work:/page.html")))
                .isInstanceOfSatisfying(
                        RunResult.Failed.class,
                        failed -> assertThat(failed.cause().toString()).contains("UNAVAILABLE"));
    }
}
