package io.naestro.testkit;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.policy.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is written: those that the host named, and whatever has the form of a well-known kind of
 * key. A named secret is found even where a stream has cut it into pieces.
 */
final class Redaction {
    private static final String STARS = "***";

    /** Keys of OpenAI and those who took over its form, Google, Groq, xAI, Hugging Face, GitHub, AWS; tokens; PEM. */
    private static final Pattern KEYS = Pattern.compile("(?<![A-Za-z0-9])(?:"
            + "sk-(?=[A-Za-z_-]{0,200}\\d)[A-Za-z0-9_-]{20,}"
            + "|AIza[A-Za-z0-9_-]{35}"
            + "|(?:gsk_|xai-|hf_)[A-Za-z0-9]{20,}"
            + "|gh[pousr]_[A-Za-z0-9]{30,}"
            + "|(?:AKIA|ASIA)[A-Z0-9]{16}"
            + "|eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]+"
            + "|(?i:bearer) (?=[A-Za-z._~+/=-]{0,200}\\d)[A-Za-z0-9._~+/=-]{16,}"
            + ")|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}-----END [A-Z ]{0,30}PRIVATE KEY-----");

    private final List<Secret> secrets;

    Redaction(List<Secret> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> secret.use(value -> !value.isEmpty()))
                .toList();
    }

    /** A value without secrets. */
    Json hide(Json value) {
        return hide(List.of(value), Set.of()).getFirst();
    }

    /** The pieces of a stream without secrets, and without those keys that the whole answer shows. */
    List<Json> hide(List<Json> pieces, Json whole) {
        var keys = new LinkedHashSet<String>();
        mapped(whole, Pointer.ROOT, (place, text) -> {
            KEYS.matcher(text).results().forEach(key -> keys.add(key.group()));
            return text;
        });
        return hide(pieces, keys);
    }

    /**
     * Lets nothing pass that still shows a named secret, as the name of a member may.
     *
     * @throws IllegalArgumentException if it does
     */
    void require(String text) {
        for (var secret : secrets) {
            if (secret.use(value -> text.contains(value))) {
                throw new IllegalArgumentException("secret '" + secret.name()
                        + "' is the name of a member, or part of one, and cannot be taken out of there; record another"
                        + " request");
            }
        }
    }

    private List<Json> hide(List<Json> pieces, Set<String> keys) {
        var texts = new LinkedHashMap<Pointer, List<String>>();
        pieces.forEach(piece -> mapped(piece, Pointer.ROOT, (place, text) -> {
            texts.computeIfAbsent(place, none -> new ArrayList<>()).add(text);
            return text;
        }));
        var clean = new HashMap<Pointer, Iterator<String>>();
        texts.forEach((place, said) -> clean.put(place, clean(said, keys).iterator()));
        return pieces.stream()
                .map(piece -> mapped(
                        piece,
                        Pointer.ROOT,
                        (place, text) ->
                                Objects.requireNonNull(clean.get(place)).next()))
                .toList();
    }

    /** The texts that one place of a stream's pieces holds one after another. */
    private List<String> clean(List<String> texts, Set<String> keys) {
        var clean = texts;
        for (var secret : secrets) {
            var found = clean;
            clean = secret.use(value -> without(value.toString(), found));
        }
        for (var key : keys) {
            clean = without(key, clean);
        }
        return clean.stream().map(text -> KEYS.matcher(text).replaceAll(STARS)).toList();
    }

    /** The texts without a value, which may begin in one and end in a later one; stars stand where it began. */
    private static List<String> without(String value, List<String> texts) {
        var all = String.join("", texts);
        if (!all.contains(value)) {
            return texts;
        }
        var clean = new ArrayList<String>();
        var start = 0;
        var hidden = 0; // the end of the last place where the value was found
        var next = all.indexOf(value);
        for (var text : texts) {
            var end = start + text.length();
            var kept = new StringBuilder();
            for (var at = Math.max(start, Math.min(hidden, end)); at < end; ) {
                if (at == next) {
                    kept.append(STARS);
                    hidden = next + value.length();
                    next = all.indexOf(value, hidden);
                    at = Math.min(hidden, end);
                } else {
                    kept.append(all.charAt(at++));
                }
            }
            clean.add(kept.toString());
            start = end;
        }
        return clean;
    }

    private static Json mapped(Json json, Pointer place, BiFunction<Pointer, String, String> text) {
        return switch (json) {
            case Json.Str said -> Json.of(text.apply(place, said.value()));
            case Json.Arr array -> {
                var items = new ArrayList<Json>();
                array.items().forEach(item -> items.add(mapped(item, place.child(items.size()), text)));
                yield new Json.Arr(items);
            }
            case Json.Obj object -> {
                var members = new LinkedHashMap<String, Json>();
                object.members().forEach((name, value) -> members.put(name, mapped(value, place.child(name), text)));
                yield new Json.Obj(members);
            }
            default -> json;
        };
    }
}
