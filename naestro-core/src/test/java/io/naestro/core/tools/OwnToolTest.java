package io.naestro.core.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Origin;
import io.naestro.testkit.TestContext;
import io.naestro.testkit.ToolConformance;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.HttpRequest;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tool that {@code docs/tools.md} shows, as it stands there. */
class OwnToolTest extends ToolConformance<OwnToolTest.Site, OwnToolTest.Title> {
    // docs: start
    record Site(String url) {}

    record Title(String text) {}

    static final ToolContract<Site, Title> CONTRACT = ToolContract.named("site.title", Site.class, Title.class)
            .description("Reads the title of a web page.")
            .repeat(Repeat.PURE) // a second call changes nothing
            .touches(Touch.HTTP) // anything else is refused
            .argument("/url", ArgumentRole.DESTINATION) // the policy decides on it before the call
            .origin("/text", Origin.UNKNOWN) // anyone may have written it
            .build();

    static final Tool<Site, Title> TOOL = Tools.of(CONTRACT, (site, context) -> {
        var reply = context.http().send(HttpRequest.get(site.url(), 100_000));
        var title = Pattern.compile("<title>([^<]*)").matcher(new String(reply.body(), UTF_8));
        return new Title(title.find() ? title.group(1).strip() : "");
    });
    // docs: end

    @Override
    protected Tool<Site, Title> tool() {
        return TOOL;
    }

    @Override
    protected Site validInput() {
        return new Site("https://site.test/");
    }

    @Override
    protected Optional<Site> refusedInput() {
        return Optional.of(new Site("https://down.test/"));
    }

    @Override
    protected TestContext context() {
        return TestContext.forAMinute().http(request -> {
            if (request.url().contains("down")) {
                throw new IOException("down");
            }
            return new HttpReply(200, request.url(), Map.of(), "<title> Hello </title>".getBytes(UTF_8));
        });
    }

    @Test
    void reads_the_title() {
        assertThat(TOOL.call(validInput(), context())).isEqualTo(ToolResult.of(new Title("Hello")));
    }

    @Test
    void stands_in_the_documentation_word_for_word() throws IOException {
        var source = Files.readString(Path.of("src/test/java/io/naestro/core/tools/OwnToolTest.java"));
        var shown = source.substring(source.indexOf("// docs: start\n") + 15, source.indexOf("    // docs: end"));

        assertThat(Files.readString(Path.of("../docs/tools.md")))
                .contains("```java\n" + shown.replaceAll("(?m)^    ", "") + "```");
    }
}
