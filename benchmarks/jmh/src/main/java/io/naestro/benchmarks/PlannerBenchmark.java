package io.naestro.benchmarks;

import com.embabel.plan.common.condition.ConditionAction;
import com.embabel.plan.common.condition.ConditionDetermination;
import com.embabel.plan.common.condition.ConditionGoal;
import com.embabel.plan.common.condition.WorldStateDeterminer;
import com.embabel.plan.goap.astar.AStarGoapPlanner;
import io.naestro.core.planner.SymbolicPlanner;
import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.ChatModel;
import io.naestro.model.ModelCard;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Principal;
import io.naestro.run.TimeSource;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * How long it takes to plan: from tools to a validated plan, with and without what was learned of the tools before;
 * Embabel's A* planner on the same worlds, from conditions to an order of actions; and the search of LangChain4j's goal
 * planner, from names to an order of names, where its class is on the class path.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PlannerBenchmark {
    private static final TimeSource TIME = new TimeSource() {
        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return 0;
        }
    };

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 40;
    private static final int ROUNDS = 20;

    /** Which world: see {@link #actions}. */
    @Param({"fan-8", "fan-14", "fan-200", "chain-20", "chain-2000", "few-of-1000"})
    String world = "";

    private final List<Action> actions = new ArrayList<>();
    private String wanted = "";
    private Goal<Json> goal = Goal.of("measure");
    private Tools tools = new Tools(List.of());
    private final SymbolicPlanner warm = SymbolicPlanner.with(TIME);
    private int rounds;

    record Action(String name, Set<String> needs, String yields, int cost) {}

    /** For the JMH harness. */
    public PlannerBenchmark() {}

    /** Builds the world for both planners. */
    @Setup
    public void build() {
        actions();
        goal = Goal.of("measure").given("start", "go").yielding(object(Set.of("v-" + wanted)));
        tools = new Tools(
                actions.stream().<ToolContract<?, ?>>map(PlannerBenchmark::tool).toList());
        warm.plan(goal, tools);
    }

    private void actions() {
        var size = Integer.parseInt(world.replaceAll("\\D+", ""));
        if (world.startsWith("fan")) {
            fan(size);
        } else if (world.startsWith("chain")) {
            chain(size);
        } else {
            fan(29);
            for (int i = actions.size(); i < size; i++) {
                actions.add(new Action("other-" + i, Set.of("start"), "other" + i, 1 + i % 7));
            }
        }
    }

    private void fan(int size) {
        var parts = new LinkedHashSet<String>();
        for (int i = 0; i < size; i++) {
            parts.add("part" + i);
            actions.add(new Action("make-" + i, Set.of("start"), "part" + i, 1 + i % 7));
        }
        wanted = "whole";
        actions.add(new Action("join", parts, wanted, 1));
    }

    private void chain(int size) {
        for (int i = 0; i < size; i++) {
            actions.add(new Action("step-" + i, Set.of(i == 0 ? "start" : "link" + (i - 1)), "link" + i, 1 + i % 7));
        }
        wanted = "link" + (size - 1);
    }

    private static Shape<Json> object(Set<String> members) {
        var properties = Json.object();
        for (var member : members) {
            properties = properties.with(member, Json.object().with("type", "string"));
        }
        return Shape.schema(Json.object()
                .with("type", "object")
                .with("properties", properties)
                .with("required", Json.strings(members))
                .with("additionalProperties", Json.of(false)));
    }

    private static ToolContract<?, ?> tool(Action action) {
        var needs = new LinkedHashSet<String>();
        action.needs().forEach(need -> needs.add(need.equals("start") ? need : "v-" + need));
        return ToolContract.named(action.name(), object(needs), object(Set.of("v-" + action.yields())))
                .repeat(Repeat.PURE)
                .cost(Money.eur("0.0" + action.cost()))
                .build();
    }

    /** A planner that sees the tools for the first time. */
    @Benchmark
    public Planner.Planned<Json> naestroCold() {
        return SymbolicPlanner.with(TIME).plan(goal, tools);
    }

    /** A planner that has indexed the tools before, but does not know the goal. */
    @Benchmark
    public Planner.Planned<Json> naestroWarm() {
        return warm.plan(goal.given("new-" + ++rounds, "input"), tools);
    }

    /** A planner that has planned for such a goal before. */
    @Benchmark
    public Object naestroTemplate() {
        return warm.plan(goal, tools);
    }

    /** Embabel's A* planner; whether it finds a plan at all is part of the result. */
    @Benchmark
    public Object embabel() {
        var conditions = new HashMap<String, ConditionDetermination>();
        conditions.put("start", ConditionDetermination.TRUE);
        actions.forEach(action -> conditions.put(action.yields(), ConditionDetermination.FALSE));
        var planner = new AStarGoapPlanner(WorldStateDeterminer.Companion.fromMap(conditions));
        var all = new ArrayList<ConditionAction>();
        for (var action : actions) {
            var needs = new HashMap<String, ConditionDetermination>();
            action.needs().forEach(need -> needs.put(need, ConditionDetermination.TRUE));
            all.add(ConditionAction.Companion.invoke(
                    action.name(),
                    List.of(),
                    needs,
                    List.of(),
                    Map.of(action.yields(), ConditionDetermination.TRUE),
                    state -> action.cost() / 100.0,
                    state -> 0.0));
        }
        var plan = planner.planToGoal(
                all, ConditionGoal.Companion.invoke("goal", Map.of(wanted, ConditionDetermination.TRUE), state -> 1.0));
        return plan == null ? "no plan" : plan;
    }

    /**
     * The search of LangChain4j's goal planner, which knows no costs; fails where its class is not on the class path.
     */
    @Benchmark
    public Object langChain4j() {
        return new LangChain4jGoalSearch().order(actions, wanted);
    }

    /**
     * Says how much time of the processor one plan takes, the least and the median of many, which tells more than time
     * on the wall where a machine is shared.
     *
     * @param args the worlds; of one whose name begins with {@code -} Embabel is left out, with {@code --} LangChain4j
     *     too
     */
    public static void main(String[] args) {
        System.out.println("| world | first sight of the tools | tools known | template | LangChain4j | Embabel A* |");
        System.out.println("|---|---|---|---|---|---|");
        for (var world : args) {
            var one = new PlannerBenchmark();
            one.world = world.replaceFirst("^-+", "");
            one.build();
            System.out.println(
                    one.row(!world.startsWith("--") && LangChain4jGoalSearch.isPresent(), !world.startsWith("-")));
        }
    }

    private String row(boolean langChain4j, boolean embabel) {
        var ways =
                new ArrayList<Supplier<Object>>(List.of(this::naestroCold, this::naestroWarm, this::naestroTemplate));
        if (langChain4j) {
            ways.add(this::langChain4j);
        }
        if (embabel) {
            ways.add(this::embabel);
        }
        var taken = ways.stream().map(way -> new ArrayList<Long>()).toList();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            for (int i = 0; i < ways.size(); i++) {
                var started = CPU.getCurrentThreadCpuTime();
                var plan = ways.get(i).get();
                if (round >= WARM_UP && plan != null) {
                    taken.get(i).add(CPU.getCurrentThreadCpuTime() - started);
                }
            }
        }
        var cells = new ArrayList<>(taken.stream().map(PlannerBenchmark::cell).toList());
        if (!langChain4j) {
            cells.add(3, "not run");
        }
        if (!embabel) {
            cells.add("not run");
        }
        return "| " + world + " | " + String.join(" | ", cells) + " |";
    }

    private static String cell(List<Long> nanos) {
        var sorted = nanos.stream().sorted().toList();
        return String.format(
                Locale.ROOT, "%.1f / %.1f ms", sorted.getFirst() / 1e6, sorted.get(sorted.size() / 2) / 1e6);
    }

    private record Tools(List<ToolContract<?, ?>> tools) implements Planner.Context {
        @Override
        public List<ModelCard> models() {
            return List.of();
        }

        @Override
        public Constraints constraints(Step step) {
            return Constraints.NONE;
        }

        @Override
        public Optional<ChatModel> model() {
            return Optional.empty();
        }

        @Override
        public Instant deadline() {
            return Instant.EPOCH.plusSeconds(60);
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public String trace() {
            return "";
        }

        @Override
        public Principal principal() {
            return Principal.HOST;
        }

        @Override
        public String idempotencyKey() {
            return "";
        }

        @Override
        public Consumer<Json> sink() {
            return delta -> {};
        }
    }
}
