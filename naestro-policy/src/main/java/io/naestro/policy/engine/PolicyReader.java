package io.naestro.policy.engine;

import io.naestro.base.Canonical;
import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Located;
import io.naestro.base.NaestroFile;
import io.naestro.effect.Effect;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.StepOptions;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a policy file: its form by the schema, its meaning here. All that is wrong is told at once, with its place. */
final class PolicyReader {
    private static final String KIND = "policy";
    private static final int VERSION = 1;
    private static final JsonSchema SCHEMA = schema();

    private final Located file;
    private final Json.Obj root;
    private final Problems problems;

    private PolicyReader(Located file) {
        this.file = file;
        this.root = (Json.Obj) file.json();
        this.problems = new Problems(file);
    }

    /**
     * What a file says.
     *
     * @param rules its rules
     * @param decider decides by them
     * @param findings what the linter finds; empty when findings are errors
     */
    record Loaded(RuleSet rules, Decider decider, List<Finding> findings) {
        Loaded {
            findings = List.copyOf(findings);
        }
    }

    static Loaded load(Path path, @Nullable Known known) {
        return new PolicyReader(NaestroFile.load(path, KIND, VERSION, SCHEMA)).read(known);
    }

    static Loaded parse(String text, String source, @Nullable Known known) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new PolicyReader(NaestroFile.parse(source, utf8, KIND, VERSION, SCHEMA)).read(known);
    }

    private Loaded read(@Nullable Known known) {
        problems.attempt(Pointer.ROOT, () -> Canonical.text(root));
        problems.check();
        var rules = new RuleReader(file, problems).read();
        var roles = roles(rules);
        problems.check();
        var set = new RuleSet(file.source(), NormalForm.digest(root), mode(root).orElse(Modes.DEFAULT), roles, rules);
        var decider = new Decider(set);
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < rules.size(); i++) {
            findings.addAll(examples(rules.get(i), Pointer.ROOT.child("rules").child(i), set, decider));
        }
        problems.check(); // what the linter would say of a rule whose examples are wrong has the same cause
        findings.addAll(new Linter(set, known).findings());
        if (isStrict(known)) {
            findings.forEach(finding -> problems.add(place(finding, rules), finding.message()));
        }
        problems.check();
        return new Loaded(set, decider, findings);
    }

    /** A host that says what it knows wants it checked, unless the file says otherwise. */
    private boolean isStrict(@Nullable Known known) {
        var lint = Fields.text(root, "lint");
        return lint.equals("strict") || (lint.isEmpty() && known != null);
    }

    private static Pointer place(Finding finding, List<Rule> rules) {
        for (int i = 0; ; i++) {
            if (rules.get(i).id().equals(finding.rule())) {
                return Pointer.ROOT.child("rules").child(i).child("id");
            }
        }
    }

    /** Runs the examples of a rule; some of them should be about the rule. */
    private List<Finding> examples(Rule rule, Pointer at, RuleSet set, Decider decider) {
        var given =
                Fields.object((Json.Obj) root.at(at).orElseThrow(), "examples").members();
        var about = false;
        for (var verdict : given.entrySet()) {
            var expected = RuleReader.constant(Verdict.class, verdict.getKey());
            var items = ((Json.Arr) verdict.getValue()).items();
            for (int i = 0; i < items.size(); i++) {
                var item = (Json.Obj) items.get(i);
                var place = at.child("examples").child(verdict.getKey()).child(i);
                about |= problems.read(place, () -> Examples.effect(item, rule))
                        .map(effect -> {
                            check(place, effect, expected, decider);
                            return matches(rule, PreparedEffect.of(effect), set);
                        })
                        .orElse(true);
            }
        }
        var message = given.isEmpty() ? "has no 'examples'" : "has no example that it matches";
        return about ? List.of() : List.of(new Finding(Finding.Kind.EXAMPLES, rule.id(), set.place(rule), message));
    }

    private static boolean matches(Rule rule, PreparedEffect effect, RuleSet set) {
        return effect.problem() == null && rule.matches(set.request(effect));
    }

    private void check(Pointer place, Effect effect, Verdict expected, Decider decider) {
        var decision = decider.decide(effect);
        if (decision.verdict() != expected) {
            problems.add(
                    place,
                    "is an example of " + expected + ", but the file says " + decision.verdict() + ": "
                            + decision.reason());
        }
    }

    private Roles roles(List<Rule> rules) {
        var parents = new LinkedHashMap<String, List<String>>();
        var modes = new LinkedHashMap<String, Mode>();
        Fields.object(root, "roles").members().forEach((name, role) -> {
            parents.put(name, Fields.texts((Json.Obj) role, "inherits"));
            mode((Json.Obj) role).ifPresent(mode -> modes.put(name, mode));
        });
        checkInherited(parents, rules);
        checkCircles(parents);
        return new Roles(parents, modes);
    }

    /** A role is known when the file declares it, when a rule is for it, or when steps have it without saying so. */
    private void checkInherited(Map<String, List<String>> parents, List<Rule> rules) {
        var known = new TreeSet<>(parents.keySet());
        rules.forEach(rule -> known.addAll(rule.roles()));
        known.add(StepOptions.DEFAULT_ROLE);
        parents.forEach((role, inherited) -> {
            for (int i = 0; i < inherited.size(); i++) {
                if (!known.contains(inherited.get(i))) {
                    problems.add(
                            inherits(role).child(i),
                            "is a role that the file does not know",
                            known.toArray(String[]::new));
                }
            }
        });
    }

    private void checkCircles(Map<String, List<String>> parents) {
        var told = new HashSet<String>();
        for (var role : parents.keySet()) {
            var ancestors = Roles.ancestors(role, parents);
            if (ancestors.contains(role) && !told.contains(role)) {
                told.addAll(ancestors);
                problems.add(inherits(role), "makes role '" + role + "' inherit from itself");
            }
        }
    }

    private static Pointer inherits(String role) {
        return Pointer.ROOT.child("roles").child(role).child("inherits");
    }

    private static Optional<Mode> mode(Json.Obj holder) {
        return holder.get("mode").map(word -> Modes.of(Fields.text(word)));
    }

    private static JsonSchema schema() {
        var name = "policy-v1.schema.json";
        var resource = Objects.requireNonNull(PolicyReader.class.getResourceAsStream(name), name);
        return JsonSchema.compile((Json.Obj) JsonText.parse(name, resource, Limits.SCHEMA));
    }
}
