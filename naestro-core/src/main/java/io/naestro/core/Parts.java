package io.naestro.core;

import io.naestro.base.JsonText;
import io.naestro.core.plan.PlanValidator;
import io.naestro.core.plan.PlanWorld;
import io.naestro.core.registry.RegisteredTool;
import io.naestro.core.registry.ToolRegistry;
import io.naestro.effect.Actor;
import io.naestro.effect.CallContext;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.evaluate.Evaluator;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.memory.Episode;
import io.naestro.memory.Memory;
import io.naestro.memory.MemoryRecord;
import io.naestro.memory.MemoryScope;
import io.naestro.model.ChatModel;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.TokenCounter;
import io.naestro.observe.Observer;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Constraints;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.Scheduler;
import io.naestro.run.Spend;
import io.naestro.run.TimeSource;
import io.naestro.run.Upgrades;
import io.naestro.tool.ToolContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one Naestro instance is made of, and the one place where planners, routers and memories of the host are called:
 * whatever these throw ends here as data.
 */
record Parts(
        Store store,
        Gate gate,
        Policy policy,
        Router router,
        Lessons lessons,
        Planner planner,
        Map<String, ChatModel> models,
        List<ModelCard> cards,
        Map<String, Evaluator> evaluators,
        @Nullable Memory memory,
        ToolRegistry registry,
        TokenCounter tokens,
        CallScope.Reach reach,
        TimeSource time,
        Scheduler scheduler,
        int mostCalls,
        Observer observer,
        Upgrades upgrades) {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
    private static final int LONGEST_TURN = 4_000;

    /**
     * What a planner came to.
     *
     * @param plan the plan, or null
     * @param problems why there is none
     */
    record Planned(@Nullable Plan<?, ?> plan, List<PlanProblem> problems) {}

    Optional<ChatModel> model(String id) {
        return Optional.ofNullable(models.get(id));
    }

    Optional<ChatModel> anyModel() {
        return models.values().stream().findFirst();
    }

    Optional<Evaluator> evaluator(String name) {
        return Optional.ofNullable(evaluators.get(name));
    }

    boolean hasNoMemory() {
        return memory == null;
    }

    /** What the tools of a plan promise, by name and version. */
    Map<String, Digest> promises(Plan<?, ?> plan) {
        var promises = new HashMap<String, Digest>();
        plan.steps().stream()
                .flatMap(step -> Past.tool(step).stream())
                .forEach(tool ->
                        registry.find(tool).ifPresent(found -> promises.putIfAbsent(tool.toString(), found.promise())));
        return promises;
    }

    /** What the host wants done with a run whose tools have changed; one that fails leaves it alone. */
    Upgrades.Answer decide(Upgrades.Change change) {
        try {
            return Objects.requireNonNull(upgrades.decide(change), "it returned null");
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(
                    () -> LOG.atError().addKeyValue("run", change.run().id()),
                    e,
                    "nobody says what becomes of the run");
            return new Upgrades.LeaveAnswer();
        }
    }

    /** What is wrong with a plan in this process. */
    List<PlanProblem> problems(Plan<?, ?> plan, Principal principal, Mode mode) {
        return check(plan, principal, mode).problems();
    }

    /** What is wrong with a plan in this process, or else the form in which it is kept. */
    PlanValidator.Checked check(Plan<?, ?> plan, Principal principal, Mode mode) {
        return PlanValidator.check(plan, new World(principal, mode), store.known(plan));
    }

    /** What the policy allows for a step; a policy that fails allows nothing. */
    Constraints constraints(Actor actor, Step step) {
        try {
            return Objects.requireNonNull(policy.constraints(actor, step), "the policy returned null");
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(() -> Faults.of(LOG.atError(), actor), e, "policy failed; nothing is allowed");
            return Constraints.denied("the policy failed: " + e.getClass().getSimpleName(), "");
        }
    }

    /** Asks the planner; the goal's budget and success criteria bind whatever it proposes. */
    Planned plan(RunEvent.RunAccepted accepted, Judge judge, Workbench bench, Thought thought) {
        return planned(accepted, judge, bench, thought, planner::plan);
    }

    /**
     * Asks the planner for another plan after a failure; it is bound like the first, and told what is left to spend.
     */
    Planned revise(
            RunEvent.RunAccepted accepted, Planner.Revision revision, Judge judge, Workbench bench, Thought thought) {
        return planned(accepted, judge, bench, thought, (goal, context) -> {
            var spent = bench.look(RunState::spent);
            return planner.revise(goal.within(left(goal.budget(), spent)), revision, context);
        });
    }

    /** What of a budget is not spent yet; nothing where more was spent. */
    static Budget left(Budget budget, Spend spent) {
        var left = budget;
        if (budget.money() != null && spent.money() != null) {
            var zero = Money.zero(budget.money().currency());
            var rest = budget.money().minus(spent.money());
            left = left.withMoney(rest.compareTo(zero) < 0 ? zero : rest);
        }
        if (budget.tokens() != null) {
            left = left.withTokens(Math.max(0, budget.tokens() - spent.tokens()));
        }
        return budget.calls() == null ? left : left.withCalls(Math.max(0, budget.calls() - spent.calls()));
    }

    private Planned planned(
            RunEvent.RunAccepted accepted,
            Judge judge,
            Workbench bench,
            Thought thought,
            BiFunction<Goal<Json>, Planner.Context, Planner.@Nullable Planned<Json>> how) {
        try {
            var goal = goal(bench.id(), accepted);
            var context = new Thinking(
                    callContext(bench, thought),
                    judge.thinking("/plan", goal.given().allLabels(), thought),
                    bench.actor("plan"));
            return checked(how.apply(goal, context), goal, accepted);
        } catch (Throwable e) { // a planner may throw anything
            Faults.log(() -> LOG.atWarn().addKeyValue("run", bench.id()), e, "planner failed");
            return none("the planner failed: " + e.getClass().getSimpleName());
        }
    }

    private Planned checked(Planner.@Nullable Planned<Json> planned, Goal<Json> goal, RunEvent.RunAccepted accepted) {
        return switch (planned) {
            case null -> none("the planner returned null");
            case Planner.NoPlan<Json> no -> new Planned(null, no.problems());
            case Planner.Found<Json>(var plan) -> {
                var bound = bound(plan, goal);
                var problems = problems(bound, accepted.principal(), accepted.mode());
                yield problems.isEmpty() ? new Planned(bound, List.of()) : new Planned(null, problems);
            }
        };
    }

    private static Plan<?, ?> bound(Plan<?, ?> plan, Goal<?> goal) {
        var checks = new ArrayList<>(plan.checks());
        checks.addAll(goal.success());
        var checked = plan.checking(checks.toArray(Check[]::new));
        return goal.budget().equals(Budget.UNLIMITED) ? checked : checked.within(goal.budget());
    }

    /** No plan, because the planner did not give one. */
    static Planned none(String message) {
        return new Planned(
                null,
                List.of(new PlanProblem(
                        PlanProblem.Kind.NO_PLAN, null, "plan", message, "see the log, or give a plan by hand")));
    }

    private Goal<Json> goal(RunId run, RunEvent.RunAccepted accepted) {
        var kept = store.of(run);
        return Goals.read(kept.json(Objects.requireNonNull(accepted.goal())), kept.payload(accepted.input()));
    }

    /** Asks the router; one that fails has no route. */
    Routed route(RouteRequest request) {
        try {
            var routed = router.route(request);
            return routed == null ? new Routed.NoRoute(Map.of("router", "it returned null")) : routed;
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(() -> Faults.of(LOG.atWarn(), request.actor()), e, "router failed");
            return new Routed.NoRoute(
                    Map.of("router", "it failed: " + e.getClass().getSimpleName()));
        }
    }

    /** Asks the router what to do after a failure; one that fails gives up. */
    NextHop next(Setback setback) {
        try {
            var hop = router.next(setback);
            return hop == null ? new NextHop.StopHop("the router returned null") : hop;
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(() -> Faults.of(LOG.atWarn(), setback.request().actor()), e, "router failed");
            return new NextHop.StopHop("the router failed");
        }
    }

    /** Tells the router that a call along a route starts; one that fails hears nothing. */
    void started(Actor actor, Route route) {
        try {
            router.started(route, time.now());
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(() -> Faults.of(LOG.atWarn(), actor), e, "router did not hear that a call started");
        }
    }

    /** Tells the router how a call along a route ended; one that fails hears nothing. */
    void ended(Actor actor, Route route, @Nullable ModelFailure failure, Duration took) {
        try {
            router.ended(route, failure, took, time.now());
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(() -> Faults.of(LOG.atWarn(), actor), e, "router did not hear that a call ended");
        }
    }

    /** Gives a run's episode to the memory, which there must be, if the policy allows; the events that tell of it. */
    List<RunEvent> remember(RunId id, RunState state, Actor actor, Function<Digest, Payload> payloads) {
        var kept = Objects.requireNonNull(memory);
        var memoryScope = new MemoryScope(actor.principal().tenant(), "runs", actor.role());
        var decision = gate.decide(new Effect.MemoryAccess(actor, memoryScope, true));
        if (decision.verdict() != Verdict.ALLOW) {
            LOG.atInfo().addKeyValue("run", id).log("not remembered: {}", decision.reason());
            return List.of();
        }
        try {
            var episode = episode(id, state, payloads);
            kept.keep(memoryScope, List.of(episode));
            return List.of(new RunEvent.RunRemembered(episode.id()));
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(() -> LOG.atWarn().addKeyValue("run", id), e, "memory failed");
            return List.of();
        }
    }

    private Episode episode(RunId id, RunState state, Function<Digest, Payload> payloads) {
        var turns = new ArrayList<MemoryRecord.Turn>();
        turns.add(turn("input", payloads.apply(state.accepted().input())));
        var plan = state.planOrNull();
        if (plan != null) {
            for (var step : plan.steps()) {
                var output = state.cell(StepName.whole(step.id())).output();
                if (output != null) {
                    turns.add(turn(step.id(), payloads.apply(output)));
                }
            }
        }
        var source = new MemoryRecord.Source(id, "", time.now(), worst(state, payloads), List.of());
        return new Episode(
                id.toString(),
                source,
                state.accepted().title(),
                turns,
                state.state().name().toLowerCase(Locale.ROOT));
    }

    private static Origin worst(RunState state, Function<Digest, Payload> payloads) {
        var worst = payloads.apply(state.accepted().input()).worst();
        var plan = state.planOrNull();
        for (int i = 0; plan != null && i < state.cells().size(); i++) {
            var output = state.cells().get(i).output();
            worst = output == null ? worst : worst.worse(payloads.apply(output).worst());
        }
        return worst;
    }

    private MemoryRecord.Turn turn(String speaker, Payload payload) {
        var text = JsonText.write(payload.value());
        return new MemoryRecord.Turn(
                speaker, time.now(), text.length() <= LONGEST_TURN ? text : text.substring(0, LONGEST_TURN) + "…");
    }

    /** The context of work that is no call of its own: planning and judging. */
    CallContext callContext(Workbench bench, Thought thought) {
        return new Background(bench, thought);
    }

    /** What planners and judges are given. */
    private record Background(Workbench bench, Thought thought) implements CallContext {
        @Override
        public Instant deadline() {
            return thought.deadline();
        }

        @Override
        public boolean cancelled() {
            return thought.over() || bench.stopping();
        }

        @Override
        public String trace() {
            return thought.trace();
        }

        @Override
        public Principal principal() {
            return bench.actor("").principal();
        }

        @Override
        public String idempotencyKey() {
            return bench.id().toString();
        }

        @Override
        public Consumer<Json> sink() {
            return delta -> {};
        }
    }

    /** What there is to plan with. */
    private final class Thinking implements Planner.Context, DelegatingContext {
        private final CallContext call;
        private final Optional<ChatModel> model;
        private final Actor actor;

        private Thinking(CallContext call, Optional<ChatModel> model, Actor actor) {
            this.call = call;
            this.model = model;
            this.actor = actor;
        }

        @Override
        public CallContext call() {
            return call;
        }

        @Override
        public List<ToolContract<?, ?>> tools() {
            return registry.contracts();
        }

        @Override
        public List<ModelCard> models() {
            return cards;
        }

        @Override
        public Constraints constraints(Step step) {
            return Parts.this.constraints(actor, step);
        }

        @Override
        public Optional<ChatModel> model() {
            return model;
        }
    }

    /** What a plan may speak of. */
    private final class World implements PlanWorld {
        private final Principal principal;
        private final Mode mode;

        private World(Principal principal, Mode mode) {
            this.principal = principal;
            this.mode = mode;
        }

        @Override
        public Optional<ToolContract<?, ?>> tool(ToolRef ref) {
            return registry.find(ref).map(RegisteredTool::contract);
        }

        @Override
        public List<ToolRef> tools() {
            return registry.contracts().stream().map(ToolContract::ref).toList();
        }

        @Override
        public Set<String> evaluators() {
            return evaluators.keySet();
        }

        @Override
        public List<ModelCard> models() {
            return cards;
        }

        @Override
        public Constraints constraints(Step step) {
            var options = step.options();
            var actor = new Actor(principal, null, step.id(), options.role(), options.purpose(), mode, null);
            return Parts.this.constraints(actor, step);
        }
    }
}
