package io.naestro.base;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Turns what the schema library says into problems for people: place, value, what is allowed. */
final class SchemaErrors {
    private static final int MOST = 100;

    private SchemaErrors() {}

    static List<InputProblem> problems(Json schema, Json value, List<Error> errors) {
        var merged = new LinkedHashMap<List<?>, InputProblem>();
        for (var error : SchemaBranches.relevant(errors)) {
            var problem = problem(schema, value, error);
            merged.merge(List.of(problem.pointer(), problem.value(), problem.message()), problem, SchemaErrors::merge);
        }
        return merged.values().stream().limit(MOST).toList();
    }

    /** The same problem with what either allows; alternatives give one problem each. */
    private static InputProblem merge(InputProblem first, InputProblem second) {
        var allowed = new LinkedHashSet<>(first.allowed());
        allowed.addAll(second.allowed());
        return new InputProblem(
                first.source(),
                first.position(),
                first.pointer(),
                first.value(),
                first.message(),
                List.copyOf(allowed));
    }

    private static InputProblem problem(Json schema, Json root, Error error) {
        var here = pointer(error.getInstanceLocation());
        var value = here.in(root).orElse(Json.NULL);
        return switch (error.getKeyword()) {
            case "required" ->
                InputProblem.at(here, Json.of(""), "the member '" + error.getProperty() + "' is missing");
            case "additionalProperties", "unevaluatedProperties" -> unknown(schema, here, error);
            case "enum" -> InputProblem.at(here, value, "is not allowed", texts(error.getSchemaNode()));
            case "const" -> InputProblem.at(here, value, "is not allowed", text(error.getSchemaNode()));
            case "type" -> InputProblem.at(here, value, "is of type " + value.type(), texts(error.getSchemaNode()));
            case "pattern" -> form(schema, here, value, error);
            default -> InputProblem.at(here, value, error.getMessage());
        };
    }

    /** People read examples; only a schema without any shows them its pattern. */
    private static InputProblem form(Json schema, Pointer here, Json value, Error error) {
        var rules = pointer(error.getSchemaLocation().getFragment()).parent();
        return rules.child("examples").in(schema).orElse(Json.NULL) instanceof Json.Arr examples
                ? InputProblem.at(
                        here,
                        value,
                        "does not have the form of these",
                        examples.items().stream().map(Scalars::textOf).toArray(String[]::new))
                : InputProblem.at(here, value, "does not have the form " + text(error.getSchemaNode()));
    }

    private static InputProblem unknown(Json schema, Pointer here, Error error) {
        var name = String.valueOf(error.getProperty());
        var rules = pointer(error.getSchemaLocation().getFragment()).parent();
        var known = rules.child("properties").in(schema).orElse(Json.NULL);
        var allowed = known instanceof Json.Obj object ? object.members().keySet() : Set.<String>of();
        return InputProblem.at(
                here.child(name), Json.of(name), "is not a known member", allowed.toArray(String[]::new));
    }

    static Pointer pointer(NodePath path) {
        var segments = new ArrayList<String>();
        for (int i = 0; i < path.getNameCount(); i++) {
            segments.add(String.valueOf(path.getElement(i)));
        }
        return new Pointer(segments);
    }

    private static String[] texts(JsonNode allowed) {
        if (!allowed.isArray()) {
            return new String[] {text(allowed)};
        }
        var texts = new ArrayList<String>();
        allowed.forEach(item -> texts.add(text(item)));
        return texts.toArray(String[]::new);
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : node.toString();
    }
}
