package io.naestro.policy.engine.provenance;

import io.naestro.effect.Origin;
import io.naestro.effect.Origin.Form;
import io.naestro.effect.Origin.Source;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.tool.ToolContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model was shown, in the order in which it saw it: the user's words, results of tools, answers of other models.
 * By it, each argument of a call that the model proposes gets an origin. What a model says proves nothing, so the
 * origin is not asked for but found:
 *
 * <ol>
 *   <li>What stands as a whole in the user's words is the user's. What equals a typed field of a result has that
 *       field's origin; if several fields hold it, the most trusted one counts.
 *   <li>What a stranger's text names too is trusted one step less: the user's and the run's own as a third party's
 *       typed field, a typed field as free text. The model may have taken it from there.
 *   <li>All else, the model made. It is free text of the run, or of a third party if anything that was shown is a third
 *       party's.
 * </ol>
 *
 * <p>Trust wants the exact and whole value, distrust takes any mention. Of ordinary words and short numbers every text
 * is full by chance: they count as named where a word of the tool's name or of the argument's stands near them.
 *
 * <p>This follows values, not influence: a text that says <i>pay the last bill again</i> without naming an account goes
 * unnoticed. Which tools may be called is for the plan to say. Immutable.
 */
public final class Evidence {
    /** Nothing was shown yet. */
    public static final Evidence NONE = new Evidence(List.of(), List.of(), Map.of(), Source.SELF);

    private static final Origin TYPED = new Origin(Source.THIRD_PARTY, Form.TYPED_FIELD);

    private final List<Mentions> users;
    private final List<Mentions> strangers;
    private final Map<String, Origin> fields;
    private Source source;

    private Evidence(List<Mentions> users, List<Mentions> strangers, Map<String, Origin> fields, Source source) {
        this.users = new ArrayList<>(users);
        this.strangers = new ArrayList<>(strangers);
        this.fields = new HashMap<>(fields);
        this.source = source;
    }

    /**
     * With something more that the model is shown. What the user says is one text or more from {@link Origin#USER};
     * what a tool returns has the origins that its contract declares.
     *
     * @param payload the value with its origins
     */
    public Evidence and(Payload payload) {
        var more = new Evidence(users, strangers, fields, source);
        more.note(payload.value(), Pointer.ROOT, payload);
        return more;
    }

    /**
     * The argument of a call that the model proposes, with an origin for each part of it.
     *
     * @param contract the contract of the tool; its name and those of its arguments help to tell whether a short value
     *     is named
     * @param argument the argument as the model wrote it
     */
    public Payload trace(ToolContract<?, ?> contract, Json argument) {
        var origins = new LinkedHashMap<Pointer, Origin>();
        origins.put(Pointer.ROOT, Origin.SELF);
        trace(argument, Pointer.ROOT, contract.name(), origins);
        return new Payload(argument, origins, Map.of());
    }

    private void trace(Json value, Pointer at, String words, Map<Pointer, Origin> origins) {
        switch (value) {
            case Json.Obj object ->
                object.members().forEach((name, member) -> trace(member, at.child(name), words + " " + name, origins));
            case Json.Arr list -> {
                for (int i = 0; i < list.items().size(); i++) {
                    trace(list.items().get(i), at.child(i), words, origins);
                }
            }
            default -> origins.put(at, origin(Text.of(value), Text.words(words)));
        }
    }

    private Origin origin(String text, Set<String> words) {
        if (text.isEmpty()) {
            return Origin.SELF;
        }
        var known = known(text);
        if (known == null) {
            return new Origin(source, Form.FREE_TEXT);
        }
        return strangers.stream().anyMatch(stranger -> stranger.names(text, words)) ? less(known) : known;
    }

    private @Nullable Origin known(String text) {
        return users.stream().anyMatch(user -> user.holds(text)) ? Origin.USER : fields.get(text);
    }

    /** One step down. */
    private static Origin less(Origin origin) {
        return origin.source() == Source.THIRD_PARTY ? Origin.UNKNOWN : TYPED;
    }

    private void note(Json value, Pointer at, Payload payload) {
        switch (value) {
            case Json.Obj object ->
                object.members().forEach((name, member) -> {
                    note(name, payload.originOf(at));
                    note(member, at.child(name), payload);
                });
            case Json.Arr list -> {
                for (int i = 0; i < list.items().size(); i++) {
                    note(list.items().get(i), at.child(i), payload);
                }
            }
            default -> note(Text.of(value), payload.originOf(at));
        }
    }

    private void note(String text, Origin origin) {
        if (text.isEmpty()) {
            return;
        }
        if (origin.source() == Source.THIRD_PARTY) {
            source = Source.THIRD_PARTY;
        }
        if (origin.source() == Source.USER) {
            users.add(new Mentions(text));
        } else if (origin.form() == Form.TYPED_FIELD) {
            fields.merge(text, origin, (one, other) -> one.source().compareTo(other.source()) <= 0 ? one : other);
        } else if (origin.source() == Source.THIRD_PARTY) {
            strangers.add(new Mentions(text));
        }
    }
}
