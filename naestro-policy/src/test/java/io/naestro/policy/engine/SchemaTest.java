package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.effect.Label;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.Residency;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The words of the schema and those of the code are the same. */
class SchemaTest {

    private static List<String> words(String definition, String pointer) throws Exception {
        try (var in = Objects.requireNonNull(YamlPolicy.class.getResourceAsStream("policy-v1.schema.json"))) {
            var schema = JsonText.parse("schema", in, Limits.SCHEMA);
            var words = schema.at(Pointer.of("/$defs/" + definition + pointer + "/enum"))
                    .orElseThrow();
            return ((Json.Arr) words)
                    .items().stream().map(word -> ((Json.Str) word).value()).toList();
        }
    }

    @Test
    void every_constant_has_its_word() throws Exception {
        assertThat(words("rule", "/properties/residency/items"))
                .containsExactlyElementsOf(
                        Arrays.stream(Residency.values()).map(Words::word).toList());
        assertThat(words("rule", "/properties/effects/items"))
                .containsExactlyElementsOf(
                        Arrays.stream(EffectKind.values()).map(EffectKind::word).toList());
        assertThat(words("rule", "/properties/verdict"))
                .containsExactlyElementsOf(Arrays.stream(Verdict.values())
                        .map(verdict -> verdict.name().toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(words("origins", "/items"))
                .containsExactlyElementsOf(Arrays.stream(Provenance.Source.values())
                        .map(Words::word)
                        .toList());
        assertThat(words("flow", "/properties/data/items"))
                .containsExactlyElementsOf(
                        Arrays.stream(Label.values()).map(Words::word).toList());
        assertThat(words("use", ""))
                .containsExactlyElementsOf(
                        Uses.SPOKEN_OF.stream().map(Words::word).toList());
        assertThat(words("on", "/properties/method/items")).containsExactlyInAnyOrderElementsOf(Destinations.METHODS);
    }

    @Test
    void every_mode_has_its_words() throws Exception {
        assertThat(words("mode", "").stream().map(Modes::of))
                .containsExactly(Mode.GUIDE, Mode.COPILOT, Mode.AUTO, Mode.GUIDE, Mode.COPILOT);
    }
}
