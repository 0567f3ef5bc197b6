package io.naestro.base;

import com.networknt.schema.Error;
import io.naestro.json.Pointer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Of the errors of alternatives (anyOf, oneOf), keeps those of the alternatives that may have been meant. One that the
 * value's type or a constant among its members rules out, as {@code kind} does, was not meant; where all are ruled out,
 * what rules them out is what is wrong.
 */
final class SchemaBranches {
    private static final Set<String> ALTERNATIVES = Set.of("anyOf", "oneOf");
    private static final Set<String> NAMED = Set.of("properties", "patternProperties", "prefixItems");
    private static final Set<String> STEPS =
            Set.of("items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "contains");

    /**
     * Alternatives for one value.
     *
     * @param schema where they stand in the schema
     * @param value the value
     */
    private record Choice(List<String> schema, Pointer value) {}

    /** One alternative of a choice. */
    private record Branch(Choice choice, String index) {}

    private final Map<Choice, Set<Branch>> branches = new HashMap<>();
    private final Set<Branch> ruledOut = new HashSet<>();

    private SchemaBranches() {}

    static List<Error> relevant(List<Error> errors) {
        var view = new SchemaBranches();
        errors.forEach(view::note);
        return errors.stream().filter(view::isRelevant).toList();
    }

    private void note(Error error) {
        for (var branch : branches(error)) {
            branches.computeIfAbsent(branch.choice(), choice -> new HashSet<>()).add(branch);
            if (rulesOut(error, branch)) {
                ruledOut.add(branch);
            }
        }
    }

    private boolean isRelevant(Error error) {
        return !isSummary(error)
                && branches(error).stream()
                        .filter(ruledOut::contains)
                        .allMatch(branch -> rulesOut(error, branch) && ruledOut.containsAll(others(branch)));
    }

    /** Whether this only says that no alternative fits, while the errors of the alternatives say why. */
    private boolean isSummary(Error error) {
        var schema = SchemaErrors.pointer(error.getEvaluationPath());
        var value = SchemaErrors.pointer(error.getInstanceLocation());
        return ALTERNATIVES.contains(error.getKeyword())
                && branches.containsKey(new Choice(schema.parent().segments(), value));
    }

    private Set<Branch> others(Branch branch) {
        return branches.getOrDefault(branch.choice(), Set.of());
    }

    private static boolean rulesOut(Error error, Branch branch) {
        var below = error.getInstanceLocation().getNameCount()
                - branch.choice().value().segments().size();
        return switch (error.getKeyword()) {
            case "type" -> below == 0;
            case "const" -> below <= 1;
            default -> false;
        };
    }

    /** The alternatives on the way to an error, outermost first. */
    private static List<Branch> branches(Error error) {
        var schema = SchemaErrors.pointer(error.getEvaluationPath()).segments();
        var value = SchemaErrors.pointer(error.getInstanceLocation()).segments();
        var found = new ArrayList<Branch>();
        int depth = 0;
        for (int i = 0; i + 1 < schema.size(); i++) {
            var keyword = schema.get(i);
            if (ALTERNATIVES.contains(keyword)) {
                var here = new Pointer(value.subList(0, depth));
                found.add(new Branch(new Choice(schema.subList(0, i), here), schema.get(++i)));
            } else if (NAMED.contains(keyword)) {
                depth++;
                i++;
            } else if (STEPS.contains(keyword)) {
                depth++;
            }
        }
        return found;
    }
}
