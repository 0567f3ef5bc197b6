package io.naestro.policy.engine;

import io.naestro.base.Canonical;
import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Located;
import io.naestro.base.NaestroFile;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.StepOptions;
import io.naestro.policy.Mode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

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

    static RuleSet load(Path path) {
        return new PolicyReader(NaestroFile.load(path, KIND, VERSION, SCHEMA)).read();
    }

    static RuleSet parse(String text, String source) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new PolicyReader(NaestroFile.parse(source, utf8, KIND, VERSION, SCHEMA)).read();
    }

    private RuleSet read() {
        problems.attempt(Pointer.ROOT, () -> Canonical.text(root));
        var rules = new RuleReader(file, problems).read();
        var roles = roles(rules);
        problems.check();
        return new RuleSet(file.source(), NormalForm.digest(root), mode(root).orElse(Modes.DEFAULT), roles, rules);
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
