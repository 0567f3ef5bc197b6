package io.naestro.core.models;

import io.naestro.json.Json;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.Residency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A model of the file but for its price; what the entry does not say, a card keeps. */
record ModelEntry(Json.Obj json) {
    private static final String ANY_TASK = "";

    String id() {
        return text("id").orElseThrow();
    }

    Optional<Json> get(String member) {
        return json.get(member);
    }

    Optional<Long> tokens(String member) {
        return json.get(member).map(value -> ((Json.Num) value).value().longValueExact());
    }

    ModelCard.Builder over(ModelCard.Builder card) {
        text("name").ifPresent(card::wireName);
        text("provider").ifPresent(card::provider);
        text("residency").ifPresent(word -> card.residency(constant(Residency.class, word)));
        tokens("context").ifPresent(card::contextTokens);
        tokens("output").ifPresent(card::maxOutputTokens);
        texts("capabilities")
                .ifPresent(words -> card.capabilities(words.stream()
                        .map(word -> constant(Capability.class, word))
                        .toArray(Capability[]::new)));
        text("group").ifPresent(card::group);
        texts("efforts").ifPresent(words -> card.efforts(words.toArray(String[]::new)));
        object("variants")
                .members()
                .forEach((name, instruction) -> card.variant(name, ((Json.Str) instruction).value()));
        json.get("prior").ifPresent(prior -> prior(card, ANY_TASK, prior));
        object("priors").members().forEach((task, prior) -> prior(card, task, prior));
        return card;
    }

    private static void prior(ModelCard.Builder card, String task, Json prior) {
        card.prior(task, number((Json.Obj) prior, "mean"), number((Json.Obj) prior, "mass"));
    }

    private static double number(Json.Obj holder, String member) {
        return ((Json.Num) holder.get(member).orElseThrow()).value().doubleValue();
    }

    private Optional<String> text(String member) {
        return json.get(member).map(value -> ((Json.Str) value).value());
    }

    private Optional<List<String>> texts(String member) {
        return json.get(member)
                .map(value -> ((Json.Arr) value)
                        .items().stream().map(item -> ((Json.Str) item).value()).toList());
    }

    private Json.Obj object(String member) {
        return (Json.Obj) json.get(member).orElse(Json.Obj.EMPTY);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
