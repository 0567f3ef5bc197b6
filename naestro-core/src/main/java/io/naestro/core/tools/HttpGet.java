package io.naestro.core.tools;

import io.naestro.effect.Origin;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.HttpRequest;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.util.Map;

/** {@code http.get}. */
final class HttpGet {
    private static final int REDIRECTS = 5;
    private static final Map<String, String> ASKS = Map.of("Accept", "text/html, text/*;q=0.9, */*;q=0.8");

    static final Tool<Fetch, Page> TOOL = new FunctionTool<>(
            ToolContract.named("http.get", Fetch.class, Page.class)
                    .description("Fetches a web page as text. Redirects are followed; any status is a result.")
                    .repeat(Repeat.PURE)
                    .touches(Touch.HTTP)
                    .argument("/url", ArgumentRole.DESTINATION)
                    .origin("/url", Echo.ORIGIN)
                    .origin("/status", Echo.ORIGIN)
                    .origin("/contentType", Origin.UNKNOWN)
                    .origin("/text", Origin.UNKNOWN)
                    .build(),
            HttpGet::fetch);

    private HttpGet() {}

    private static ToolResult<Page> fetch(Fetch input, ToolContext context) throws IOException {
        var reply = context.http()
                .send(new HttpRequest(
                        "GET", input.url(), ASKS, new byte[0], Sizes.orUsual(input.maxBytes()), REDIRECTS));
        return switch (reply.status()) {
            case 429 -> busy(Kind.RATE_LIMITED, reply);
            case 503 -> busy(Kind.UNAVAILABLE, reply);
            default -> ToolResult.of(page(reply));
        };
    }

    private static Page page(HttpReply reply) {
        var type = reply.headers().getOrDefault("content-type", "");
        return new Page(reply.url(), reply.status(), type, PageText.of(reply.body(), type));
    }

    private static ToolResult<Page> busy(Kind kind, HttpReply reply) {
        var failure = ToolFailure.of(kind, reply.url().split("\\?", 2)[0] + " answered " + reply.status());
        return new ToolResult.Failed<>(
                RetryAfter.of(reply.headers()).map(failure::after).orElse(failure));
    }
}
