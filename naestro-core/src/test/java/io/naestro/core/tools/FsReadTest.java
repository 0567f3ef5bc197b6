package io.naestro.core.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.naestro.testkit.TestContext;
import io.naestro.testkit.ToolConformance;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FsReadTest extends ToolConformance<ReadFile, FileText> {
    @Override
    protected Tool<ReadFile, FileText> tool() {
        return Tools.fsRead();
    }

    @Override
    protected ReadFile validInput() {
        return new ReadFile("docs:/a.txt");
    }

    @Override
    protected Optional<ReadFile> refusedInput() {
        return Optional.of(new ReadFile("docs:/missing.txt"));
    }

    @Override
    protected TestContext context() {
        return TestContext.forAMinute().file("docs:/a.txt", "Grüße 😀\u0000");
    }

    @Test
    void gives_text_and_size() {
        assertThat(tool().call(validInput(), context()))
                .isEqualTo(ToolResult.of(new FileText("docs:/a.txt", "Grüße 😀\u0000", 13)));
    }

    @Test
    void keeps_to_the_limit() {
        assertThat(tool().call(new ReadFile("docs:/a.txt", 13L), context())).isInstanceOf(ToolResult.Ok.class);
        assertThat(tool().call(new ReadFile("docs:/a.txt", 12L), context())).isInstanceOf(ToolResult.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 16_777_217, Long.MAX_VALUE})
    void takes_no_other_limit(long limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReadFile("docs:/a.txt", limit))
                .withMessage("maxBytes '" + limit + "' must lie between 1 and 16777216");
        assertThatIllegalArgumentException().isThrownBy(() -> new Fetch("http://h.test/", limit));
    }

    @Test
    void tells_a_missing_file() {
        assertThat(ToolsTest.failure(tool().call(refusedInput().orElseThrow(), context()))
                        .kind())
                .isEqualTo(Kind.NOT_FOUND);
    }
}
