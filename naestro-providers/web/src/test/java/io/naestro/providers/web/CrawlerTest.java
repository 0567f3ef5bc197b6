package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.providers.web.Crawled.End;
import io.naestro.testkit.TestContext;
import io.naestro.testkit.VirtualTime;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContext.Http;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CrawlerTest {
    private static final String HOME = TestSite.ORIGIN + "/";

    private final VirtualTime time = new VirtualTime();
    private final List<Duration> waits = new ArrayList<>();
    private final CrawlTool tool = new CrawlTool(time, wait -> {
        waits.add(wait);
        time.advance(wait);
    });
    private final TestSite site = new TestSite();
    private final TestContext context =
            TestContext.within(Duration.ofMinutes(5)).http(site);

    @Test
    void fetches_what_links_and_sitemaps_lead_to_each_once() {
        site.body("<a href='/#x'>Home</a><a href='https://else.test/'>Else</a><a href='/private/x'>Private</a>");
        site.put("/sitemap.xml", 200, "text/xml", TestSite.sitemap("/", "/listed"));

        var crawled = crawl(job());

        assertThat(crawled).isEqualTo(new Crawled(HOME, crawled.folder(), 4, 2, crawled.bytes(), End.COMPLETE));
        assertThat(site.asked())
                .containsExactlyInAnyOrder(
                        HOME + "robots.txt", HOME + "sitemap.xml", HOME, HOME + "listed", HOME + "mill");
        assertThat(context.deltas()).hasSize(4);
    }

    @Test
    void stops_at_the_most_pages() {
        assertThat(crawl(job().withMaxPages(1)).end()).isEqualTo(End.PAGES);
        assertThat(site.asked()).doesNotContain(HOME + "mill");
        site.body("<a href=/a>A</a><a href=/b>B</a><a href=/c>C</a>");
        assertThat(crawl(new CrawlJob(HOME, "work:/d", 3, null, null, null, null, null, null, 1, null))
                        .pages())
                .isEqualTo(3);
    }

    @Test
    void stops_at_the_most_bytes() {
        site.edit("/", "<p>", "<p>" + "long ".repeat(300));
        var crawled = crawl(new CrawlJob(HOME, "work:/c", null, null, null, 1_024L, null, null, null, 1, null));
        assertThat(crawled.end()).isEqualTo(End.BYTES);
        assertThat(crawled.pages()).isEqualTo(1);
    }

    @Test
    void stops_when_the_time_is_up() {
        var job = new CrawlJob(
                HOME, "work:/c", null, null, null, null, Duration.ofSeconds(3), null, Duration.ofSeconds(2), 1, null);
        site.body("<a href=/a>A</a><a href=/b>B</a><a href=/c>C</a>");

        assertThat(crawl(job).end()).isEqualTo(End.TIME);
        assertThat(waits).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    @Test
    void does_not_follow_links_deeper_than_allowed() {
        site.remove("/sitemap.xml");
        var crawled = crawl(new CrawlJob(HOME, "work:/c", null, 0, null, null, null, null, null, null, null));
        assertThat(crawled.pages()).isEqualTo(1);
        assertThat(crawled.end()).isEqualTo(End.COMPLETE);
    }

    @Test
    void waits_as_long_as_robots_txt_asks_but_not_longer_than_ten_seconds() {
        site.edit("/robots.txt", "Disallow", "Crawl-delay: 99\nDisallow");
        crawl(job());
        assertThat(waits).containsExactly(Duration.ofSeconds(10));
    }

    @Test
    void does_not_wait_when_the_time_has_gone_by_itself() {
        var slow = TestContext.within(Duration.ofMinutes(5)).http(request -> {
            time.advance(Duration.ofSeconds(5));
            return site.send(request);
        });
        var job = new CrawlJob(HOME, "work:/c", null, null, null, null, null, null, Duration.ofSeconds(2), 1, null);
        assertThat(TestSite.value(tool.call(job, slow)).pages()).isEqualTo(2);
        assertThat(waits).isEmpty();
    }

    @Test
    void follows_at_most_ten_redirects() {
        site.put("/", 200, "text/html", "<a href=/0>Go</a>").remove("/mill").remove("/sitemap.xml");
        for (int i = 0; i < 20; i++) {
            site.redirect("/" + i, 301, "/" + (i + 1));
        }
        assertThat(crawl(job()).pages()).isEqualTo(12);
    }

    @Test
    void goes_on_after_it_was_cut_off_and_gives_what_it_would_have_given() {
        for (int i = 0; i < 120; i++) {
            site.page("/p" + i, "Page number " + i, "The page with the number " + i, "word ".repeat(60))
                    .body("<a href=/p" + i + ">Page of a number</a>");
        }
        var whole = TestSite.value(
                tool.call(job(), TestContext.within(Duration.ofMinutes(5)).http(site)));
        var left = new AtomicInteger(90);
        var asked = new ArrayList<String>();
        context.http(request -> {
            if (left.decrementAndGet() < 0) {
                Thread.currentThread().interrupt();
                context.cancel();
                throw new InterruptedIOException("cut off");
            }
            return site.send(request);
        });
        assertThat(failure(job()).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(Thread.interrupted()).isTrue();
        var again = TestContext.within(Duration.ofMinutes(5)).http(request -> {
            synchronized (asked) {
                asked.add(request.url());
            }
            return site.send(request);
        });
        context.texts().forEach(again::file);

        assertThat(TestSite.value(tool.call(job(), again))).isEqualTo(whole);
        assertThat(asked).doesNotContain(HOME + "robots.txt", HOME).contains(HOME + "p119");
        asked.clear();
        assertThat(TestSite.value(tool.call(job(), again))).isEqualTo(whole);
        assertThat(asked).isEmpty();
    }

    @Test
    void another_step_starts_afresh() {
        var first = crawl(job());
        context.key("another");
        assertThat(crawl(job()).folder()).isNotEqualTo(first.folder());
    }

    @Test
    void a_page_that_does_not_end_is_given_up() {
        var never = new CountDownLatch(1);
        context.http(request -> {
            if (request.url().endsWith("/mill")) {
                sleep(never);
            }
            return site.send(request);
        });
        var crawled = crawl(
                new CrawlJob(HOME, "work:/c", null, null, null, null, null, Duration.ofMillis(50), null, null, null));

        assertThat(crawled.failures()).isEqualTo(1);
        assertThat(audit(crawled)).extracting(Issue::id).contains("answer-timeout");
    }

    @Test
    void a_client_that_fails_is_a_page_that_cannot_be_reached() {
        context.http(request -> {
            if (request.url().endsWith("/mill")) {
                throw new IllegalStateException("the client failed");
            }
            return site.send(request);
        });
        assertThat(audit(crawl(job()))).extracting(Issue::id).contains("answer-unreachable");
    }

    @Test
    void an_interruption_while_it_waits_ends_the_crawl() {
        var interrupted = new CrawlTool(time, wait -> {
            throw new InterruptedException();
        });
        var job = new CrawlJob(HOME, "work:/c", null, null, null, null, null, null, Duration.ofSeconds(1), null, null);
        assertThat(failed(interrupted.call(job, context)).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void an_interruption_while_a_page_is_fetched_ends_the_crawl() {
        var caller = Thread.currentThread();
        var never = new CountDownLatch(1);
        context.http(request -> {
            if (request.url().equals(HOME)) {
                caller.interrupt();
                sleep(never);
            }
            return site.send(request);
        });
        assertThat(failure(job()).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_call_that_is_over_keeps_nothing_more() {
        context.http(request -> {
            context.cancel();
            return site.send(request);
        });
        assertThat(failure(job()).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void says_why_the_first_page_cannot_be_fetched() {
        assertThat(failing(new IOException("reset")).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failing(new TooLarge("large")).kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(failing(new InterruptedIOException("slow")).kind()).isEqualTo(Kind.TIMEOUT);
        context.http(request -> {
            throw new AccessRefused("not allowed");
        });
        assertThatThrownBy(() -> tool.call(job(), context)).isInstanceOf(AccessRefused.class);
        var refusing = TestContext.within(Duration.ofMinutes(5)).http(request -> {
            if (request.url().equals(HOME)) {
                throw new AccessRefused("not allowed");
            }
            return site.send(request);
        });
        assertThatThrownBy(() -> tool.call(job(), refusing)).hasMessageContaining("the first page cannot be fetched");
    }

    @Test
    void files_of_the_site_are_found_over_redirects_that_stay_on_the_host() {
        site.redirect("/robots.txt", 301, "/r2")
                .put(
                        "/r2",
                        200,
                        "text/plain",
                        "User-agent: *\nDisallow: /mill\nSitemap: /no\nSitemap: https://else.test/s");
        assertThat(crawl(job()).pages()).isEqualTo(2);
        assertThat(site.asked()).contains(HOME + "r2").doesNotContain(HOME + "mill");
        site.redirect("/r2", 301, "https://else.test/");
        context.key("2");
        crawl(job());
        assertThat(site.asked()).noneMatch(url -> url.contains("else.test"));
    }

    @Test
    void a_robots_txt_that_gives_no_answer_forbids_all() {
        for (var failure : List.of(new IOException("reset"), new InterruptedIOException("slow"))) {
            context.key(failure.getMessage()).http(request -> {
                throw failure;
            });
            assertThat(failure(job()).message()).contains("robots.txt gives no answer, so nothing may be fetched");
        }
    }

    @Test
    void a_robots_txt_that_fails_or_forbids_the_first_page_is_a_finding() {
        site.put("/robots.txt", 503, "text/plain", "");
        assertThat(audit(crawl(job()))).extracting(Issue::id).contains("robots-unavailable");
        context.key("2");
        site.put("/robots.txt", 200, "text/plain", "user-agent: *\ndisallow: /");
        assertThat(audit(crawl(job()))).extracting(Issue::id).contains("robots-blocks-site");
    }

    @Test
    void a_file_is_followed_over_at_most_five_redirects() {
        site.redirect("/robots.txt", 301, "/robots.txt");
        crawl(job());
        assertThat(site.asked()).filteredOn(url -> url.endsWith("/robots.txt")).hasSize(6);
    }

    @Test
    void pages_of_xhtml_are_read_and_other_files_are_not() {
        site.put("/a", 200, "application/xhtml+xml", "<html/>")
                .put("/b", 200, "text/plain", "<html/>")
                .header("/a", "x-other", "1");
        site.body("<a href=/a>A</a><a href=/b>B</a>");
        assertThat(TestSite.value(new AuditTool(Gazetteer.NONE)
                                .call(AuditJob.of(crawl(job()).folder()), context))
                        .readable())
                .isEqualTo(3);
    }

    @Test
    void large_pages_are_kept_at_once() {
        var links = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            links.append("<a href='https://else.test/")
                    .append("x".repeat(480))
                    .append(i)
                    .append("'>L</a>");
        }
        for (int i = 0; i < 5; i++) {
            site.put("/l" + i, 200, "text/html", links.toString()).body("<a href=/l" + i + ">Long</a>");
        }
        crawl(job());
        assertThat(context.texts().keySet().stream().filter(name -> name.contains("pages-")))
                .hasSizeGreaterThan(1);
    }

    @Test
    void exactly_a_batch_of_pages_leaves_nothing_to_write() {
        for (int i = 0; i < 48; i++) {
            site.put("/n" + i, 200, "text/plain", "").body("<a href=/n" + i + ">N</a>");
        }
        assertThat(crawl(job()).pages()).isEqualTo(50);
        assertThat(context.texts().keySet().stream().filter(name -> name.contains("pages-")))
                .hasSize(1);
    }

    @Test
    void an_interruption_while_robots_txt_is_fetched_ends_the_crawl() {
        context.http(request -> {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("cut off");
        });
        assertThat(failure(job()).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void reads_sitemaps_that_name_sitemaps() {
        var index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>" + HOME
                + "s1.xml</loc></sitemap><sitemap><loc>" + HOME + "sitemap.xml</loc></sitemap><sitemap><loc>"
                + "https://else.test/s.xml</loc></sitemap></sitemapindex>";
        site.put("/sitemap.xml", 200, "application/xml", index)
                .put("/s1.xml", 200, "text/xml", TestSite.sitemap("/mill"));
        assertThat(audit(crawl(job())))
                .extracting(Issue::id)
                .contains("sitemap-incomplete")
                .doesNotContain("sitemap-invalid");
        assertThat(site.asked()).contains(HOME + "s1.xml").doesNotContain("https://else.test/s.xml");
    }

    @Test
    void reads_at_most_fifty_sitemaps() {
        var index = new StringBuilder("<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>");
        for (int i = 0; i < 60; i++) {
            index.append("<sitemap><loc>").append(HOME).append("s").append(i).append(".xml</loc></sitemap>");
        }
        site.put(
                "/sitemap.xml",
                200,
                "application/xml",
                index.append("</sitemapindex>").toString());
        crawl(job());
        assertThat(site.asked().stream().filter(url -> url.matches(".*/s[0-9]+.xml")))
                .hasSize(49);
    }

    @Test
    void a_sitemap_of_another_sort_and_an_empty_one_are_told() {
        site.put("/sitemap.xml", 200, "image/png", "x");
        assertThat(audit(crawl(job()))).extracting(Issue::id).contains("sitemap-invalid");
        site.put("/sitemap.xml", 200, "text/xml", TestSite.sitemap());
        context.key("2");
        assertThat(audit(crawl(job()))).extracting(Issue::id).contains("sitemap-invalid");
    }

    @Test
    void an_answer_without_a_type_is_html_if_it_looks_so() {
        Http bare = request -> new HttpReply(
                200,
                request.url(),
                Map.of(),
                request.url().equals(HOME)
                        ? "<a href=a>A</a><a href=b>B</a>".getBytes(StandardCharsets.UTF_8)
                        : request.url().endsWith("a") ? new byte[0] : "x".getBytes(StandardCharsets.UTF_8));
        context.http(bare);
        assertThat(crawl(job()).pages()).isEqualTo(3);
        assertThat(TestSite.value(new AuditTool(Gazetteer.NONE)
                                .call(AuditJob.of(crawl(job()).folder()), context))
                        .readable())
                .isEqualTo(1);
    }

    @Test
    void refuses_limits_that_make_no_sense_and_addresses_that_are_none() {
        assertThat(failure(job().withMaxPages(0)).message()).contains("/maxPages", "1 to 100000");
        assertThat(failure(job().withMaxPages(100_001)).kind()).isEqualTo(Kind.INVALID_INPUT);
        assertThat(failure(new CrawlJob(HOME, "work:/c", null, null, null, null, Duration.ZERO, null, null, null, null))
                        .message())
                .contains("/maxTime");
        assertThat(failure(new CrawlJob(
                                HOME, "work:/c", null, null, null, null, Duration.ofDays(8), null, null, null, null))
                        .message())
                .contains("/maxTime");
        assertThat(failure(CrawlJob.of("mailto:x", "work:/c")).message()).contains("/url");
    }

    @Test
    void an_audit_needs_a_crawl() {
        assertThat(failed(new AuditTool(Gazetteer.NONE).call(AuditJob.of("work:/none"), context))
                        .kind())
                .isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void what_files_throw_becomes_a_failure() {
        assertThat(failed(throwing(new FileNotFoundException("x"))).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(failed(throwing(new TooLarge("x"))).kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(failed(throwing(new IOException("x"))).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void the_tools_that_hosts_get_use_the_clock_of_the_machine() {
        assertThat(TestSite.value(WebTools.crawl().call(job(), context)).pages())
                .isEqualTo(2);
        assertThat(SystemTime.INSTANCE.now()).isNotNull();
        assertThat(WebTools.crawl().contract().acts()).isTrue();
        assertThat(WebTools.audit().contract().acts()).isFalse();
    }

    private static ToolResult<Audit> throwing(IOException problem) {
        var tool = new SiteTool<AuditJob, Audit>() {
            @Override
            public ToolContract<AuditJob, Audit> contract() {
                return WebTools.audit().contract();
            }

            @Override
            public ToolResult<Audit> work(AuditJob job, ToolContext context) throws IOException {
                throw problem;
            }
        };
        return tool.call(AuditJob.of("x"), TestContext.forAMinute());
    }

    private ToolFailure failing(IOException problem) {
        var open = TestContext.within(Duration.ofMinutes(5)).http(request -> {
            if (request.url().equals(HOME)) {
                throw problem;
            }
            return new HttpReply(404, request.url(), Map.of(), new byte[0]);
        });
        return failed(tool.call(job(), open));
    }

    private static void sleep(CountDownLatch never) throws InterruptedIOException {
        try {
            never.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private static CrawlJob job() {
        return CrawlJob.of(HOME, "work:/c/");
    }

    private Crawled crawl(CrawlJob job) {
        return TestSite.value(tool.call(job, context));
    }

    private List<Issue> audit(Crawled crawled) {
        return TestSite.value(new AuditTool(Gazetteer.NONE).call(AuditJob.of(crawled.folder()), context))
                .issues();
    }

    private ToolFailure failure(CrawlJob job) {
        return failed(tool.call(job, context));
    }

    private static ToolFailure failed(ToolResult<?> result) {
        return switch (result) {
            case ToolResult.Failed<?> failed -> failed.failure();
            case ToolResult.Ok<?> ok -> throw new AssertionError(ok.value());
        };
    }
}
