package io.naestro.core.planner;

import io.naestro.core.plan.PlanGraph;
import io.naestro.core.planner.Contingency.Course;
import io.naestro.core.planner.Contingency.Finding;
import io.naestro.core.planner.Contingency.Tree;
import io.naestro.goal.Budget;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.Binding;
import io.naestro.plan.Guard;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Writes what was solved as a plan. What several courses of events have in common is one step; a step that belongs to
 * some of them only is guarded by what was found out.
 */
final class Emitter {
    private static final int LONGEST = 60;
    private static final Pattern NOT_IN_SLUG = Pattern.compile("[^a-z0-9]+");
    private static final Pattern AROUND_SLUG = Pattern.compile("^[^a-z]+|-+$");

    private final Domain domain;
    private final Tree tree;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, Placed> placed = new HashMap<>();
    private final Map<String, List<String>> holders = new LinkedHashMap<>();
    private final List<Written> written = new ArrayList<>();
    private final Set<String> dispensable = new HashSet<>();

    /** @param kept steps that ended already, with whether they only computed; such a one stays only if it is read */
    Emitter(Domain domain, Tree tree, Map<Step, Boolean> kept) {
        this.domain = domain;
        this.tree = tree;
        kept.forEach((step, isPure) -> {
            steps.put(step.id(), step);
            if (isPure) {
                dispensable.add(step.id());
            }
        });
    }

    /**
     * An action in the plan.
     *
     * @param action the action
     * @param result where its result is
     * @param first the ids of its steps that wait for none of its own
     * @param all the ids of all its steps
     */
    record Placed(Action action, Binding result, List<String> first, List<String> all) {}

    /**
     * An action in the plan, with who reads it.
     *
     * @param placed the action
     * @param task what was solved
     * @param course the course it was written for
     * @param position its position there
     */
    record Written(Placed placed, Solution.Task task, Course course, int position) {}

    /** The actions in the order of the plan. */
    List<Written> written() {
        return written;
    }

    <T> Plan<?, T> emit(Shape<T> result, String name, int version) {
        var signatures = tree.courses().stream().map(Signed::new).toList();
        var results = new LinkedHashSet<Binding>();
        for (var signed : signatures) {
            results.add(new Writing(signed, signatures).write());
        }
        exclusions();
        var binding = results.size() == 1 ? results.iterator().next() : new Binding.FirstBinding(List.copyOf(results));
        var all = new Plan<>(
                slug(name),
                version,
                Shape.ANY,
                result,
                List.copyOf(steps.values()),
                binding,
                Budget.UNLIMITED,
                List.of());
        return dispensable.isEmpty() ? all : withoutUnread(all);
    }

    private <T> Plan<?, T> withoutUnread(Plan<?, T> plan) {
        var graph = PlanGraph.of(plan);
        var ids = new ArrayList<>(graph.order());
        var read = new HashSet<String>(PlanGraph.named(plan.result()));
        for (var id : ids.reversed()) {
            if (read.contains(id) || !dispensable.contains(id)) {
                read.add(id);
                read.addAll(graph.dependencies(id));
            }
        }
        return new Plan<>(
                plan.name(),
                plan.version(),
                plan.input(),
                plan.output(),
                plan.steps().stream().filter(step -> read.contains(step.id())).toList(),
                plan.result(),
                plan.budget(),
                plan.checks());
    }

    /** A name that can be the id of a step: lower-case letters, digits and hyphens, a letter first. */
    static String slug(String text) {
        var words = NOT_IN_SLUG.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("-");
        var slug = AROUND_SLUG.matcher(words).replaceAll("");
        var cut = slug.substring(0, Math.min(LONGEST, slug.length()));
        return cut.isEmpty() ? "step" : AROUND_SLUG.matcher(cut).replaceAll("");
    }

    private String free(String name) {
        var id = slug(name);
        for (int i = 2; steps.containsKey(id); i++) {
            id = slug(name) + "-" + i;
        }
        return id;
    }

    /** Steps that need the same thing for themselves wait for each other, in the order of the plan. */
    private void exclusions() {
        for (var ids : holders.values()) {
            for (int i = 1; i < ids.size(); i++) {
                var before = ids.get(i - 1);
                steps.computeIfPresent(ids.get(i), (id, step) -> waiting(step, List.of(before)));
            }
        }
    }

    private static Step waiting(Step step, List<String> others) {
        var after = new LinkedHashSet<>(step.options().after());
        after.addAll(others);
        return step.with(Guards.with(step.options(), step.options().when(), List.copyOf(after)));
    }

    // ---- one course ----

    /** A course with a text for each task that is the same in two courses when the task is. */
    private final class Signed {
        private final Course course;
        private final List<Solution.Task> tasks;
        private final List<String> signatures = new ArrayList<>();
        private final Set<String> having = new HashSet<>();
        private final Map<String, Integer> times = new HashMap<>();
        private final Map<String, List<String>> needs = new HashMap<>();
        private final Map<Finding, BitSet> before = new HashMap<>();

        Signed(Course course) {
            this.course = course;
            this.tasks = course.solution().steps();
            for (var task : tasks) {
                signatures.add(signature(task));
            }
            having.addAll(signatures);
            course.world().operators().forEach(operator -> needs.put(operator.name(), List.copyOf(operator.needs())));
            course.path().forEach(finding -> before.put(finding, ancestors(sensorOf(finding))));
        }

        private String signature(Solution.Task task) {
            var text = new StringBuilder(task.operator());
            for (var other : task.after()) {
                text.append('(').append(signatures.get(other).hashCode()).append(')');
            }
            return text.append('|')
                    .append(times.merge(text.toString(), 1, Integer::sum))
                    .toString();
        }

        private int sensorOf(Finding finding) {
            return IntStream.range(0, tasks.size())
                    .filter(i -> action(i)
                            .filter(action -> action.entry().equals(finding.sensor()))
                            .isPresent())
                    .findFirst()
                    .orElseThrow();
        }

        private BitSet ancestors(int task) {
            var all = new BitSet();
            all.set(task);
            for (int i = task; i >= 0; i--) {
                if (all.get(i)) {
                    tasks.get(i).after().forEach(all::set);
                }
            }
            return all;
        }

        Optional<Action> action(int task) {
            return Optional.ofNullable(domain.actions().get(tasks.get(task).operator()));
        }
    }

    private final class Writing {
        private final Signed signed;
        private final List<Signed> all;
        private final Map<Integer, Optional<Placed>> own = new HashMap<>();
        private final BitSet shared = new BitSet();

        Writing(Signed signed, List<Signed> all) {
            this.signed = signed;
            this.all = all;
        }

        Binding write() {
            for (var finding : signed.course.path()) {
                signed.before.getOrDefault(finding, new BitSet()).stream().forEach(this::placeOnce);
            }
            IntStream.range(0, signed.tasks.size()).forEach(this::placeOnce);
            return result();
        }

        private void placeOnce(int task) {
            if (!own.containsKey(task)) {
                own.put(task, signed.action(task).map(action -> place(task, action)));
            }
        }

        private Optional<Placed> own(int task) {
            return Objects.requireNonNull(own.get(task));
        }

        /** The last one who yields what is wanted, or who had to be used. */
        private Binding result() {
            var wanted = domain.wanted();
            for (int i = own.size() - 1; i >= 0; i--) {
                var last = own(i).orElse(null);
                if (last != null) {
                    if (wanted == null) {
                        return last.result();
                    }
                    var at = whereIn(last.action(), wanted);
                    if (at.isPresent()) {
                        return last.result().at(at.get());
                    }
                }
            }
            return Objects.requireNonNull(
                    domain.kept().facts().get(Objects.requireNonNull(wanted).key()));
        }

        private Placed place(int task, Action action) {
            var courses = coursesOf(task);
            var key = signed.signatures.get(task) + (shared.get(task) ? "" : "@" + all.indexOf(signed));
            var known = placed.get(key);
            if (known != null) {
                return known;
            }
            var after = waitsFor(task, action);
            var guards = guards(courses);
            var fresh = action.entry().method() == null
                    ? call(action, task, after, guards)
                    : method(action, task, after, guards);
            placed.put(key, fresh);
            written.add(new Written(fresh, signed.tasks.get(task), signed.course, task));
            action.entry()
                    .planning()
                    .excludes()
                    .forEach(thing -> holders.computeIfAbsent(thing, absent -> new ArrayList<>())
                            .addAll(fresh.all()));
            return fresh;
        }

        /** The courses that have the same task, if they are all that share what was found out until then. */
        private List<Signed> coursesOf(int task) {
            var having = all.stream()
                    .filter(other -> other.having.contains(signed.signatures.get(task)))
                    .toList();
            var depth = commonDepth(having);
            var together = all.stream()
                    .filter(other -> startsLike(other.course.path(), depth))
                    .count();
            var whole = together == having.size()
                    && signed.tasks.get(task).after().stream().allMatch(shared::get);
            shared.set(task, whole);
            return whole ? having : List.of(signed);
        }

        private int commonDepth(List<Signed> courses) {
            int depth = signed.course.path().size();
            for (var other : courses) {
                while (!startsLike(other.course.path(), depth)) {
                    depth--;
                }
            }
            return depth;
        }

        private boolean startsLike(List<Finding> path, int depth) {
            return path.size() >= depth
                    && path.subList(0, depth).equals(signed.course.path().subList(0, depth));
        }

        /** What was found out before the task, which is everything but what it helps to find out itself. */
        private List<Guard> guards(List<Signed> courses) {
            return signed.course.path().subList(0, commonDepth(courses)).stream()
                    .filter(finding -> own.containsKey(signed.sensorOf(finding)))
                    .map(this::guard)
                    .toList();
        }

        private Guard guard(Finding finding) {
            var sensor = own(signed.sensorOf(finding)).orElseThrow();
            var reveal = Literals.reveal(
                            finding.sensor().planning(), finding.literal().atom())
                    .orElseThrow();
            return new Guard(
                    sensor.result().at(reveal.output()),
                    finding.literal().below(reveal.state()).condition());
        }

        private List<String> waitsFor(int task, Action action) {
            var read = new LinkedHashSet<Integer>();
            for (var arg : action.args()) {
                if (arg.isNeeded()) {
                    read.add(source(task, arg));
                }
            }
            return signed.tasks.get(task).after().stream()
                    .filter(other -> !read.contains(other))
                    .flatMap(other -> own(other).stream())
                    .flatMap(other -> other.all().stream())
                    .toList();
        }

        /** Which task an argument comes from, or -1 when it was there. */
        private int source(int task, Action.Arg arg) {
            var operator = signed.tasks.get(task);
            var fact = Domain.value(Objects.requireNonNull(arg.fact()).key());
            var needs = Objects.requireNonNull(signed.needs.get(operator.operator()));
            return operator.from().get(needs.indexOf(fact));
        }

        private Placed call(Action action, int task, List<String> after, List<Guard> guards) {
            var contract = Objects.requireNonNull(action.entry().contract());
            var id = free(contract.name());
            var options = Guards.with(StepOptions.DEFAULT, Guards.all(guards), after);
            if (action.over() == null) {
                steps.put(
                        id,
                        new Step.ToolStep(id, options, contract.ref(), argument(action, task, ""), contract.output()));
            } else {
                var body = new Step.ToolStep(
                        id,
                        StepOptions.DEFAULT,
                        contract.ref(),
                        argument(action, task, action.over()),
                        contract.output());
                var over = action.args().stream()
                        .filter(arg -> arg.slot().name().equals(action.over()))
                        .findFirst()
                        .orElseThrow();
                steps.put(
                        id,
                        new Step.MapStep(
                                id, options, value(task, over).orElseThrow(), body, Step.MapStep.DEFAULT_WINDOW));
            }
            return new Placed(action, new Binding.StepBinding(id, Pointer.ROOT), List.of(id), List.of(id));
        }

        private Placed method(Action action, int task, List<String> after, List<Guard> guards) {
            var plan = Objects.requireNonNull(action.entry().method());
            var input = argument(action, task, "");
            var ids = new LinkedHashMap<String, String>();
            for (var step : plan.steps()) {
                var id = free(slug(action.entry().name()) + "-" + step.id());
                ids.put(step.id(), id);
                steps.put(id, step);
            }
            var first = new ArrayList<String>();
            for (var step : plan.steps()) {
                var inlined = Guards.inline(step, input, ids);
                var own = inlined.options().when();
                var both = new ArrayList<>(guards);
                if (own != null) {
                    both.add(own);
                }
                var guarded = inlined.with(Guards.with(
                        inlined.options(), Guards.all(both), inlined.options().after()));
                steps.put(inlined.id(), waiting(guarded, after));
                first.add(inlined.id());
            }
            return new Placed(
                    action, Guards.binding(plan.result(), input, ids), List.copyOf(first), List.copyOf(ids.values()));
        }

        /** The argument of a call; of the one that is given for each element, the element. */
        private Binding argument(Action action, int task, String over) {
            var isMap = action.over() != null;
            if (action.args().isEmpty()) {
                return action.entry().input().isNothing() ? Guards.NOTHING : new Binding.ObjectBinding(Map.of());
            }
            var first = action.args().getFirst();
            if (first.slot().name().isEmpty()) {
                return isMap
                        ? new Binding.ItemBinding(Pointer.ROOT)
                        : value(task, first).orElseThrow();
            }
            var members = new LinkedHashMap<String, Binding>();
            for (var arg : action.args()) {
                if (isMap && arg.slot().name().equals(over)) {
                    members.put(over, new Binding.ItemBinding(Pointer.ROOT));
                } else {
                    value(task, arg).ifPresent(binding -> members.put(arg.slot().name(), binding));
                }
            }
            return new Binding.ObjectBinding(members);
        }

        /** Where an argument comes from; an optional one may come from a step that ended before by chance. */
        private Optional<Binding> value(int task, Action.Arg arg) {
            if (arg.given() != null) {
                return Optional.of(new Binding.InputBinding(arg.given()));
            }
            var fact = needed(arg);
            if (arg.isNeeded()) {
                var source = source(task, arg);
                return Optional.of(
                        source < 0
                                ? Objects.requireNonNull(domain.kept().facts().get(fact.key()))
                                : read(source, fact));
            }
            var earlier = signed.tasks.get(task).after().stream()
                    .filter(other -> own(other)
                            .flatMap(one -> whereIn(one.action(), fact))
                            .isPresent())
                    .findFirst()
                    .map(other -> read(other, fact));
            return earlier.or(() -> Optional.ofNullable(domain.kept().facts().get(fact.key())));
        }

        private Binding read(int source, Slot.Fact fact) {
            var from = own(source).orElseThrow();
            return from.result().at(whereIn(from.action(), fact).orElseThrow());
        }
    }

    private static Slot.Fact needed(Action.Arg arg) {
        return Objects.requireNonNull(arg.fact());
    }

    private static Optional<Pointer> whereIn(Action action, Slot.Fact fact) {
        return action.yields().stream()
                .filter(yield -> yield.fact().key().equals(fact.key()))
                .map(Slot.Yield::at)
                .findFirst();
    }
}
