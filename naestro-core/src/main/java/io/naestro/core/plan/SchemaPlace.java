package io.naestro.core.plan;

import io.naestro.json.Pointer;
import java.util.ArrayList;
import java.util.List;

/** What a schema says of a place inside the values that it describes. */
sealed interface SchemaPlace {

    /** Alternatives of alternatives multiply; beyond this many nothing is said. */
    int MOST_VIEWS = 64;

    /**
     * The place may be there.
     *
     * @param views the schemas of what may be there, one for each alternative
     * @param maybe whether it may also be missing
     */
    record Found(List<SchemaView> views, boolean maybe) implements SchemaPlace {}

    /**
     * The place is never there.
     *
     * @param why why not
     */
    record Nowhere(String why) implements SchemaPlace {}

    /** The schema does not say. */
    record Unsaid() implements SchemaPlace {}

    /** Looks a place up. */
    static SchemaPlace find(SchemaView view, Pointer place) {
        SchemaPlace here = new Found(List.of(view), false);
        for (var segment : place.segments()) {
            if (!(here instanceof Found found)) {
                return here;
            }
            here = step(found, segment);
        }
        return here;
    }

    private static SchemaPlace step(Found holders, String segment) {
        var views = new ArrayList<SchemaView>();
        var nowhere = new ArrayList<Nowhere>();
        var maybe = holders.maybe();
        for (var holder : holders.views()) {
            var forms = SchemaForm.ofSource(holder);
            if (forms.isEmpty()) {
                return new Unsaid();
            }
            for (var form : forms) {
                switch (step(form, segment)) {
                    case Found found -> {
                        views.addAll(found.views());
                        maybe |= found.maybe();
                    }
                    case Nowhere missing -> nowhere.add(missing);
                    case Unsaid unsaid -> {
                        return unsaid;
                    }
                }
            }
        }
        if (views.size() > MOST_VIEWS) {
            return new Unsaid();
        }
        return views.isEmpty() ? longest(nowhere) : new Found(List.copyOf(views), maybe || !nowhere.isEmpty());
    }

    /** Of several reasons the one that says most: it lists what is there instead. */
    private static Nowhere longest(List<Nowhere> reasons) {
        return reasons.stream()
                .reduce((one, other) -> other.why().length() > one.why().length() ? other : one)
                .orElseThrow();
    }

    private static SchemaPlace step(SchemaForm form, String segment) {
        var object = form.types().contains("object");
        var array = form.types().contains("array");
        if (form.types().isEmpty() || (object && array) || (!form.values().isEmpty() && (object || array))) {
            return new Unsaid();
        }
        if (object) {
            return member(form, segment);
        }
        return array
                ? item(form, segment)
                : new Nowhere(SchemaFit.named(form.types().iterator().next()) + " has no parts");
    }

    private static SchemaPlace member(SchemaForm form, String name) {
        var property = form.properties().get(name);
        if (property != null) {
            return new Found(
                    List.of(property),
                    form.types().size() > 1 || !form.required().contains(name));
        }
        if (form.closed()) {
            return new Nowhere("there is no member '" + name + "'; its members are "
                    + Findings.list(form.properties().keySet()));
        }
        return form.others()
                .<SchemaPlace>map(other -> new Found(List.of(other), true))
                .orElse(new Unsaid());
    }

    private static SchemaPlace item(SchemaForm form, String index) {
        if (!index.matches("0|[1-9][0-9]{0,8}")) {
            return new Nowhere("the items of an array are named by their index, not by '" + index + "'");
        }
        return form.items()
                .<SchemaPlace>map(item -> new Found(List.of(item), form.types().size() > 1))
                .orElse(new Unsaid());
    }
}
