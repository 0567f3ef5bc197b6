package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.policy.engine.Leaf.Search;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of a file, filed so that few of them are looked at: by tool, model or kind, then by destination, then by
 * role. Searching makes no objects.
 */
final class Index {
    private static final int[] NO_ROLE = {Leaf.ANY_ROLE};

    private final Map<String, Integer> roleNumbers = new HashMap<>();
    private final Map<String, int[]> closures = new HashMap<>();
    private final Map<String, ToolNode> tools = new HashMap<>();
    private final NameIndex models = new NameIndex();
    private final Map<EffectKind, Leaf> kinds = new EnumMap<>(EffectKind.class);
    private final List<Leaf> leaves = new ArrayList<>();
    private final boolean obliges;

    /**
     * Files rules.
     *
     * @param rules the rules, in the order of their numbers
     * @param roles the file's roles
     */
    Index(List<Rule> rules, Roles roles) {
        for (int i = 0; i < rules.size(); i++) {
            add(rules.get(i), i);
        }
        var array = rules.toArray(Rule[]::new);
        leaves.forEach(leaf -> leaf.close(array));
        leaves.clear();
        roleNumbers.keySet().forEach(role -> closures.put(role, numbers(roles.closure(role))));
        roles.names().forEach(role -> closures.put(role, numbers(roles.closure(role))));
        obliges = rules.stream().anyMatch(rule -> !rule.obligations().isEmpty());
    }

    private Leaf leaf() {
        var leaf = new Leaf();
        leaves.add(leaf);
        return leaf;
    }

    private void add(Rule rule, int number) {
        var roles = rule.roles().isEmpty()
                ? NO_ROLE
                : rule.roles().stream()
                        .mapToInt(role -> roleNumbers.computeIfAbsent(role, key -> roleNumbers.size()))
                        .toArray();
        switch (rule.subject()) {
            case Subject.ToolSubject subject ->
                subject.patterns().stream()
                        .map(ToolPattern::key)
                        .distinct()
                        .forEach(key -> tools.computeIfAbsent(key, name -> new ToolNode(this::leaf))
                                .add(rule, subject, number, roles));
            case Subject.ModelSubject subject ->
                subject.ids().forEach(id -> models.leaf(id, this::leaf).add(number, roles));
            case Subject.KindSubject subject ->
                subject.kinds()
                        .forEach(kind ->
                                kinds.computeIfAbsent(kind, key -> leaf()).add(number, roles));
        }
    }

    private int[] numbers(Iterable<String> roles) {
        var numbers = new ArrayList<Integer>();
        numbers.add(Leaf.ANY_ROLE);
        for (var role : roles) {
            var number = roleNumbers.get(role);
            if (number != null) {
                numbers.add(number);
            }
        }
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether some rule has obligations. */
    boolean obliges() {
        return obliges;
    }

    /** Looks for rules that match. */
    long search(PreparedEffect effect, Search search) {
        var known = closures.get(effect.actor().role());
        var roles = known == null ? NO_ROLE : known;
        var kind = effect.kind();
        if (kind != null) {
            var leaf = kinds.get(kind);
            return leaf == null ? Found.NOTHING : leaf.search(effect, null, roles, search, Found.NOTHING);
        }
        if (effect.effect() instanceof Effect.ModelCall call) {
            return models.search(call.model().id(), effect, null, roles, search, Found.NOTHING);
        }
        var found = Found.NOTHING;
        var keys = effect.toolKeys();
        for (int i = 0; i < keys.size(); i++) {
            var node = tools.get(keys.get(i));
            found = node == null ? found : node.search(effect, roles, search, found);
        }
        return found;
    }
}
