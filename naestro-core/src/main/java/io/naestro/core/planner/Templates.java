package io.naestro.core.planner;

import io.naestro.base.Digests;
import io.naestro.base.Schemas;
import io.naestro.base.Values;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Condition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Plans that were found before, by what they were found for: the shape of the goal, the tools, the rules, and the
 * values that conditions look at. A plan is taken again only if the policy says the same of every tool that was
 * considered, and the goal still gives what the plan takes from it. Forgets the one that was not used for longest.
 * Thread-safe.
 */
final class Templates {
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Digest, Template> known = new LinkedHashMap<>(16, 0.75f, true);

    Templates(int most) {
        this.most = most;
    }

    /**
     * A plan and what it hangs on.
     *
     * @param attempt how it was found
     */
    record Template(Attempt attempt) {
        /** Whether the policy and the goal's values leave the plan what it was. */
        boolean holds(Attempt.Setting now) {
            var permissions = new Permissions(now);
            var given = new Given(now.goal().inputs());
            var steps = Objects.requireNonNull(attempt.result()).written();
            return attempt.setting().catalog() == now.catalog()
                    && attempt.asked().entrySet().stream()
                            .allMatch(
                                    asked -> permissions.reason(asked.getKey()).equals(asked.getValue()))
                    && steps.stream().allMatch(one -> gives(given, one.placed().action()));
        }

        private static boolean gives(Given given, Action action) {
            return action.args().stream()
                    .allMatch(arg -> given.stillGives(arg, arg.slot().name().equals(action.over())));
        }
    }

    /** What a plan is stored by, besides what {@link Template#holds} looks at. */
    static Digest key(Attempt.Setting setting) {
        var goal = setting.goal();
        var conditions = new TreeSet<String>();
        setting.catalog().entries().forEach(entry -> {
            entry.planning().requires().forEach(condition -> places(condition, conditions));
        });
        setting.rules().achieve().forEach(condition -> places(condition, conditions));
        var values = Json.object();
        for (var place : conditions) {
            var value = goal.inputs().at(Pointer.of(place));
            values = value.isPresent() ? values.with(place, value.get()) : values;
        }
        return Digests.of(
                "plan-template/v1",
                Json.object()
                        .with("result", Schemas.of(goal.result()))
                        .with("inputs", outline(goal.inputs()))
                        .with("values", values)
                        .with("budget", Values.write(goal.budget()))
                        .with("rules", Values.write(setting.rules()))
                        .with("registry", setting.catalog().digest().toString()));
    }

    private static void places(Condition condition, Set<String> places) {
        switch (condition) {
            case Condition.CompareCondition compare -> places.add(compare.path().toString());
            case Condition.AllCondition all -> all.parts().forEach(part -> places(part, places));
            case Condition.AnyCondition any -> any.parts().forEach(part -> places(part, places));
            case Condition.NotCondition not -> places(not.part(), places);
        }
    }

    /** Values by their types only, with the sizes of lists. */
    private static Json outline(Json value) {
        return switch (value) {
            case Json.Obj object -> {
                var members = new TreeMap<String, Json>();
                object.members().forEach((name, member) -> members.put(name, outline(member)));
                yield new Json.Obj(members);
            }
            case Json.Arr array -> Json.of("array of " + array.items().size());
            default -> Json.of(value.type());
        };
    }

    @Nullable Template get(Digest key) {
        lock.lock();
        try {
            return known.get(key);
        } finally {
            lock.unlock();
        }
    }

    void put(Digest key, Template template) {
        lock.lock();
        try {
            known.put(key, template);
            if (known.size() > most) {
                known.remove(known.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }
}
