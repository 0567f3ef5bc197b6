package io.naestro.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.Condition;
import io.naestro.plan.ToolRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolContractTest {

    @Test
    void what_is_not_said_is_read_in_the_strictest_way() {
        assertThat(ToolContract.named("mail.send", Json.class, String.class).build())
                .isEqualTo(new ToolContract<>(
                        "mail.send",
                        1,
                        "",
                        Shape.of(Json.class),
                        Shape.of(String.class),
                        Repeat.ONCE,
                        Set.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        null,
                        null,
                        List.of(),
                        null,
                        Planning.NONE,
                        false));
    }

    @Test
    void the_builder_sets_every_part() {
        var contract = ToolContract.named("http.get", Shape.ANY, Shape.listOf(String.class))
                .version(3)
                .description("Fetches a page.")
                .repeat(Repeat.IDEMPOTENT)
                .touches(Touch.HTTP, Touch.SECRETS)
                .argument("/url", ArgumentRole.DESTINATION)
                .argument("/count", ArgumentRole.AMOUNT)
                .origin("", Origin.SELF)
                .origin("/0", Origin.UNKNOWN)
                .label("/-", Label.PII, Label.INTERNAL)
                .cost(Money.eur("0.01"))
                .timeout(Duration.ofSeconds(5))
                .aliases("web.get", "fetch")
                .deprecated("it is slow", "http.fetch@1")
                .requires(Condition.exists("/a"))
                .ensures(Condition.exists("/b"))
                .reveals("/c", "/d")
                .consumes("fuel", 2)
                .excludes("printer")
                .usually(Duration.ofSeconds(2), 30)
                .risk(0.5)
                .compensates()
                .build();

        assertThat(contract)
                .isEqualTo(new ToolContract<>(
                        "http.get",
                        3,
                        "Fetches a page.",
                        Shape.ANY,
                        Shape.listOf(String.class),
                        Repeat.IDEMPOTENT,
                        Set.of(Touch.HTTP, Touch.SECRETS),
                        Map.of(
                                Pointer.of("/url"), ArgumentRole.DESTINATION,
                                Pointer.of("/count"), ArgumentRole.AMOUNT),
                        Map.of(Pointer.ROOT, Origin.SELF, Pointer.of("/0"), Origin.UNKNOWN),
                        Map.of(Pointer.of("/-"), Set.of(Label.PII, Label.INTERNAL)),
                        Money.eur("0.01"),
                        Duration.ofSeconds(5),
                        List.of("web.get", "fetch"),
                        new Deprecation("it is slow", "http.fetch@1"),
                        new Planning(
                                List.of(Condition.exists("/a")),
                                List.of(Condition.exists("/b")),
                                List.of(new Planning.Reveal(Pointer.of("/c"), Pointer.of("/d"))),
                                Map.of("fuel", 2L),
                                Set.of("printer"),
                                Duration.ofSeconds(2),
                                30,
                                0.5),
                        true));
        assertThat(contract.ref()).isEqualTo(new ToolRef("http.get", 3)).hasToString("http.get@3");
    }

    @Test
    void what_changes_nothing_cannot_be_undone() {
        var contract = ToolContract.named("http.get", Json.class, String.class)
                .repeat(Repeat.PURE)
                .compensates();
        assertThatThrownBy(contract::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tool 'http.get' is PURE, so there is nothing that it could undo; drop one of the two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs.read", "a", "a1-b_c.d2", "very.long.name", "az09"})
    void accepts_words_joined_by_dots(String name) {
        assertThat(ToolContract.named(name, Json.class, Json.class).build().name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "fs.",
                ".fs",
                "fs..read",
                "Fs",
                "fs read",
                "1fs",
                "-fs",
                "_fs",
                "fé",
                "éf",
                "fs.read/",
                "a:",
                "a{",
                "a`"
            })
    void refuses_other_names_and_aliases(String name) {
        var message = "tool name '" + name
                + "' must be words joined by dots, each a lower-case letter, then letters, digits, '_' or '-'";

        assertThatThrownBy(
                        () -> ToolContract.named(name, Json.class, Json.class).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> ToolContract.named("fine", Json.class, Json.class)
                        .aliases(name)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void what_planners_are_told_must_make_sense() {
        var contract = ToolContract.named("t", Json.class, Json.class);

        assertThatThrownBy(() -> contract.usually(Duration.ofSeconds(-1), 0))
                .hasMessage("duration 'PT-1S' and tokens '0' must not be negative");
        assertThatThrownBy(() -> contract.usually(Duration.ZERO, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> contract.risk(-0.1)).hasMessage("risk '-0.1' must lie between 0 and 1");
        assertThatThrownBy(() -> contract.risk(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> contract.consumes("fuel", -1))
                .hasMessage("consumes '-1' of 'fuel', which must not be negative");
    }

    @Test
    void versions_start_at_one() {
        assertThatThrownBy(() -> ToolContract.named("t", Json.class, Json.class)
                        .version(0)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tool 't': version '0' must be at least 1");
        assertThatThrownBy(() -> new ToolRef("t", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tool 't': version '0' must be at least 1");
    }
}
