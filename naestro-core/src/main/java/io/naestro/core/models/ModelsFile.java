package io.naestro.core.models;

import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Located;
import io.naestro.base.NaestroFile;
import io.naestro.base.Quantities;
import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A file in which a host says what it knows of its models, header {@code naestro: models/v1}, in YAML or JSON. The
 * schema {@code models-v1.schema.json} beside this class says what it may hold; what it does not know is an error.
 *
 * <p>{@link #card} gives what the file says of a model, to be laid over what an adapter knows:
 * {@code OpenAi.vllm(url).model("qwen3-32b", models.card("qwen3-32b"))}. What the file does not say stays as it was.
 */
public final class ModelsFile {
    private static final JsonSchema SCHEMA = schema();

    private final String source;
    private final Map<String, UnaryOperator<ModelCard.Builder>> cards;

    private ModelsFile(String source, Map<String, UnaryOperator<ModelCard.Builder>> cards) {
        this.source = source;
        this.cards = Collections.unmodifiableMap(cards);
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @throws InputException if it is missing or unreadable, too large, of another kind or version, or wrong; names
     *     file, line and column of each mistake, and what is allowed
     */
    public static ModelsFile load(Path file) {
        return new Reader(NaestroFile.load(file, "models", 1, SCHEMA)).read();
    }

    /**
     * Reads the text of a file.
     *
     * @param text the text
     * @param source the name of the file for errors; decides between YAML and JSON
     * @throws InputException as {@link #load}
     */
    public static ModelsFile parse(String text, String source) {
        return new Reader(NaestroFile.parse(source, text.getBytes(StandardCharsets.UTF_8), "models", 1, SCHEMA)).read();
    }

    /** The ids of the models, in the order of the file. */
    public Set<String> ids() {
        return cards.keySet();
    }

    /**
     * What the file says of a model, to be laid over a card.
     *
     * @param id the id of the model in the file
     * @throws IllegalArgumentException if the file does not know it; names those that it knows
     */
    public UnaryOperator<ModelCard.Builder> card(String id) {
        return find(id).orElseThrow(() ->
                new IllegalArgumentException("model '" + id + "' is not in " + source + "; it has " + cards.keySet()));
    }

    /**
     * What the file says of a model, or empty when it does not know it.
     *
     * @param id the id of the model in the file
     */
    public Optional<UnaryOperator<ModelCard.Builder>> find(String id) {
        return Optional.ofNullable(cards.get(id));
    }

    @Override
    public String toString() {
        return source + " " + cards.keySet();
    }

    private static JsonSchema schema() {
        var name = "models-v1.schema.json";
        var resource = Objects.requireNonNull(ModelsFile.class.getResourceAsStream(name), name);
        return JsonSchema.compile((Json.Obj) JsonText.parse(name, resource, Limits.SCHEMA));
    }

    /** Reads what the schema has found to be of the right form, and collects what it cannot say. */
    private static final class Reader {
        private final Located file;
        private final List<InputProblem> problems = new ArrayList<>();

        private Reader(Located file) {
            this.file = file;
        }

        private ModelsFile read() {
            var at = Pointer.ROOT.child("models");
            var list = ((Json.Arr) file.json().at(at).orElseThrow()).items();
            var cards = new LinkedHashMap<String, UnaryOperator<ModelCard.Builder>>();
            for (int i = 0; i < list.size(); i++) {
                var entry = new ModelEntry((Json.Obj) list.get(i));
                var place = at.child(i);
                if (cards.put(entry.id(), card(entry, place)) != null) {
                    refuse(place.child("id"), "is the id of a model above; ids must be unique");
                }
            }
            if (!problems.isEmpty()) {
                throw file.refuse(problems);
            }
            return new ModelsFile(file.source(), cards);
        }

        private UnaryOperator<ModelCard.Builder> card(ModelEntry entry, Pointer at) {
            var price = entry.get("price").flatMap(value -> price(value, at.child("price")));
            if (entry.tokens("output").orElse(0L) > entry.tokens("context").orElse(Long.MAX_VALUE)) {
                refuse(at.child("output"), "is more than 'context', which holds input and output together");
            }
            return card -> {
                price.ifPresent(card::price);
                return entry.over(card);
            };
        }

        private Optional<Price> price(Json value, Pointer at) {
            if (value instanceof Json.Str word) {
                return Optional.of(word.value().equals("free") ? Price.FREE : Price.UNKNOWN);
            }
            var amounts = ((Json.Obj) value).members();
            var second = amounts.containsKey("second");
            var first = money(at.child(second ? "second" : "input"));
            var cached = amounts.containsKey("cached") ? money(at.child("cached")) : first;
            var output = second ? first : money(at.child("output"));
            if (first.isEmpty() || cached.isEmpty() || output.isEmpty()) {
                return Optional.empty();
            }
            return second
                    ? Optional.of(new Price.SecondPrice(first.get()))
                    : tokenPrice(first.get(), cached.get(), output.get(), at);
        }

        private Optional<Price> tokenPrice(Money input, Money cached, Money output, Pointer at) {
            try {
                return Optional.of(new Price.TokenPrice(input, cached, output));
            } catch (IllegalArgumentException e) {
                refuse(at, "has amounts in more than one currency");
                return Optional.empty();
            }
        }

        private Optional<Money> money(Pointer at) {
            try {
                return Optional.of(
                        Quantities.money(((Json.Str) file.json().at(at).orElseThrow()).value()));
            } catch (InputException e) {
                refuse(at, "is not an amount of money", "0.15 USD");
                return Optional.empty();
            }
        }

        private void refuse(Pointer at, String message, String... allowed) {
            problems.add(InputProblem.at(at, file.json().at(at).orElseThrow(), message, allowed));
        }
    }
}
