package io.naestro.core.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.testkit.TestContext;
import io.naestro.testkit.ToolConformance;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContext.Http;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.HttpRequest;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpGetTest extends ToolConformance<Fetch, Page> {
    private static final String URL = "http://site.test/a?q=1";

    @Override
    protected Tool<Fetch, Page> tool() {
        return Tools.httpGet();
    }

    @Override
    protected Fetch validInput() {
        return new Fetch(URL);
    }

    @Override
    protected Optional<Fetch> refusedInput() {
        return Optional.of(new Fetch("http://site.test/busy"));
    }

    @Override
    protected TestContext context() {
        return answering(request -> new HttpReply(
                request.url().endsWith("busy") ? 503 : 200,
                request.url(),
                Map.of("content-type", "text/html"),
                "<p>hello</p>".getBytes(UTF_8)));
    }

    @Override
    protected Optional<Endless<Fetch, Page>> endless(Runnable reached) {
        return Optional.of(new Endless<>(new Waiting(reached), validInput()));
    }

    /** The tool on a host that never answers. */
    private record Waiting(Runnable reached) implements Tool<Fetch, Page> {
        @Override
        public ToolContract<Fetch, Page> contract() {
            return Tools.httpGet().contract();
        }

        @Override
        public ToolResult<Page> call(Fetch input, ToolContext context) {
            return Tools.httpGet().call(input, answering(request -> {
                reached.run();
                try {
                    new CountDownLatch(1).await();
                    throw new AssertionError("nobody counts down");
                } catch (InterruptedException e) {
                    throw new InterruptedIOException("interrupted");
                }
            }));
        }
    }

    @Test
    void asks_for_a_page_and_follows_five_redirects() {
        var asked = new ArrayList<HttpRequest>();
        var context = answering(request -> {
            asked.add(request);
            return new HttpReply(200, "http://site.test/b", Map.of(), new byte[0]);
        });

        assertThat(tool().call(new Fetch(URL), context))
                .isEqualTo(ToolResult.of(new Page("http://site.test/b", 200, "", "")));
        tool().call(new Fetch(URL, 5L), context);
        assertThat(asked.getFirst().method()).isEqualTo("GET");
        assertThat(asked.getFirst().url()).isEqualTo(URL);
        assertThat(asked.getFirst().maxRedirects()).isEqualTo(5);
        assertThat(asked).extracting(HttpRequest::maxBytes).containsExactly(1L << 20, 5L);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 400, 403, 404, 500, 502})
    void every_other_status_is_a_result(int status) {
        var result = tool().call(
                        validInput(),
                        answering(request -> new HttpReply(
                                status, URL, Map.of("content-type", "text/plain"), "text".getBytes(UTF_8))));

        assertThat(result).isEqualTo(ToolResult.of(new Page(URL, status, "text/plain", "text")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | 120 |  | RATE_LIMITED | PT2M",
                "503 | 0 |  | UNAVAILABLE | PT0S",
                "503 |  |  | UNAVAILABLE |",
                "503 | soon |  | UNAVAILABLE |",
                "503 | -5 |  | UNAVAILABLE |",
                "503 | 99999999999 |  | UNAVAILABLE |",
                "429 | Wed, 21 Oct 2026 07:28:00 GMT | Wed, 21 Oct 2026 07:27:30 GMT | RATE_LIMITED | PT30S",
                "429 | Wed, 21 Oct 2026 07:28:00 GMT | Wed, 21 Oct 2026 07:29:00 GMT | RATE_LIMITED | PT0S",
                "429 | Wed, 21 Oct 2026 07:28:00 GMT |  | RATE_LIMITED |",
                "429 | yesterday | Wed, 21 Oct 2026 07:29:00 GMT | RATE_LIMITED |"
            })
    void a_busy_server_is_a_failure_with_the_wait_that_it_asks_for(
            int status, String after, String date, Kind kind, Duration wait) {
        var headers = new HashMap<String, String>();
        if (after != null) {
            headers.put("retry-after", after);
        }
        if (date != null) {
            headers.put("date", date);
        }

        var failure = ToolsTest.failure(
                tool().call(validInput(), answering(request -> new HttpReply(status, URL, headers, new byte[0]))));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.retryAfter()).isEqualTo(wait);
        assertThat(failure.message()).isEqualTo("http://site.test/a answered " + status);
    }

    private static TestContext answering(Http http) {
        return TestContext.forAMinute().http(http);
    }
}
