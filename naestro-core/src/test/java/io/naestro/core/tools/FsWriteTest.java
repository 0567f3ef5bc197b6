package io.naestro.core.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.Digests;
import io.naestro.testkit.TestContext;
import io.naestro.testkit.ToolConformance;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FsWriteTest extends ToolConformance<WriteFile, FileWritten> {
    @Override
    protected Tool<WriteFile, FileWritten> tool() {
        return Tools.fsWrite();
    }

    @Override
    protected WriteFile validInput() {
        return new WriteFile("out:/a.txt", "Grüße 😀");
    }

    @Override
    protected Optional<WriteFile> refusedInput() {
        return Optional.of(new WriteFile("out:/a.txt", "half of a pair: \ud83d"));
    }

    @Test
    void writes_text_as_utf_8_and_says_what_it_wrote() {
        var context = TestContext.forAMinute();
        var bytes = "Grüße 😀".getBytes(StandardCharsets.UTF_8);

        assertThat(tool().call(validInput(), context))
                .isEqualTo(ToolResult.of(new FileWritten("out:/a.txt", bytes.length, Digests.ofBytes(bytes))));
        assertThat(context.texts()).isEqualTo(Map.of("out:/a.txt", "Grüße 😀"));
    }

    @Test
    void writes_nothing_when_the_text_has_no_utf_8_form() {
        var context = TestContext.forAMinute();

        assertThat(ToolsTest.failure(tool().call(refusedInput().orElseThrow(), context))
                        .message())
                .isEqualTo("the text has an unpaired surrogate, which UTF-8 cannot hold");
        assertThat(context.texts()).isEmpty();
    }
}
