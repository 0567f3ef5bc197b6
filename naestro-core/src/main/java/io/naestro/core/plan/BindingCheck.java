package io.naestro.core.plan;

import static io.naestro.plan.PlanProblem.Kind.DANGLING;
import static io.naestro.plan.PlanProblem.Kind.MISTYPED;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Binding;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows the bindings of one step to where their values come from, and compares what comes with what is wanted. */
final class BindingCheck {

    /**
     * Who reads a value.
     *
     * @param name the reader's name in messages
     * @param wants the schema of what it wants, or null when it takes anything
     * @param optional whether it can do without the value
     */
    record Reader(String name, @Nullable SchemaView wants, boolean optional) {
        static final Reader ANYTHING = new Reader("its reader", null, true);

        Reader(String name, SchemaView wants) {
            this(name, wants, false);
        }

        Reader of(@Nullable SchemaView part, boolean partOptional) {
            return new Reader(name, part, partOptional);
        }
    }

    private final Findings findings;
    private final Shapes shapes;
    private final Map<String, SchemaView> results;
    private final SchemaView input;
    private final @Nullable SchemaView item;
    private final Where where;

    /**
     * @param results what each step of the plan yields, by the step's id
     * @param input what the plan is given
     * @param item what the element of the map around the step is, or null outside a map
     */
    BindingCheck(
            Findings findings,
            Shapes shapes,
            Map<String, SchemaView> results,
            SchemaView input,
            @Nullable SchemaView item,
            Where where) {
        this.findings = findings;
        this.shapes = shapes;
        this.results = results;
        this.input = input;
        this.item = item;
        this.where = where;
    }

    /** Checks a binding and all that it is put together from. */
    void check(Binding binding, Reader reader, String field) {
        switch (binding) {
            case Binding.InputBinding read -> source(input, read.at(), "the plan's input", reader, field);
            case Binding.StepBinding read -> step(read, reader, field);
            case Binding.ItemBinding read -> item(read, reader, field);
            case Binding.LiteralBinding literal -> literal(literal, reader, field);
            case Binding.ObjectBinding object -> object(object, reader, field);
            case Binding.FirstBinding first -> first.choices().forEach(choice -> check(choice, reader, field));
            case Binding.ListBinding list -> list(list, reader, field);
        }
    }

    private void step(Binding.StepBinding read, Reader reader, String field) {
        var result = results.get(read.step());
        if (result == null) {
            findings.add(
                    where,
                    DANGLING,
                    field,
                    waitsFor(read.step()),
                    Findings.suggest(read.step(), "steps", results.keySet()));
        } else {
            source(result, read.at(), "the result of step '" + read.step() + "'", reader, field);
        }
    }

    private String waitsFor(String missing) {
        var who = where.step() == null ? "the plan" : "it";
        return who + " waits for step '" + missing + "', which does not exist";
    }

    private void item(Binding.ItemBinding read, Reader reader, String field) {
        if (item == null) {
            findings.add(
                    where,
                    DANGLING,
                    field,
                    "it reads the element of a map, but stands in none",
                    "read a step's result instead, or move the step into the body of a map");
        } else {
            source(item, read.at(), "the element of the list", reader, field);
        }
    }

    private void source(SchemaView source, Pointer at, String what, Reader reader, String field) {
        var whole = at.isRoot() ? what : "'" + at + "' in " + what;
        switch (SchemaPlace.find(source, at)) {
            case SchemaPlace.Nowhere nowhere ->
                findings.add(
                        where,
                        DANGLING,
                        field,
                        "there is no " + whole + ": " + nowhere.why(),
                        "read a place that exists");
            case SchemaPlace.Found found -> fit(found, whole, reader, field);
            case SchemaPlace.Unsaid unsaid -> {
                // the run will tell
            }
        }
    }

    private void fit(SchemaPlace.Found found, String whole, Reader reader, String field) {
        var wants = reader.wants();
        if (wants == null) {
            return;
        }
        if (found.maybe() && !reader.optional()) {
            mistyped(field, whole + " may be missing, but " + reader.name() + " needs it");
            return;
        }
        found.views().stream()
                .flatMap(view -> SchemaFit.mismatch(view, wants).stream())
                .findFirst()
                .ifPresent(mismatch -> mistyped(field, whole + " does not fit " + reader.name() + ": " + mismatch));
    }

    private void literal(Binding.LiteralBinding literal, Reader reader, String field) {
        if (reader.wants() != null) {
            shapes.violation(literal.value(), reader.wants())
                    .ifPresent(violation ->
                            mistyped(field, "the constant does not fit " + reader.name() + ": " + violation));
        }
    }

    private void object(Binding.ObjectBinding object, Reader reader, String field) {
        var forms = forms(reader, "object", field);
        var meant = forms.size() > 1
                ? forms.stream().filter(one -> mayBeMeant(one, object)).toList()
                : forms;
        var form = meant.size() == 1 ? meant.getFirst() : null;
        if (form != null) {
            members(object, form, reader, field);
        }
        for (var member : object.members().entrySet()) {
            var wants = form == null ? null : form.properties().get(member.getKey());
            if (wants == null && form != null) {
                wants = form.others().orElse(null);
            }
            var optional = form == null || !form.required().contains(member.getKey());
            check(member.getValue(), reader.of(wants, optional), field + "." + member.getKey());
        }
    }

    private void members(Binding.ObjectBinding object, SchemaForm form, Reader reader, String field) {
        for (var name : form.required()) {
            if (!object.members().containsKey(name)) {
                mistyped(field, "the member '" + name + "' is missing, which " + reader.name() + " needs");
            }
        }
        for (var name : object.members().keySet()) {
            if (form.closed() && !form.properties().containsKey(name)) {
                mistyped(
                        field,
                        "the member '" + name + "' is not known to " + reader.name() + "; its members are "
                                + Findings.list(form.properties().keySet()));
            }
        }
    }

    private void list(Binding.ListBinding list, Reader reader, String field) {
        var forms = forms(reader, "array", field);
        var wants = forms.size() == 1 ? forms.getFirst().items().orElse(null) : null;
        for (int i = 0; i < list.items().size(); i++) {
            check(list.items().get(i), reader.of(wants, false), field + "." + i);
        }
    }

    /** The alternatives of what the reader wants that are of a type; it is a problem when there are others only. */
    private List<SchemaForm> forms(Reader reader, String type, String field) {
        if (reader.wants() == null) {
            return List.of();
        }
        var all = SchemaForm.ofReader(reader.wants());
        var right = all.stream().filter(form -> form.takes(type)).toList();
        if (right.isEmpty() && !all.isEmpty()) {
            mistyped(field, SchemaFit.named(type) + " does not fit " + reader.name() + ", which wants " + types(all));
        }
        return right;
    }

    private static String types(List<SchemaForm> forms) {
        return String.join(
                " or ",
                forms.stream()
                        .flatMap(form -> form.types().stream())
                        .distinct()
                        .map(SchemaFit::named)
                        .toList());
    }

    /** Whether the constants in an object, such as its kind, are those of an alternative. */
    private static boolean mayBeMeant(SchemaForm form, Binding.ObjectBinding object) {
        return object.members().entrySet().stream().allMatch(member -> {
            var property = form.properties().get(member.getKey());
            return property == null
                    || !(member.getValue() instanceof Binding.LiteralBinding literal)
                    || mayBe(literal.value(), SchemaForm.ofReader(property));
        });
    }

    /** Only constants tell alternatives apart; a constant of the wrong type is a mistake to be told. */
    private static boolean mayBe(Json value, List<SchemaForm> forms) {
        return forms.isEmpty() || forms.stream().anyMatch(form -> form.values().isEmpty() || form.takes(value));
    }

    private void mistyped(String field, String message) {
        findings.add(where, MISTYPED, field, message, "bind a value of the shape that is wanted, or change the shape");
    }
}
