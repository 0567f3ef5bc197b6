package io.naestro.core.planner;

import io.naestro.plan.Condition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What plans are held to besides the goal itself.
 *
 * @param required tools that must be used, by name or by name and version; none unless set
 * @param forbidden tools that must not be used; none unless set
 * @param achieve what shall hold of the state of the world in the end; nothing unless set
 * @param stock how much there is of each resource that tools consume; a resource that is not named has no limit
 * @param listSize how many elements a list is taken to have that is not given; 10 unless set
 * @param preference how costs weigh; {@link Preference#BALANCED} unless set
 */
public record Rules(
        Set<String> required,
        Set<String> forbidden,
        List<Condition> achieve,
        Map<String, Long> stock,
        int listSize,
        Preference preference) {
    /** No rules; the default. */
    public static final Rules NONE = new Rules(Set.of(), Set.of(), List.of(), Map.of(), 10, Preference.BALANCED);

    public Rules {
        required = Collections.unmodifiableSet(new TreeSet<>(required));
        forbidden = Collections.unmodifiableSet(new TreeSet<>(forbidden));
        achieve = List.copyOf(achieve);
        stock = Collections.unmodifiableMap(new TreeMap<>(stock));
        if (listSize < 1) {
            throw new IllegalArgumentException("listSize '" + listSize + "' must be at least 1");
        }
        var both = new TreeSet<>(required);
        both.retainAll(forbidden);
        if (!both.isEmpty()) {
            throw new IllegalArgumentException("tools " + both + " are both required and forbidden; drop one of them");
        }
    }

    /**
     * A copy with one tool more that must be used.
     *
     * @param tool its name, or its name and version
     */
    public Rules require(String tool) {
        return new Rules(with(required, tool), forbidden, achieve, stock, listSize, preference);
    }

    /**
     * A copy with one tool more that must not be used.
     *
     * @param tool its name, or its name and version
     */
    public Rules forbid(String tool) {
        return new Rules(required, with(forbidden, tool), achieve, stock, listSize, preference);
    }

    /**
     * A copy with one thing more that shall hold in the end.
     *
     * @param condition a condition on the state of the world
     */
    public Rules achieve(Condition condition) {
        var more = new ArrayList<>(achieve);
        more.add(condition);
        return new Rules(required, forbidden, more, stock, listSize, preference);
    }

    /**
     * A copy with that much of a resource.
     *
     * @param resource its name
     * @param amount how much there is
     */
    public Rules stock(String resource, long amount) {
        var more = new TreeMap<>(stock);
        more.put(resource, amount);
        return new Rules(required, forbidden, achieve, more, listSize, preference);
    }

    /**
     * A copy that takes lists to have that many elements.
     *
     * @param elements how many, at least 1
     */
    public Rules listSize(int elements) {
        return new Rules(required, forbidden, achieve, stock, elements, preference);
    }

    /**
     * A copy with that preference.
     *
     * @param weights how costs weigh
     */
    public Rules preferring(Preference weights) {
        return new Rules(required, forbidden, achieve, stock, listSize, weights);
    }

    Rules allowing(String tool) {
        var fewer = new TreeSet<>(forbidden);
        fewer.removeIf(name -> matches(name, tool));
        return new Rules(required, fewer, achieve, stock, listSize, preference);
    }

    /** Whether a name means a tool, with or without its version. */
    static boolean matches(String name, String tool) {
        return tool.equals(name) || tool.startsWith(name + "@");
    }

    private static Set<String> with(Set<String> names, String one) {
        var more = new TreeSet<>(names);
        more.add(one);
        return more;
    }
}
