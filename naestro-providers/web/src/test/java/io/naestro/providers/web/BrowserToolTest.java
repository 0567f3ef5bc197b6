package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.naestro.base.JsonText;
import io.naestro.testkit.TestContext;
import io.naestro.testkit.VirtualTime;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.ToolContext.Http;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rendering with a {@link ScriptedBrowser} at the other end of the pipe. */
@Timeout(60)
class BrowserToolTest {
    private static final RenderJob JOB = RenderJob.of("https://site.test/", "work:/page.html");

    private final TestSite site = new TestSite();
    private final ScriptedBrowser browser = new ScriptedBrowser();
    private final TestContext context =
            TestContext.within(Duration.ofSeconds(30)).http(site).processes(browser);

    private static Optional<Browser> installed() {
        return Optional.of(Browser.at(Path.of("/usr/bin/chromium")));
    }

    private ToolResult<Rendered> render(RenderJob job) {
        return WebTools.render(installed()).call(job, context);
    }

    private ToolResult<Rendered> shoot() {
        return WebTools.screenshot(installed()).call(JOB, context);
    }

    private ToolFailure failure(ToolResult<Rendered> result) {
        return ((ToolResult.Failed<Rendered>) result).failure();
    }

    private Rendered value(ToolResult<Rendered> result) {
        return ((ToolResult.Ok<Rendered>) result).value();
    }

    @Test
    void writes_what_the_browser_shows() {
        browser.on("DOM.getOuterHTML", "{\"id\":#,\"result\":{\"outerHTML\":\"<title>New</title>\"}}");
        var page = value(render(JOB));
        assertThat(context.texts()).containsEntry("work:/page.html", "<title>New</title>");
        assertThat(page.settled()).isTrue();
        assertThat(page.requests()).isEqualTo(1);
        assertThat(page.url()).isEqualTo("https://site.test/");
        assertThat(page.bytes()).isEqualTo(18);
        assertThat(page.differences()).extracting(Rendered.Difference::what).contains("title", "canonical", "links");
    }

    @Test
    void says_that_it_skips_pages_without_a_browser() {
        var none = failure(WebTools.render(Optional.empty()).call(JOB, context));
        assertThat(none.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(none.message()).startsWith("skipped: no browser is installed");
    }

    @Test
    void finds_a_browser_at_the_usual_places() {
        assertThat(Browser.find(List.of("/nowhere/chromium"))).isEmpty();
        var found = Browser.find(List.of("/nowhere/chromium", "/bin/sh"), "--no-sandbox");
        assertThat(found.orElseThrow().program()).isEqualTo(Path.of("/bin/sh"));
        assertThat(found.orElseThrow().request(Duration.ofSeconds(1)).command())
                .startsWith("/bin/sh", "--headless", "--remote-debugging-pipe")
                .endsWith("--no-sandbox");
        assertThat(Browser.find().map(Browser::program).filter(program -> !Files.isExecutable(program)))
                .isEmpty();
    }

    @Test
    void refuses_jobs_that_make_no_sense() {
        assertThat(refused(RenderJob.of("mailto:x", "work:/a"))).contains("/url", "is not a web address");
        assertThat(refused(job(99, null, null))).contains("/width", "is no size of a window");
        assertThat(refused(job(null, 4_001, null))).contains("/height");
        assertThat(refused(job(null, null, Duration.ofSeconds(61)))).contains("/settle", "PT0S to PT1M");
        assertThat(refused(job(null, null, Duration.ofSeconds(-1)))).contains("/settle");
    }

    private static RenderJob job(Integer width, Integer height, Duration settle) {
        return new RenderJob(JOB.url(), JOB.file(), null, width, height, settle, null);
    }

    private String refused(RenderJob job) {
        var failure = failure(render(job));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_INPUT);
        return failure.message();
    }

    @Test
    void a_page_that_is_not_to_be_had_fails_as_its_request_does() {
        site.put("/", 0, "text/html", "");
        assertThat(failure(render(JOB)).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure(render(RenderJob.of("https://site.test/slow", "work:/a")))
                        .kind())
                .isEqualTo(Kind.TIMEOUT);
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> render(RenderJob.of("https://site.test/refused", "work:/a")));
    }

    @Test
    void a_browser_that_asks_for_no_page_shows_none() {
        browser.on("Page.navigate", "{\"id\":#,\"result\":{\"errorText\":\"net::ERR\"}}");
        assertThat(failure(render(JOB)).message()).isEqualTo("the browser asked for no page");
    }

    @Test
    void a_browser_that_is_gone_is_told() {
        browser.on("Page.enable", ScriptedBrowser.GONE);
        assertThat(failure(render(JOB)).message()).isEqualTo("the browser ended");
    }

    @Test
    void a_browser_that_refuses_is_told() {
        browser.on("Page.enable", "{\"id\":#,\"error\":{\"code\":-32601,\"message\":\"'Page.enable' wasn't found\"}}");
        assertThat(failure(render(JOB)).message())
                .isEqualTo("the browser refuses Page.enable: 'Page.enable' wasn't found");
        browser.on("Page.enable", "{\"id\":#,\"error\":7}");
        assertThat(failure(render(JOB)).message()).isEqualTo("the browser refuses Page.enable: ");
    }

    @Test
    void a_page_that_never_rests_is_taken_at_the_end_of_the_call() {
        var restless = new ScriptedBrowser().on("Fetch.fulfillRequest", "{\"id\":9,\"result\":{}}"); // the navigation
        assertThat(value(inNoTime(restless)).settled()).isFalse();
    }

    @Test
    void a_browser_that_goes_while_a_request_is_on_its_way_is_told() {
        var leaving = new ScriptedBrowser()
                .on(
                        "Page.navigate",
                        ScriptedBrowser.paused("main", "GET", JOB.url(), "Document"),
                        ScriptedBrowser.paused("more", "GET", JOB.url(), "Image"),
                        ScriptedBrowser.GONE);
        Http late = request -> {
            await(leaving.gone);
            return site.send(request);
        };
        var context = TestContext.within(Duration.ofSeconds(30)).http(late).processes(leaving);
        assertThat(failure(WebTools.render(installed()).call(JOB, context)).message())
                .isEqualTo("the browser ended");
    }

    /** Like a request that does not mind being interrupted. */
    private static void await(CountDownLatch latch) {
        for (var waiting = true; waiting; ) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException e) {
                // goes on
            }
        }
    }

    @Test
    void nonsense_from_the_browser_is_told() {
        for (var nonsense : List.of("[]", "{", "7")) {
            browser.on("Page.enable", nonsense);
            assertThat(failure(render(JOB)).message()).startsWith("the browser sent something else than a message");
        }
        browser.on(
                "Page.enable",
                "{}",
                "{\"id\":-1,\"result\":{}}",
                "{\"method\":\"x\",\"params\":7}",
                "{\"id\":#,\"result\":{}}");
        assertThat(value(render(JOB)).status()).isEqualTo(200);
    }

    @Test
    void a_message_without_end_is_cut_off() {
        browser.on("Page.enable", "x".repeat((32 << 20) + 1));
        var failure = failure(render(JOB));
        assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(failure.message()).contains("a message of more than 33554432 bytes");
    }

    @Test
    void a_browser_that_keeps_silent_is_not_waited_for_beyond_the_call() {
        browser.on("Page.enable", "{\"method\":\"nothing\"}");
        var failure = failure(inNoTime(browser));
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.message()).isEqualTo("the browser did not answer Page.enable in time");
    }

    /** By a clock that stands still, each wait has two seconds until the call is over. */
    private ToolResult<Rendered> inNoTime(ScriptedBrowser other) {
        var time = new VirtualTime();
        var context = TestContext.until(time.now().plusSeconds(2)).http(site).processes(other);
        return BrowserTool.render(installed(), time).call(JOB, context);
    }

    @Test
    void waiting_ends_with_the_thread() {
        var waiting = Thread.currentThread();
        browser.on("Page.enable", () -> {
            waiting.interrupt();
            return List.of();
        });
        var failure = failure(render(JOB));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void a_flood_of_messages_is_dropped_at_the_end() {
        var flood = new ArrayList<>(List.of("{\"id\":#,\"result\":{\"outerHTML\":\"<p>\"}}"));
        for (int i = 0; i < 5_000; i++) {
            flood.add("{\"method\":\"Page.frameResized\",\"params\":{}}");
        }
        browser.on("DOM.getOuterHTML", flood.toArray(String[]::new));
        assertThat(value(render(JOB)).bytes()).isEqualTo(3);
    }

    @Test
    void dialogs_are_closed_and_frames_and_workers_watched() {
        browser.on(
                "Page.enable",
                "{\"sessionId\":\"S\",\"method\":\"Page.javascriptDialogOpening\",\"params\":{}}",
                "{\"sessionId\":\"S\",\"method\":\"Target.attachedToTarget\",\"params\":{\"sessionId\":\"W\"}}",
                "{\"method\":\"Target.attachedToTarget\",\"params\":{\"sessionId\":\"mine\"}}",
                "{\"sessionId\":\"S\",\"method\":\"Page.lifecycleEvent\",\"params\":{\"frameId\":\"G\",\"name\":\"init\"}}",
                "{\"sessionId\":\"S\",\"method\":\"Page.lifecycleEvent\",\"params\":{\"frameId\":\"F\",\"loaderId\":\"old\",\"name\":\"networkIdle\"}}",
                "{\"sessionId\":\"S\",\"method\":\"Page.lifecycleEvent\",\"params\":{\"frameId\":\"F\",\"name\":\"load\"}}",
                "{\"id\":#,\"result\":{}}");
        assertThat(value(render(JOB)).settled()).isTrue();
        assertThat(browser.heard("Page.handleJavaScriptDialog")).hasSize(1);
        assertThat(browser.heard("Runtime.runIfWaitingForDebugger"))
                .singleElement()
                .satisfies(told -> assertThat(DevTools.text(told, "sessionId")).isEqualTo("W"));
    }

    @Test
    void what_may_not_be_asked_for_fails_in_the_page() {
        browser.on(
                "Page.enable",
                ScriptedBrowser.paused("1", "POST", "https://site.test/mill", "XHR"),
                ScriptedBrowser.paused("2", "GET", "https://else.test/", "Image"),
                ScriptedBrowser.paused("3", "GET", "chrome://settings", "Document"),
                ScriptedBrowser.paused("4", "GET", "https://site.test/refused", "Image"),
                "{\"id\":#,\"result\":{}}");
        site.header("/", "content-length", "7").header("/", "set-cookie", "id=1");
        var page = value(render(JOB));
        assertThat(JsonText.write(browser.heard("Fetch.fulfillRequest").getFirst()))
                .contains("content-type")
                .doesNotContain("set-cookie", "content-length");
        assertThat(page.failed())
                .containsExactly(
                        "chrome://settings: not a web address that a crawl would take",
                        "https://else.test/: the job does not name host else.test",
                        "https://site.test/mill: POST is not sent, only GET",
                        "https://site.test/refused: not allowed");
        assertThat(browser.heard("Fetch.failRequest")).hasSize(4);
    }

    @Test
    void a_page_gets_so_much_and_no_more() throws IOException {
        var many = new ArrayList<String>();
        for (int i = 0; i < 600; i++) {
            many.add(ScriptedBrowser.paused("r" + i, "GET", "https://site.test/" + i, "Image"));
        }
        many.add("{\"id\":#,\"result\":{}}");
        browser.on("Page.enable", many.toArray(String[]::new));
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> render(JOB))
                .withMessage("the page asks for more than 500 things");

        Http large = request -> new HttpReply(200, request.url(), Map.of(), new byte[15 << 20]);
        var heavy = new ScriptedBrowser()
                .on(
                        "Page.enable",
                        ScriptedBrowser.paused("1", "GET", "https://site.test/1", "Image"),
                        ScriptedBrowser.paused("2", "GET", "https://site.test/2", "Image"),
                        ScriptedBrowser.paused("3", "GET", "https://site.test/3", "Image"),
                        ScriptedBrowser.paused("4", "GET", "https://site.test/4", "Image"),
                        "{\"id\":#,\"result\":{}}");
        var full = TestContext.within(Duration.ofSeconds(30)).http(large).processes(heavy);
        var result = WebTools.render(installed()).call(JOB, full);
        assertThat(failedLines(result)).anyMatch(line -> line.contains("the page asks for more than 67108864 bytes"));
    }

    /** Which of five is too much is left to chance. */
    private static List<String> failedLines(ToolResult<Rendered> result) {
        return switch (result) {
            case ToolResult.Ok<Rendered> ok -> ok.value().failed();
            case ToolResult.Failed<Rendered> failed -> List.of(failed.failure().message());
        };
    }

    @Test
    void a_request_says_what_the_browser_accepts_and_a_frame_is_not_the_page() {
        var asked = Collections.synchronizedList(new ArrayList<String>());
        Http noting = request -> {
            asked.add(request.url() + " " + request.headers().get("Accept"));
            return site.send(request);
        };
        browser.on("Page.enable", """
                {"sessionId":"S","method":"Fetch.requestPaused","params":{"requestId":"1","frameId":"G","resourceType":"Document",\
                "request":{"method":"GET","url":"https://site.test/nothing","headers":{"Accept":"text/html"}}}}""", "{\"id\":#,\"result\":{}}");
        var context = TestContext.within(Duration.ofSeconds(30)).http(noting).processes(browser);
        var page = value(WebTools.render(installed()).call(JOB, context));
        assertThat(page.status()).isEqualTo(200);
        assertThat(asked).containsExactlyInAnyOrder("https://site.test/nothing text/html", "https://site.test/ */*");
    }

    @Test
    void a_redirect_is_the_browsers_to_follow() {
        site.redirect("/", 302, "/mill");
        browser.on(
                "DOM.getDocument", "{\"id\":#,\"result\":{\"root\":{\"nodeId\":1,\"documentURL\":\"about:blank\"}}}");
        var failure = failure(render(JOB));
        assertThat(failure.message()).isEqualTo("the browser asked for no page");
        assertThat(browser.heard("Fetch.fulfillRequest").getFirst().toString()).contains("302");
    }

    @Test
    void a_browser_without_a_document_or_picture_is_told() {
        for (var none : List.of("{}", "{\"root\":{}}", "{\"root\":7}")) {
            browser.on("DOM.getDocument", "{\"id\":#,\"result\":" + none + "}");
            assertThat(failure(render(JOB)).message()).isEqualTo("the browser shows no document");
        }
    }

    @Test
    void a_picture_is_written_as_it_comes() {
        browser.on("Page.captureScreenshot", "{\"id\":#,\"result\":{\"data\":\"aGVsbG8=\"}}");
        assertThat(value(shoot()).bytes()).isEqualTo(5);
        assertThat(context.texts()).containsEntry("work:/page.html", "hello");
        browser.on("Page.captureScreenshot", "{\"id\":#,\"result\":{\"data\":\"**\"}}");
        assertThat(failure(shoot()).message()).isEqualTo("the browser sent no picture");
    }

    @Test
    void hosts_of_the_job_are_asked_in_any_spelling() {
        browser.on(
                "Page.enable",
                ScriptedBrowser.paused("1", "GET", "https://Else.test/x", "Image"),
                "{\"id\":#,\"result\":{}}");
        var job = new RenderJob(JOB.url(), JOB.file(), List.of("ELSE.test"), null, null, Duration.ZERO, null);
        assertThat(value(render(job)).failed()).isEmpty();
    }
}
