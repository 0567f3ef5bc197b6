package io.naestro.core;

import io.naestro.base.HostName;
import io.naestro.core.access.AccessGuard;
import io.naestro.core.access.GovernedProcesses;
import io.naestro.core.access.HttpClients;
import io.naestro.core.access.RootedFiles;
import io.naestro.core.access.Roots;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.core.planner.SymbolicPlanner;
import io.naestro.core.registry.ToolRegistry;
import io.naestro.evaluate.Evaluator;
import io.naestro.memory.Memory;
import io.naestro.model.ChatModel;
import io.naestro.model.TokenCounter;
import io.naestro.observe.Observer;
import io.naestro.plan.Planner;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.policy.Rate;
import io.naestro.route.Router;
import io.naestro.run.Journal;
import io.naestro.run.RandomSource;
import io.naestro.run.Scheduler;
import io.naestro.run.TimeSource;
import io.naestro.run.Upgrades;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the parts of a {@link Naestro}. Each part that is not given has the default that its method names. */
public final class NaestroBuilder {
    private final Map<String, ChatModel> models = new LinkedHashMap<>();
    private final List<Tool<?, ?>> tools = new ArrayList<>();
    private final Map<String, Evaluator> evaluators = new LinkedHashMap<>();
    private final Map<String, Rate> rates = new LinkedHashMap<>();
    private final Map<String, Set<String>> confined = new LinkedHashMap<>();
    private final Map<String, Path> folders = new LinkedHashMap<>();
    private final Set<String> localHosts = new LinkedHashSet<>();
    private Policy policy = new LocalModelsOnly();
    private Router router = new FirstEligible();
    private @Nullable Planner planner;
    private TokenCounter tokens = new ByteCounter();
    private @Nullable Memory memory;
    private @Nullable Journal journal;
    private Mode mode = Mode.COPILOT;
    private TimeSource time = new SystemTime();
    private RandomSource random = new SystemRandom();
    private @Nullable Scheduler scheduler;
    private int mostCalls = 64;
    private Observer observer = Observer.NONE;
    private Upgrades upgrades = Upgrades.NONE;
    private Duration patience = Duration.ofSeconds(5);

    NaestroBuilder() {}

    /**
     * Adds models. There are none unless given, and steps that ask one then fail.
     *
     * @param added the models; their cards' ids must differ
     * @throws IllegalArgumentException if two models have one id
     */
    public NaestroBuilder models(ChatModel... added) {
        for (var model : added) {
            if (models.putIfAbsent(model.card().id(), model) != null) {
                throw new IllegalArgumentException(
                        "two models have the id '" + model.card().id() + "'; give one of them another id on its card");
            }
        }
        return this;
    }

    /**
     * Adds tools. There are none unless given.
     *
     * @param added the tools
     */
    public NaestroBuilder tools(Tool<?, ?>... added) {
        tools.addAll(List.of(added));
        return this;
    }

    /**
     * Adds evaluators, by the names in their specs. There are none unless given.
     *
     * @param added the evaluators
     * @throws IllegalArgumentException if two evaluators have one name
     */
    public NaestroBuilder evaluators(Evaluator... added) {
        for (var evaluator : added) {
            if (evaluators.putIfAbsent(evaluator.spec().name(), evaluator) != null) {
                throw new IllegalArgumentException(
                        "two evaluators have the name '" + evaluator.spec().name() + "'");
            }
        }
        return this;
    }

    /**
     * Sets the policy.
     *
     * @param rules the policy; unless set, local models may be used and all else is denied
     */
    public NaestroBuilder policy(Policy rules) {
        policy = rules;
        return this;
    }

    /**
     * Sets the router.
     *
     * @param chosen the router; unless set, the first model that can do a step does it
     */
    public NaestroBuilder router(Router chosen) {
        router = chosen;
        return this;
    }

    /**
     * Sets the planner.
     *
     * @param chosen the planner; unless set, a goal whose result some tool yields is planned by what the tools declare,
     *     and any other becomes one question to a model
     */
    public NaestroBuilder planner(Planner chosen) {
        planner = chosen;
        return this;
    }

    /**
     * Sets the memory.
     *
     * @param chosen the memory; unless set, nothing is remembered
     */
    public NaestroBuilder memory(Memory chosen) {
        memory = chosen;
        return this;
    }

    /**
     * Sets where runs are kept. It is closed with the instance.
     *
     * @param store the journal; unless set, runs are lost with the process
     */
    public NaestroBuilder journal(Journal store) {
        journal = store;
        return this;
    }

    /**
     * Sets how tokens are counted before a call.
     *
     * @param counter the counter; unless set, every byte counts as a token, which is never too low
     */
    public NaestroBuilder tokens(TokenCounter counter) {
        tokens = counter;
        return this;
    }

    /**
     * Sets the most that runs may do by themselves.
     *
     * @param ceiling the mode; {@link Mode#COPILOT} unless set, which asks before anything acts
     */
    public NaestroBuilder mode(Mode ceiling) {
        mode = ceiling;
        return this;
    }

    /**
     * Declares a folder that tools may see as {@code name:/...}, as far as the policy allows.
     *
     * @param name the name of the root
     * @param folder the folder; it is made if it is missing
     * @throws IllegalArgumentException if the name is taken
     */
    public NaestroBuilder folder(String name, Path folder) {
        var before = folders.putIfAbsent(name, folder);
        if (before != null) {
            throw new IllegalArgumentException("folder '" + name + "' is " + before + " already");
        }
        return this;
    }

    /**
     * Names hosts of this machine or a private network that tools may reach, as far as the policy allows. Addresses of
     * all other hosts must be public.
     *
     * @param hosts host names or addresses; none unless set
     */
    public NaestroBuilder localHosts(String... hosts) {
        for (var host : hosts) {
            localHosts.add(HostName.of(host).value());
        }
        return this;
    }

    /**
     * Limits how often a tool or model is called, over all runs.
     *
     * @param key {@code tool:} and the name or an alias of a tool, for one version with {@code @} and its number
     *     behind; or {@code model:} and the id of a model; {@link #build()} refuses any other
     * @param rate how often; unlimited unless set
     */
    public NaestroBuilder limit(String key, Rate rate) {
        rates.put(key, rate);
        return this;
    }

    /**
     * Declares that a tool runs confined, as rules with {@code oblige: [sandbox:LEVEL]} demand. The engine believes it;
     * a tool that is not declared is refused by such rules.
     *
     * @param tool the name or an alias of a tool, for one version with {@code @} and its number behind;
     *     {@link #build()} refuses any other
     * @param levels all levels of confinement that it meets, such as {@code landlock}; none unless declared
     */
    public NaestroBuilder confined(String tool, String... levels) {
        confined.put("tool:" + tool, Set.of(levels));
        return this;
    }

    /**
     * Limits the calls that one run makes at the same time.
     *
     * @param most the most calls, at least 1; 64 unless set
     */
    public NaestroBuilder mostCalls(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("mostCalls '" + most + "' must be at least 1");
        }
        mostCalls = most;
        return this;
    }

    /**
     * Sets how long {@link Naestro#close()} waits for calls under way.
     *
     * @param longest the longest wait for each run; 5 seconds unless set
     */
    public NaestroBuilder patience(Duration longest) {
        patience = longest;
        return this;
    }

    /**
     * Sets who sees runs as spans and metrics.
     *
     * @param seeing the observer; nobody unless set, which costs nothing
     */
    public NaestroBuilder observer(Observer seeing) {
        observer = seeing;
        return this;
    }

    /**
     * Sets what becomes of runs that another process began when tools that they need have changed since.
     *
     * @param rules who decides; such runs are left alone unless set
     */
    public NaestroBuilder upgrades(Upgrades rules) {
        upgrades = rules;
        return this;
    }

    /**
     * Sets the clock.
     *
     * @param source the clock; that of this machine unless set
     */
    public NaestroBuilder time(TimeSource source) {
        time = source;
        return this;
    }

    /**
     * Sets the randomness, from which ids are made.
     *
     * @param source the randomness; that of this machine unless set
     */
    public NaestroBuilder random(RandomSource source) {
        random = source;
        return this;
    }

    /**
     * Sets what runs work. It is not closed with the instance.
     *
     * @param chosen the scheduler; virtual threads unless set
     */
    public NaestroBuilder scheduler(Scheduler chosen) {
        scheduler = chosen;
        return this;
    }

    /**
     * The instance. It reads what the journal has of earlier runs, and goes on with none of them by itself.
     *
     * @throws IllegalArgumentException if tools clash, a folder cannot be used, or a limit is for something that is not
     *     there
     * @throws io.naestro.run.JournalFailure if the journal cannot be read
     */
    public Naestro build() {
        var registry = ToolRegistry.of(tools);
        var keys = new Keys(registry.contracts(), models.keySet());
        var confinements = new LinkedHashMap<String, Set<String>>();
        confined.forEach((tool, levels) -> confinements.put(keys.resolve(tool), levels));
        var switches = new Switches();
        var roots = Roots.of(folders);
        var http = HttpClients.of(Set.copyOf(localHosts)::contains);
        var reach = new CallScope.Reach() {
            @Override
            public ToolContext.Files files(AccessGuard guard) {
                return new RootedFiles(roots, guard);
            }

            @Override
            public ToolContext.Http http(AccessGuard guard, Instant deadline) {
                return http.guardedBy(guard, time, deadline);
            }

            @Override
            public ToolContext.Processes processes(AccessGuard guard, Instant deadline) {
                return new GovernedProcesses(roots, guard, time, deadline);
            }
        };
        var parts = new Parts(
                new Store(journal == null ? new MemoryJournal() : journal),
                new Gate(policy, new Limiter(), keys.resolve(rates), time, switches, new Duties(confinements)),
                policy,
                router,
                new Lessons(router, time),
                planner == null ? new DefaultPlanner(SymbolicPlanner.with(time)) : planner,
                new LinkedHashMap<>(models),
                models.values().stream().map(ChatModel::card).toList(),
                Map.copyOf(evaluators),
                memory,
                registry,
                tokens,
                reach,
                time,
                scheduler == null ? new SystemScheduler() : scheduler,
                mostCalls,
                observer,
                upgrades);
        return new Naestro(this, parts, switches, keys);
    }

    RandomSource random() {
        return random;
    }

    Mode mode() {
        return mode;
    }

    Duration patience() {
        return patience;
    }

    boolean ownsScheduler() {
        return scheduler == null;
    }
}
