package io.naestro.providers.web;

import io.naestro.base.Digests;
import io.naestro.base.Values;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.providers.web.Crawler.NoFirstPage;
import io.naestro.providers.web.Crawler.Pause;
import io.naestro.run.TimeSource;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.time.Duration;

/** {@code web.crawl}. */
record CrawlTool(TimeSource time, Pause pause) implements SiteTool<CrawlJob, Crawled> {
    private static final ToolContract<CrawlJob, Crawled> CONTRACT = ToolContract.named(
                    "web.crawl", CrawlJob.class, Crawled.class)
            .description("Crawls one web site within limits, as robots.txt allows, and keeps facts of its pages in a"
                    + " folder. A crawl that was cut off goes on.")
            .repeat(Repeat.IDEMPOTENT)
            .touches(Touch.HTTP, Touch.FILES_READ, Touch.FILES_WRITE)
            .argument("/url", ArgumentRole.DESTINATION)
            .argument("/folder", ArgumentRole.DESTINATION)
            .argument("/served", ArgumentRole.DESTINATION)
            .timeout(Duration.ofHours(2))
            .build();

    @Override
    public ToolContract<CrawlJob, Crawled> contract() {
        return CONTRACT;
    }

    @Override
    public ToolResult<Crawled> work(CrawlJob job, ToolContext context) throws IOException {
        var limits = Limits.of(job);
        var url = address("/url", job.url());
        var served = job.served() == null ? url : address("/served", job.served());
        var fetcher = new Fetcher(context.http(), limits.pageBytes(), Urls.origin(url), Urls.origin(served));
        try {
            return ToolResult.of(new Crawler(context, time, pause, limits, url, folder(job, context), fetcher).crawl());
        } catch (NoFirstPage e) {
            return switch (e.problem()) {
                case REFUSED -> throw new AccessRefused(String.valueOf(e.getMessage()));
                case TIMEOUT -> ToolResult.failed(Kind.TIMEOUT, String.valueOf(e.getMessage()));
                case TOO_LARGE -> ToolResult.failed(Kind.TOO_LARGE, String.valueOf(e.getMessage()));
                case ROBOTS, UNREACHABLE -> ToolResult.failed(Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
            };
        }
    }

    private static String address(String at, String given) {
        return Urls.canonical(given)
                .orElseThrow(() -> new InputException(
                        InputProblem.at(Pointer.of(at), Json.of(given), "is not a web address", "https://host/path")));
    }

    /** A folder of its own for each step and job: a repeated call goes on, another one starts afresh. */
    private static String folder(CrawlJob job, ToolContext context) {
        var call = Json.object().with("key", context.idempotencyKey()).with("job", Values.write(job));
        var name =
                Digests.of("web.crawl/v1", call).value().replaceFirst(".*:", "").substring(0, 16);
        return job.folder().replaceFirst("/+$", "") + "/" + name;
    }
}
