package io.naestro.providers.web;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.providers.web.Rendered.Difference;
import io.naestro.providers.web.Tab.Sight;
import io.naestro.run.TimeSource;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code web.render} and {@code web.screenshot}.
 *
 * @param browser the browser, if there is one
 * @param time tells how much time is left
 * @param contract which of the two
 * @param fruit what is written of a page
 */
record BrowserTool(Optional<Browser> browser, TimeSource time, ToolContract<RenderJob, Rendered> contract, Fruit fruit)
        implements SiteTool<RenderJob, Rendered> {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration USUAL = Duration.ofSeconds(10);

    /** What is written of a page, and what is told of it. */
    @FunctionalInterface
    interface Fruit {
        Written of(Tab tab, RenderJob job) throws IOException;
    }

    /**
     * What is written of a page.
     *
     * @param url where the page is
     * @param bytes the content of the file
     * @param differences what scripts changed
     */
    record Written(String url, byte[] bytes, List<Difference> differences) {}

    static BrowserTool render(Optional<Browser> browser, TimeSource time) {
        var contract = contract(
                "web.render",
                "Loads one page in a browser, with its scripts, writes its HTML as it then is, and tells what scripts"
                        + " changed of what search engines read.");
        return new BrowserTool(browser, time, contract, BrowserTool::html);
    }

    static BrowserTool screenshot(Optional<Browser> browser, TimeSource time) {
        var contract = contract(
                "web.screenshot",
                "Loads one page in a browser, with its scripts, and writes a picture of it as a PNG.");
        return new BrowserTool(browser, time, contract, BrowserTool::picture);
    }

    private static ToolContract<RenderJob, Rendered> contract(String name, String description) {
        return ToolContract.named(name, RenderJob.class, Rendered.class)
                .description(description)
                .repeat(Repeat.IDEMPOTENT)
                .touches(Touch.HTTP, Touch.FILES_WRITE, Touch.PROCESSES)
                .argument("/url", ArgumentRole.DESTINATION)
                .argument("/hosts", ArgumentRole.DESTINATION)
                .argument("/file", ArgumentRole.DESTINATION)
                .timeout(Duration.ofMinutes(2))
                .build();
    }

    @Override
    public ToolResult<Rendered> work(RenderJob job, ToolContext context) throws IOException {
        var sight = sight(job);
        if (browser.isEmpty()) {
            return ToolResult.failed(
                    Kind.UNAVAILABLE, "skipped: no browser is installed; install Chromium, or say where it is");
        }
        return ToolResult.of(Tab.open(browser.get(), sight, context, time, tab -> {
            var written = fruit.of(tab, job);
            context.files().write(job.file(), written.bytes());
            return new Rendered(
                    written.url(),
                    tab.served().status(),
                    job.file(),
                    written.bytes().length,
                    tab.settled(),
                    tab.supply().requests(),
                    tab.supply().failed(),
                    written.differences());
        }));
    }

    private static Written html(Tab tab, RenderJob job) throws IOException {
        var served = tab.served();
        var standing = tab.standing();
        var bytes = standing.html().getBytes(StandardCharsets.UTF_8);
        var url = Urls.canonical(standing.url()).orElse(job.url());
        var type = served.headers().getOrDefault("content-type", "");
        var before = PageReader.read(url, served.body(), type, "");
        var after = PageReader.read(url, bytes, "text/html; charset=utf-8", "");
        return new Written(url, bytes, Differences.of(before, after));
    }

    private static Written picture(Tab tab, RenderJob job) throws IOException {
        var url = Urls.canonical(tab.standing().url()).orElse(job.url());
        return new Written(url, tab.picture(Boolean.TRUE.equals(job.whole())), List.of());
    }

    private static Sight sight(RenderJob job) {
        var url = Urls.canonical(job.url())
                .orElseThrow(() -> wrong("/url", job.url(), "is not a web address", "https://host/path"));
        return new Sight(
                url,
                hosts(url, job.hosts()),
                size("/width", job.width(), 1280),
                size("/height", job.height(), 800),
                settle(job.settle()));
    }

    private static Set<String> hosts(String url, @Nullable List<String> more) {
        var hosts = new HashSet<String>();
        hosts.add(Urls.host(url));
        for (var host : more == null ? List.<String>of() : more) {
            hosts.add(host.toLowerCase(Locale.ROOT));
        }
        return hosts;
    }

    private static int size(String at, @Nullable Integer given, int usual) {
        var size = given == null ? usual : given;
        if (size < 100 || size > 4_000) {
            throw wrong(at, Integer.toString(size), "is no size of a window", "100 to 4000");
        }
        return size;
    }

    private static Duration settle(@Nullable Duration given) {
        var settle = given == null ? USUAL : given;
        if (settle.isNegative() || settle.compareTo(LONGEST) > 0) {
            throw wrong("/settle", settle.toString(), "is out of range", "PT0S to " + LONGEST);
        }
        return settle;
    }

    private static InputException wrong(String at, String found, String why, String allowed) {
        return new InputException(InputProblem.at(Pointer.of(at), Json.of(found), why, allowed));
    }
}
