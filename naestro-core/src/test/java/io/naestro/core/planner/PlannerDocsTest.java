package io.naestro.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example of docs/planner.md and its output, word for word. */
class PlannerDocsTest {
    record Get(String url) {}

    record Page(String title, String text) {}

    record Summary(String summary) {}

    private static Desk desk(ToolContract<?, ?>... tools) {
        return Desk.of(tools);
    }

    private static String example() {
        var time = Desk.TIME;
        // begin
        var fetch = ToolContract.named("web.get", Get.class, Page.class)
                .repeat(Repeat.PURE)
                .cost(Money.eur("0.01"))
                .usually(Duration.ofSeconds(2), 0)
                .build();
        var archive = ToolContract.named("archive.get", Get.class, Page.class)
                .repeat(Repeat.PURE)
                .cost(Money.eur("0.05"))
                .build();
        var sum = ToolContract.named("text.sum", Page.class, Summary.class)
                .repeat(Repeat.PURE)
                .usually(Duration.ofSeconds(3), 500)
                .build();
        var planner = SymbolicPlanner.with(time).rules(Rules.NONE.forbid("mail.send"));
        var goal =
                Goal.of("Sum up this page").given("url", "https://example.org").yielding(Summary.class);
        // end
        return planner.propose(goal, desk(fetch, archive, sum)).explain();
    }

    @Test
    void the_documentation_shows_this_code_and_its_real_output() throws IOException {
        var docs = Files.readString(Path.of("..", "docs", "planner.md")).replace("\r", "");
        var source = Files.readString(
                        Path.of("src", "test", "java", "io", "naestro", "core", "planner", "PlannerDocsTest.java"))
                .replace("\r", "");
        var code = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("        // end\n"));

        assertThat(docs)
                .contains(code.lines()
                        .map(line -> line.substring(Math.min(8, line.length())))
                        .collect(Collectors.joining("\n")));
        assertThat(docs).contains("```\n" + example() + "\n```");
    }
}
