package io.naestro.policy.engine;

import io.naestro.base.Located;
import io.naestro.base.PathPattern;
import io.naestro.effect.Label;
import io.naestro.effect.Resource;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.Capability;
import io.naestro.model.Residency;
import io.naestro.policy.Verdict;
import io.naestro.tool.ArgumentRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the rules of a file that conforms to the schema, and notes what the schema cannot say. */
final class RuleReader {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final String AUTO = "auto";
    private static final List<String> SUBJECTS = List.of("tools", "models", "effects");

    private final Located file;
    private final Problems problems;
    private final Map<String, Integer> lines = new HashMap<>();

    RuleReader(Located file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    List<Rule> read() {
        var at = Pointer.ROOT.child("rules");
        var rules = new ArrayList<Rule>();
        for (var item : Fields.items((Json.Obj) file.json(), "rules")) {
            rules.add(rule((Json.Obj) item, at.child(rules.size())));
        }
        return rules;
    }

    private Rule rule(Json.Obj json, Pointer at) {
        var line = file.at(at).line();
        var id = Fields.text(json, "id");
        checkId(id, at.child("id"), line);
        var verdict = constant(Verdict.class, Fields.text(json, "verdict"));
        checkMembers(json, at, verdict);
        return new Rule(
                id,
                verdict,
                Fields.texts(json, "roles"),
                subject(json, at, verdict),
                flow(json, at),
                new WhenReader(problems).read(Fields.object(json, "when"), at.child("when")),
                Fields.flag(json, AUTO),
                Fields.text(json, "because"),
                new ObligationReader(problems).read(json, at, id),
                line);
    }

    private void checkId(String id, Pointer at, int line) {
        if (!ID.matcher(id).matches()) {
            problems.add(
                    at, "is not an id", "a lower-case letter, then lower-case letters, digits or hyphens, at most 64");
            return;
        }
        var earlier = lines.putIfAbsent(id, line);
        if (earlier != null) {
            problems.add(at, "is already the id of the rule on line " + earlier);
        }
    }

    /** One problem for each cause: what does not fit the verdict, and what does not fit the subject. */
    private void checkMembers(Json.Obj json, Pointer at, Verdict verdict) {
        if (verdict == Verdict.DENY) {
            misplaced(json, at, List.of("limits", "oblige", "approve", AUTO), "belongs to rules that allow or ask");
        } else if (verdict == Verdict.ASK) {
            misplaced(json, at, List.of(AUTO), "belongs to rules with 'verdict: allow'");
        }
        var subjects = SUBJECTS.stream().filter(json.members()::containsKey).toList();
        if (subjects.size() != 1) {
            problems.add(at, "must speak of exactly one", SUBJECTS.toArray(String[]::new));
            return;
        }
        switch (subjects.getFirst()) {
            case "tools" ->
                misplaced(json, at, List.of("residency", "providers", "uses"), "belongs to rules with 'models'");
            case "models" -> misplaced(json, at, List.of("on"), "belongs to rules with 'tools'");
            default ->
                misplaced(
                        json,
                        at,
                        List.of("on", "residency", "providers", "uses", "flow"),
                        "belongs to rules with 'tools' or 'models'");
        }
    }

    /** Tells all members that have no place there in one problem, at the first of them. */
    private void misplaced(Json.Obj json, Pointer at, List<String> members, String message) {
        var found = members.stream().filter(json.members()::containsKey).toList();
        if (!found.isEmpty()) {
            var more = found.stream().skip(1).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
            problems.add(at.child(found.getFirst()), more.isEmpty() ? message : message + "; as does " + more);
        }
    }

    private void onlyWith(Json.Obj json, Pointer at, String member, String other) {
        if (json.members().containsKey(member) && !json.members().containsKey(other)) {
            problems.add(at.child(member), "belongs to rules with '" + other + "'");
        }
    }

    private Subject subject(Json.Obj json, Pointer at, Verdict verdict) {
        if (json.members().containsKey("tools")) {
            var on = json.get("on").map(value -> destinations((Json.Obj) value, at.child("on"), verdict));
            return new Subject.ToolSubject(each(json, at, "tools", RuleReader::tool), on.orElse(null));
        }
        if (json.members().containsKey("models")) {
            return new Subject.ModelSubject(
                    Fields.texts(json, "models"),
                    Fields.texts(json, "providers"),
                    residencies(json),
                    uses(json, at.child("uses"), verdict));
        }
        var kinds = each(json, at, "effects", word -> kind(word, verdict));
        return new Subject.KindSubject(Set.copyOf(kinds));
    }

    private Flow flow(Json.Obj json, Pointer at) {
        var members = Fields.object(json, "flow");
        var flow = Flow.ANY.with(constants(Label.class, members, "data"));
        for (var role : ArgumentRole.values()) {
            var name = Words.word(role);
            flow = flow.with(role, constants(Provenance.Source.class, members, name));
            if (role != ArgumentRole.PAYLOAD
                    && json.members().containsKey("models")
                    && members.members().containsKey(name)) {
                problems.add(at.child("flow").child(name), "belongs to rules with 'tools'; models get a 'payload'");
            }
        }
        return flow;
    }

    private Destinations destinations(Json.Obj on, Pointer at, Verdict verdict) {
        onlyWith(on, at, "method", "host");
        if (on.get("path").isEmpty()) {
            onlyWith(on, at, "operation", "table");
        }
        return new Destinations(
                each(on, at, "host", host -> HostRule.of(host, verdict)),
                Set.copyOf(Fields.texts(on, "method")),
                each(on, at, "path", PathPattern::of),
                Set.copyOf(each(on, at, "program", RuleReader::program)),
                each(on, at, "table", RuleReader::table),
                constants(Resource.Operation.class, on, "operation"));
    }

    /** Reads each text of a list; those that are refused are noted and left out. */
    private <T> List<T> each(Json.Obj json, Pointer at, String member, Function<String, T> reader) {
        var texts = Fields.texts(json, member);
        var read = new ArrayList<T>();
        for (int i = 0; i < texts.size(); i++) {
            var text = texts.get(i);
            problems.attempt(at.child(member).child(i), () -> read.add(reader.apply(text)));
        }
        return read;
    }

    private static ToolPattern tool(String text) {
        return ToolPattern.of(text)
                .orElseThrow(() -> Problems.refuse(text, "is not a tool", "fs.read", "fs.read@1", "fs.*", "*"));
    }

    private static String program(String text) {
        if (!Destinations.isProgram(text)) {
            throw Problems.refuse(text, "is not a program", "an absolute path without '*', such as /usr/bin/git");
        }
        return text;
    }

    private static String table(String text) {
        if (!Destinations.TABLE.matcher(text).matches()) {
            throw Problems.refuse(text, "is not a table", Destinations.TABLE_FORM);
        }
        return text;
    }

    private static EffectKind kind(String word, Verdict verdict) {
        var kind = constant(EffectKind.class, word);
        if (kind == EffectKind.AGREEMENT && verdict != Verdict.DENY) {
            throw Problems.refuse(word, "always asks, and can only be denied", "verdict: deny");
        }
        return kind;
    }

    private Uses uses(Json.Obj json, Pointer at, Verdict verdict) {
        if (json.get("uses").isEmpty()) {
            return Uses.ANY;
        }
        var named = constants(Capability.class, json, "uses");
        if (named.isEmpty() && verdict != Verdict.ALLOW) {
            problems.add(at, "names nothing, so that the rule would match nothing; leave it out, or name some");
        }
        return Uses.of(named);
    }

    private static Set<Residency> residencies(Json.Obj json) {
        var named = constants(Residency.class, json, "residency");
        return named.isEmpty() ? Set.of(Residency.values()) : named;
    }

    static <E extends Enum<E>> Set<E> constants(Class<E> type, Json.Obj json, String member) {
        return Fields.texts(json, member).stream()
                .map(word -> constant(type, word))
                .collect(Collectors.toSet());
    }

    /** The constant that a word of the schema stands for. */
    static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
