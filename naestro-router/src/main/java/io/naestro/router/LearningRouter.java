package io.naestro.router;

import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import io.naestro.router.RouterState.Verifier;
import io.naestro.run.Scheduler;
import io.naestro.run.TimeSource;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A router that learns from evaluators which model does which kind of work best for its money, and reads live signals
 * to avoid what is slow, full or broken. A decision takes well under a microsecond, takes no lock and allocates the
 * route.
 *
 * <p>Without configuration it prefers local models, spills to the cloud when they are full or broken, takes the cheaper
 * of two models that it knows to be equally good, and learns wherever a step has an evaluator:
 *
 * <pre>{@code
 * Naestro.builder().models(local, cloud).router(LearningRouter.create()).build();
 * }</pre>
 *
 * <p>What it learnt is in {@link #state()}; what it sees of endpoints just now is in {@link #signals}. Thread-safe.
 */
public final class LearningRouter implements Router, AutoCloseable {
    private static final long MOST_BETWEEN_PLANS = 50;
    private static final long SLOWDOWN = 64;
    private static final int MOST_CATALOGS = 8;

    private final Settings settings;
    private final Ring ring = new Ring(2 * Runtime.getRuntime().availableProcessors());
    private final Picker picker;
    private final Hops hops;
    private final Circuits circuits;
    private final ConcurrentHashMap<String, Signals> signals = new ConcurrentHashMap<>();
    private final ReentrantLock learning = new ReentrantLock();
    private final Map<List<ModelCard>, Catalog> catalogs = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<ModelCard>, Catalog> eldest) {
            return size() > MOST_CATALOGS;
        }
    };
    private Learner learner;
    private long versions;
    private long untilPlan;
    private volatile @Nullable Plan plan;
    private @Nullable Polling polling;

    private LearningRouter(Settings settings, RouterState state) {
        this.settings = settings;
        learner = new Learner(state);
        picker = new Picker(settings, ring);
        hops = new Hops(settings, picker);
        circuits = new Circuits(settings.seed());
    }

    /** A router with all defaults that has learnt nothing yet. */
    public static LearningRouter create() {
        return builder().build();
    }

    /** Starts a router. */
    public static Builder builder() {
        return new Builder();
    }

    // ---- decisions ----

    @Override
    public Routed route(RouteRequest request) {
        if (request.models().isEmpty()) {
            return new Routed.NoRoute(Map.of("models", "none is registered; add one by Naestro.builder().models(...)"));
        }
        return picker.pick(
                plan(request.models()),
                request,
                request.id(),
                List.of(),
                0,
                Picker.ANY,
                request.now().toEpochMilli());
    }

    @Override
    public NextHop next(Setback setback) {
        return hops.next(plan(setback.request().models()), setback);
    }

    @Override
    public Optional<Json.Obj> explain(String decision) {
        return ring.find(decision).map(record -> Explanation.render(decision, record));
    }

    @SuppressWarnings("ReferenceEquality") // the usual case, made quick; planFor compares by value
    private Plan plan(List<ModelCard> models) {
        var current = plan;
        return current != null && current.catalog().models == models ? current : planFor(models);
    }

    /** The first decision about a list of models, or about another list than the one before. */
    private Plan planFor(List<ModelCard> models) {
        learning.lock();
        try {
            var current = plan;
            if (current != null && current.catalog().models.equals(models)) {
                return current;
            }
            return solve(catalogs.computeIfAbsent(models, list -> Catalog.of(list, this::signals)));
        } finally {
            learning.unlock();
        }
    }

    private Plan solve(Catalog catalog) {
        var next = Solver.plan(++versions, learner, catalog, settings);
        untilPlan = Math.clamp(learner.feedbacks() / SLOWDOWN, 1, MOST_BETWEEN_PLANS);
        plan = next;
        return next;
    }

    // ---- live signals ----

    /**
     * The live signals of a model's endpoint, for pollers and probes to write to.
     *
     * @param model the id of the model
     */
    public Signals signals(String model) {
        return signals.computeIfAbsent(model, Signals::new);
    }

    /** Ends the polling that the builder was told of; a router that polls nothing need not be closed. */
    @Override
    public void close() {
        if (polling != null) {
            polling.close();
        }
    }

    @Override
    public void started(Route route, Instant now) {
        signals(route.model()).started();
    }

    @Override
    public void ended(Route route, @Nullable ModelFailure failure, Duration took, Instant now) {
        circuits.ended(signals(route.model()), sameProvider(route.model()), failure, took, now.toEpochMilli());
    }

    private List<Signals> sameProvider(String model) {
        var same = new ArrayList<Signals>();
        var current = plan;
        if (current != null) {
            var cards = current.catalog().models;
            cards.stream()
                    .filter(card -> card.id().equals(model))
                    .forEach(card -> cards.stream()
                            .filter(other -> other.provider().equals(card.provider()))
                            .forEach(other -> same.add(signals(other.id()))));
        }
        return same;
    }

    // ---- learning ----

    @Override
    public void learn(RouteFeedback feedback) {
        learning.lock();
        try {
            if (learner.learn(feedback) && --untilPlan <= 0) {
                replan();
            }
        } finally {
            learning.unlock();
        }
    }

    /**
     * Says how well the evaluator of a task type tells good answers from bad ones. That counts as 20 good and 20 bad
     * answers besides those of which feedback has both a grade and whether they were accepted; where nothing is said,
     * an evaluator is taken to toss a coin until such feedback shows better. Only where it accepts at least 80 % of the
     * good and at most 20 % of the bad are cascades planned: a cheap arm first, a dearer one when its answer is
     * rejected.
     *
     * @param taskType the task type
     * @param measured what was measured, or null to forget it
     */
    public void verifier(String taskType, @Nullable Verifier measured) {
        learning.lock();
        try {
            learner.verifier(taskType, measured);
            replan();
        } finally {
            learning.unlock();
        }
    }

    /** What was learnt so far. */
    public RouterState state() {
        learning.lock();
        try {
            return learner.state();
        } finally {
            learning.unlock();
        }
    }

    /**
     * Replaces what was learnt, as when a process starts or a person or the improvement loop has edited it.
     *
     * @param state what shall count as learnt
     */
    public void restore(RouterState state) {
        var restored = new Learner(state);
        learning.lock();
        try {
            learner = restored;
            replan();
        } finally {
            learning.unlock();
        }
    }

    private void replan() {
        var current = plan;
        if (current != null) {
            solve(current.catalog());
        }
    }

    /** Collects the parts of a router. Each part that is not given has the default that its method names. */
    public static final class Builder {
        private Settings settings = Settings.DEFAULT;
        private RouterState state = RouterState.EMPTY;
        private final List<Polling.Job> jobs = new ArrayList<>();
        private Polling.@Nullable Driver driver;
        private Logger log = System.getLogger("io.naestro.router");

        private Builder() {}

        /**
         * Sets what was learnt before.
         *
         * @param learnt the state; nothing learnt unless set
         */
        public Builder state(RouterState learnt) {
            state = learnt;
            return this;
        }

        /**
         * Sets what a success is worth: an arm that costs more must be better by as much.
         *
         * @param money more than nothing; 1.00 unless set, in whatever currency prices are
         */
        public Builder valuePerSuccess(Money money) {
            refuse(money.nanos() <= 0, "valuePerSuccess", money);
            settings = settings.withValue((double) money.nanos());
            return this;
        }

        /**
         * Limits what decisions cost on average. What was saved or overspent is made up for over the next 100.
         *
         * @param money the most that a decision may cost on average, more than nothing; no limit unless set
         */
        public Builder budgetPerDecision(Money money) {
            refuse(money.nanos() <= 0, "budgetPerDecision", money);
            settings = settings.withBudget((double) money.nanos());
            return this;
        }

        /**
         * Sets how often something else is tried where an evaluator will grade it.
         *
         * @param share from 0.01 to 0.05, or 0 for never; 0.02 unless set
         */
        public Builder exploration(double share) {
            refuse(!(share == 0 || (share >= 0.01 && share <= 0.05)), "exploration", share);
            settings = settings.withExploration(share);
            return this;
        }

        /**
         * Sets how much better a cloud arm must be before it is preferred to a local one.
         *
         * @param quality the difference of expected grades, from 0 to 1; 0.05 unless set
         */
        public Builder preferLocal(double quality) {
            refuse(!(quality >= 0 && quality <= 1), "preferLocal", quality);
            settings = settings.withHome(quality);
            return this;
        }

        /**
         * Sets what a second on a local machine costs whose card says that it is free: power and wear are not.
         *
         * @param money more than nothing; 0.0001 unless set, which is 0.36 an hour
         */
        public Builder localSecond(Money money) {
            refuse(money.nanos() <= 0, "localSecond", money);
            settings = settings.withLocalSecond((double) money.nanos());
            return this;
        }

        /**
         * Sets how long a first token may take before work goes elsewhere. Half of what is left of a request's time
         * counts where that is less.
         *
         * @param longest more than nothing; 10 seconds unless set
         */
        public Builder firstTokenWithin(Duration longest) {
            refuse(longest.toMillis() < 1, "firstTokenWithin", longest);
            settings = settings.withPatience(longest);
            return this;
        }

        /**
         * Limits the calls of a chain, waits and repairs included.
         *
         * @param most at least 1; 6 unless set
         */
        public Builder mostCalls(int most) {
            refuse(most < 1, "mostCalls", most);
            settings = settings.withMostCalls(most);
            return this;
        }

        /**
         * Sets what chance follows from. Two routers with one seed and one state decide alike.
         *
         * @param number any number; 1 unless set
         */
        public Builder seed(long number) {
            settings = settings.withSeed(number);
            return this;
        }

        /**
         * Adds a source of live signals, which is asked from the start; the router is to be closed then. It also needs
         * {@link #polling}.
         *
         * @param source the source; none unless added
         * @param every how long after an answer to ask again: more than nothing, and at most
         *     {@value Signals#FRESH_SECONDS} seconds, which is how long an answer counts
         */
        public Builder poll(SignalSource source, Duration every) {
            refuse(every.toMillis() < 1 || every.toSeconds() > Signals.FRESH_SECONDS, "poll", every);
            jobs.add(new Polling.Job(source, every));
            return this;
        }

        /**
         * Sets what polls run on. Both stay the host's own; closing the scheduler ends the polling too.
         *
         * @param on what runs the polls, such as the scheduler of core; none unless set
         * @param by the clock; none unless set
         */
        public Builder polling(Scheduler on, TimeSource by) {
            driver = new Polling.Driver(on, by);
            return this;
        }

        /**
         * Sets where it is said that a source is in trouble, and that it is well again, once each.
         *
         * @param logger the logger; the system's for {@code io.naestro.router} unless set
         */
        public Builder log(Logger logger) {
            log = logger;
            return this;
        }

        /**
         * The router.
         *
         * @throws IllegalStateException if there is something to poll, but nothing to poll with, or a source refuses
         */
        public LearningRouter build() {
            var router = new LearningRouter(settings, state);
            if (!jobs.isEmpty()) {
                if (driver == null) {
                    throw new IllegalStateException("router polls "
                            + jobs.getFirst().source().name()
                            + ", but has no scheduler and clock to do so; set polling(scheduler, time)");
                }
                router.polling = new Polling(driver, router::signals, log);
                router.polling.start(jobs);
            }
            return router;
        }

        private static void refuse(boolean wrong, String name, Object value) {
            if (wrong) {
                throw new IllegalArgumentException("router " + name + " '" + value + "' is out of range; see " + name);
            }
        }
    }
}
