package io.naestro.core.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelsFileTest {
    private static final Path PAGE = Path.of("../docs/providers.md");

    private static ModelsFile parse(String... models) {
        var text = new StringBuilder("naestro: models/v1\nmodels:\n");
        for (var model : models) {
            text.append("  - { ").append(model).append(" }\n");
        }
        return ModelsFile.parse(text.toString(), "models.yaml");
    }

    private static ModelCard card(String model) {
        return parse("id: m, " + model).card("m").apply(ModelCard.named("m")).build();
    }

    @Test
    void the_example_of_the_page_is_read(@TempDir Path folder) throws IOException {
        var page = Files.readString(PAGE);
        var start = page.indexOf("naestro: models/v1");
        var file = Files.writeString(folder.resolve("models.yaml"), page.substring(start, page.indexOf("```", start)));
        var models = ModelsFile.load(file);

        assertThat(models.ids()).containsExactly("qwen3-32b", "gpt-5-mini", "llama-8b");
        assertThat(models).hasToString(file + " [qwen3-32b, gpt-5-mini, llama-8b]");
        assertThat(models.card("qwen3-32b").apply(ModelCard.named("q")).build())
                .isEqualTo(ModelCard.named("q")
                        .wireName("Qwen/Qwen3-32B")
                        .provider("vllm")
                        .residency(Residency.ON_PREMISES)
                        .contextTokens(32_768)
                        .maxOutputTokens(8_192)
                        .capabilities(
                                Capability.TOOLS, Capability.JSON_SCHEMA, Capability.STREAMING, Capability.REASONING)
                        .efforts("low", "high")
                        .price(new Price.SecondPrice(Money.eur("0.0004")))
                        .prior("", 0.78, 30)
                        .prior("extract", 0.91, 40)
                        .build());
        assertThat(models.card("gpt-5-mini").apply(ModelCard.named("g")).build().price())
                .isEqualTo(new Price.TokenPrice(Money.eur("0.25"), Money.eur("0.025"), Money.eur("2.00")));
        assertThat(models.card("llama-8b").apply(ModelCard.named("l")).build().price())
                .isEqualTo(Price.FREE);
    }

    @Test
    void what_the_file_does_not_say_stays_as_it_was() {
        var known = ModelCard.named("m")
                .wireName("wire")
                .provider("p")
                .residency(Residency.LOCAL)
                .contextTokens(5)
                .maxOutputTokens(4)
                .capabilities(Capability.VISION)
                .price(Price.FREE)
                .group("g")
                .efforts("low")
                .variant("terse", "Be brief.")
                .prior("", 0.5, 1);
        var before = known.build();
        assertThat(parse("id: m").card("m").apply(known).build()).isEqualTo(before);
    }

    @Test
    void every_member_reaches_the_card() {
        var card = card("group: g, variants: { terse: Be brief. }, price: unknown, capabilities: []");
        assertThat(card.group()).isEqualTo("g");
        assertThat(card.variants()).isEqualTo(Map.of("terse", "Be brief."));
        assertThat(card.price()).isEqualTo(Price.UNKNOWN);
        assertThat(card.capabilities()).isEmpty();
        assertThat(card("price: { input: 1 USD, output: 2 USD }").price())
                .isEqualTo(Price.perMillionTokens(Money.usd("1"), Money.usd("2")));
        assertThat(card("context: 10, output: 10").maxOutputTokens()).isEqualTo(10);
    }

    @Test
    void a_model_that_the_file_does_not_know_is_told_with_those_that_it_knows() {
        var models = parse("id: a", "id: b");
        assertThat(models.find("c")).isEmpty();
        assertThat(models.find("b")).isPresent();
        assertThatThrownBy(() -> models.card("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model 'c' is not in models.yaml; it has [a, b]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name: x | models.yaml:3:5 /models/0: the member 'id' is missing
            id: '' | /models/0/id
            id: 7 | /models/0/id: '7'
            id: m, colour: red | /models/0/colour
            id: m, residency: moon | models.yaml:3:25 /models/0/residency: 'moon' is not allowed; allowed: local, on-premises, cloud
            id: m, context: 0 | /models/0/context
            id: m, context: 1.5 | /models/0/context
            id: m, context: many | /models/0/context
            id: m, context: 10, output: 11 | models.yaml:3:35 /models/0/output: '11' is more than 'context', which holds input and output together
            id: m, capabilities: [magic] | /models/0/capabilities/0: 'magic' is not allowed; allowed: tools, json-schema, vision, audio, streaming, reasoning
            id: m, capabilities: tools | /models/0/capabilities
            id: m, price: cheap | /models/0/price
            id: m, price: { input: 1 USD } | /models/0/price
            id: m, price: { second: 1 USD, input: 1 USD } | /models/0/price
            id: m, price: { second: soon } | /models/0/price/second: 'soon' is not an amount of money; allowed: 0.15 USD
            id: m, price: { input: x, output: 1 USD } | /models/0/price/input: 'x' is not an amount of money
            id: m, price: { input: 1 USD, output: x } | /models/0/price/output: 'x' is not an amount of money
            id: m, price: { input: 1 USD, cached: x, output: 1 USD } | /models/0/price/cached: 'x' is not an amount of money
            id: m, price: { input: 1 USD, output: 1 EUR } | /models/0/price: '{"input":"1 USD","output":"1 EUR"}' has amounts in more than one currency
            id: m, efforts: [] | /models/0/efforts
            id: m, efforts: [low, low] | /models/0/efforts
            id: m, variants: { terse: '' } | /models/0/variants/terse
            id: m, prior: { mean: 2, mass: 1 } | /models/0/prior/mean
            id: m, prior: { mean: 0.5 } | /models/0/prior
            id: m, prior: { mean: 0.5, mass: 0 } | /models/0/prior/mass
            id: m, priors: { extract: good } | /models/0/priors/extract
            id: m }, { id: m | models.yaml:3
            """)
    void what_is_wrong_is_told_with_its_place(String model, String problem) {
        assertThat(catchThrowableOfType(InputException.class, () -> parse(model)))
                .hasMessageContaining(problem);
    }

    @Test
    void all_mistakes_are_told_at_once() {
        var refused = catchThrowableOfType(
                InputException.class, () -> parse("id: a, price: { second: x }", "id: a, price: { second: y }"));
        assertThat(refused.problems())
                .extracting(problem -> problem.pointer().toString())
                .containsExactly("/models/0/price/second", "/models/1/price/second", "/models/1/id");
    }

    @Test
    void a_file_of_another_kind_or_none_is_refused(@TempDir Path folder) {
        for (var text : List.of("", "naestro: policy/v1", "naestro: models/v2\nmodels: []", "{", "models: []")) {
            assertThat(catchThrowableOfType(InputException.class, () -> ModelsFile.parse(text, "models.yaml")))
                    .hasMessageContaining("models.yaml");
        }
        assertThat(catchThrowableOfType(InputException.class, () -> ModelsFile.load(folder.resolve("none.yaml"))))
                .hasMessageContaining("none.yaml");
        assertThat(ModelsFile.parse("{\"naestro\":\"models/v1\",\"models\":[]}", "models.json")
                        .ids())
                .isEmpty();
    }
}
