package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.run.RunId;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.spi.LoggingEventBuilder;

class FaultsTest {
    private final List<String> logged = new ArrayList<>();

    @Test
    void a_log_that_fails_over_an_exception_tells_at_least_what_happened() {
        Faults.log(this::fragile, new IllegalStateException("no words"), "tool failed");
        assertThat(logged).containsExactly("tool failed");
    }

    @Test
    void a_failure_without_a_message_is_told_by_its_name() {
        assertThat(Faults.brief(new StackOverflowError())).isEqualTo("StackOverflowError");
        assertThat(Faults.brief(new IllegalStateException("x".repeat(400))))
                .hasSize(301)
                .endsWith("…");
    }

    @Test
    void a_line_names_the_run_and_the_step_that_it_concerns() {
        assertThat(keys(Folded.RUN, "one")).containsExactly("run=" + Folded.RUN, "step=one");
        assertThat(keys(Folded.RUN, "")).containsExactly("run=" + Folded.RUN);
        assertThat(keys(null, "one")).containsExactly("step=one");
    }

    private static List<String> keys(@Nullable RunId run, String step) {
        var keys = new ArrayList<String>();
        var builder = (LoggingEventBuilder) Proxy.newProxyInstance(
                FaultsTest.class.getClassLoader(),
                new Class<?>[] {LoggingEventBuilder.class},
                (event, method, arguments) -> {
                    keys.add(arguments[0] + "=" + arguments[1]);
                    return event;
                });
        assertThat(Faults.of(builder, run, step)).isSameAs(builder);
        return keys;
    }

    /** An event that cannot print a cause, as with an exception whose own methods throw. */
    private LoggingEventBuilder fragile() {
        var causes = new ArrayList<Object>();
        return (LoggingEventBuilder) Proxy.newProxyInstance(
                FaultsTest.class.getClassLoader(),
                new Class<?>[] {LoggingEventBuilder.class},
                (event, method, arguments) -> {
                    switch (method.getName()) {
                        case "setCause" -> causes.add(arguments[0]);
                        case "log" -> {
                            if (!causes.isEmpty()) {
                                throw new IllegalStateException("cannot print the cause");
                            }
                            logged.add((String) arguments[0]);
                        }
                        default -> throw new AssertionError(method);
                    }
                    return event;
                });
    }
}
