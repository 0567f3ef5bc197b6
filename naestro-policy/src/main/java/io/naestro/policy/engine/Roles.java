package io.naestro.policy.engine;

import io.naestro.policy.Mode;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The roles of a policy file: what each inherits, and its ceiling. */
final class Roles {
    private final Map<String, Set<String>> closures = new LinkedHashMap<>();
    private final Map<String, Mode> ceilings = new LinkedHashMap<>();

    /**
     * Works out what follows from the file.
     *
     * @param parents the roles that each declared role inherits directly
     * @param modes the ceilings of the roles that have one of their own
     */
    Roles(Map<String, List<String>> parents, Map<String, Mode> modes) {
        for (var role : parents.keySet()) {
            var closure = ancestors(role, parents);
            closure.add(role);
            closures.put(role, closure);
            var ceiling = closure.stream().map(name -> modes.getOrDefault(name, Mode.AUTO));
            ceilings.put(role, ceiling.reduce(Mode.AUTO, Mode::lower));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Roles roles && closures.equals(roles.closures) && ceilings.equals(roles.ceilings);
    }

    @Override
    public int hashCode() {
        return closures.hashCode();
    }

    /** The roles that the file declares. */
    Set<String> names() {
        return Collections.unmodifiableSet(closures.keySet());
    }

    /** The role and all that it inherits. */
    Set<String> closure(String role) {
        return closures.getOrDefault(role, Set.of(role));
    }

    /** The most that the role may do by itself: the lowest of its ceiling and of those it inherits. */
    Mode ceiling(String role) {
        return ceilings.getOrDefault(role, Mode.AUTO);
    }

    /** All that a role inherits, directly or not; the role itself only if it is on a circle. */
    static Set<String> ancestors(String role, Map<String, List<String>> parents) {
        var found = new LinkedHashSet<String>();
        var open = new ArrayDeque<>(parents.getOrDefault(role, List.of()));
        while (!open.isEmpty()) {
            var next = open.pop();
            if (found.add(next)) {
                open.addAll(parents.getOrDefault(next, List.of()));
            }
        }
        return found;
    }
}
