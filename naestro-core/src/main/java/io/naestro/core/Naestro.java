package io.naestro.core;

import io.naestro.base.Digests;
import io.naestro.base.JsonSchema;
import io.naestro.base.Schemas;
import io.naestro.base.Values;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.core.planner.PlanHistory;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Goal;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.policy.Approvals;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.HostTransaction;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Begun;
import io.naestro.run.RandomSource;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunSummary;
import io.naestro.run.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into Naestro: starts goals and plans, and gives access to runs and to the questions they wait on. Build one
 * per application with {@link #builder()}; it is thread-safe. Without a policy only local models may be used; without a
 * journal runs are lost with the process.
 *
 * <pre>{@code
 * try (var naestro = Naestro.builder().models(model).build()) {
 *     var greeting = naestro.start(Goal.of("Greet Ada").yielding(Greeting.class)).await(ofSeconds(30)).orThrow();
 * }
 * }</pre>
 */
public final class Naestro implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Naestro.class);

    private final Parts parts;
    private final RandomSource random;
    private final Mode mode;
    private final Json.Obj digests;
    private final Switches switches;
    private final Keys keys;
    private final Duration patience;
    private final boolean ownsScheduler;
    private final Loops loops;
    private final Inbox inbox;
    private final ReentrantReadWriteLock starting = new ReentrantReadWriteLock();
    private final Set<RunHandle<?>> handles = Collections.newSetFromMap(new WeakHashMap<>());
    private final AtomicBoolean closed = new AtomicBoolean();

    Naestro(NaestroBuilder builder, Parts parts, Switches switches, Keys keys) {
        this.parts = parts;
        this.keys = keys;
        this.switches = switches;
        random = builder.random();
        mode = builder.mode();
        patience = builder.patience();
        ownsScheduler = builder.ownsScheduler();
        digests = digests(parts);
        Trail.watch(parts.observer(), parts.store());
        parts.lessons().learnAgain(parts.store());
        loops = new Loops(parts.store(), (id, state) -> new LiveRun(parts, id, state));
        inbox = new Inbox(loops, parts, Inbox.HOST);
        inbox.watch();
    }

    /** Starts to put an instance together. */
    public static NaestroBuilder builder() {
        return new NaestroBuilder();
    }

    /**
     * Starts a goal for the host itself, under a key of its own.
     *
     * @param goal what is wanted
     * @param <T> the type of the result
     * @see #start(Goal, RunKey, Principal)
     */
    public <T> Run<T> start(Goal<T> goal) {
        return start(goal, freshKey(), Principal.HOST);
    }

    /**
     * Starts a goal. Returns once its acceptance is durable; a planner then makes a plan of it.
     *
     * @param goal what is wanted
     * @param key the host's name for the run, unique in the principal's tenant; a run that was started under it before
     *     is returned instead
     * @param principal on whose behalf the run acts
     * @param <T> the type of the result
     * @throws io.naestro.json.InputException if the inputs have a number without a canonical form or are too large to
     *     keep
     * @throws IllegalStateException if this instance is closed
     * @throws io.naestro.run.JournalFailure if the acceptance cannot be written
     */
    public <T> Run<T> start(Goal<T> goal, RunKey key, Principal principal) {
        return started(key, principal, goal.result(), () -> drafted(goal, key, principal));
    }

    /**
     * Starts a plan for the host itself, under a key of its own.
     *
     * @param plan the plan
     * @param input what the run is given
     * @param <I> the type of what the run is given
     * @param <O> the type of the result
     * @see #start(Plan, Object, RunKey, Principal)
     */
    public <I, O> Run<O> start(Plan<I, O> plan, I input) {
        return start(plan, input, freshKey(), Principal.HOST);
    }

    /**
     * Starts a plan. Returns once its acceptance is durable.
     *
     * @param plan the plan
     * @param input what the run is given; it counts as written by the user
     * @param key the host's name for the run, unique in the principal's tenant; a run that was started under it before
     *     is returned instead
     * @param principal on whose behalf the run acts
     * @param <I> the type of what the run is given
     * @param <O> the type of the result
     * @throws InvalidPlanException if the plan has problems; nothing is started then
     * @throws IllegalArgumentException if the input does not fit the plan
     * @throws io.naestro.json.InputException if the input has a number without a canonical form or is too large to keep
     * @throws IllegalStateException if this instance is closed
     * @throws io.naestro.run.JournalFailure if the acceptance cannot be written
     */
    public <I, O> Run<O> start(Plan<I, O> plan, I input, RunKey key, Principal principal) {
        return started(key, principal, plan.output(), () -> drafted(plan, input, key, principal));
    }

    /**
     * Starts a plan with an input of which the host knows where its parts come from and how confidential they are: a
     * mail that came in is not what the user wrote. Returns once its acceptance is durable.
     *
     * @param plan the plan
     * @param input what the run is given, with origins and labels
     * @param key the host's name for the run, unique in the principal's tenant; a run that was started under it before
     *     is returned instead
     * @param principal on whose behalf the run acts
     * @param <O> the type of the result
     * @throws InvalidPlanException if the plan has problems; nothing is started then
     * @throws IllegalArgumentException if the input does not fit the plan
     * @throws io.naestro.json.InputException if the input has a number without a canonical form or is too large to keep
     * @throws IllegalStateException if this instance is closed
     * @throws io.naestro.run.JournalFailure if the acceptance cannot be written
     */
    public <O> Run<O> startGiven(Plan<?, O> plan, Payload input, RunKey key, Principal principal) {
        return started(key, principal, plan.output(), () -> draftedGiven(plan, input, key, principal));
    }

    /**
     * Starts within a transaction of the host: a run that is started so begins if and when the host commits, and never
     * was when the host rolls back.
     *
     * <pre>{@code
     * var start = naestro.within(journal.transaction(connection)).start(plan, order, RunKey.of("order-17"), principal);
     * connection.commit();
     * var run = start.committed();
     * }</pre>
     *
     * @param transaction the transaction, from the journal that this instance was built with
     * @throws IllegalArgumentException if it is of another journal
     */
    @SuppressWarnings("ReferenceEquality") // it must be the very journal, whatever another may say of itself
    public WithinHost within(HostTransaction transaction) {
        if (transaction.journal() != parts.store().journal()) {
            throw new IllegalArgumentException("the transaction is of another journal than the runs of this Naestro;"
                    + " get it from the journal that was given to its builder");
        }
        return new WithinHost(this, transaction);
    }

    /**
     * What is wrong with a plan, as {@link #start(Plan, Object)} would say; empty when it can be started.
     *
     * @param plan the plan
     */
    public List<PlanProblem> validate(Plan<?, ?> plan) {
        return parts.problems(plan, Principal.HOST, mode);
    }

    /** The questions that runs wait on. */
    public Approvals approvals() {
        return inbox;
    }

    /** The runs of the store, ended ones included. */
    public Runs runs() {
        return loops;
    }

    /**
     * The plan that a run follows, with what it was before: a chain of differences, each with what had failed. Empty
     * while the run has no plan, and when there is no such run.
     *
     * @param run the run
     */
    public Optional<PlanHistory> plans(RunId run) {
        return loops.plans(run);
    }

    /**
     * Writes a run with everything that belongs to it, in the clear, as one file: for another journal, for a bug
     * report, for the records of an auditor. A run that goes on is written as it is now, and can be read but not
     * imported.
     *
     * @param run the run
     * @param to where to; flushed and not closed
     * @throws IllegalArgumentException if there is no such run
     * @throws IOException if the stream fails
     * @throws io.naestro.run.JournalFailure if the journal cannot be read
     */
    public void exportRun(RunId run, OutputStream to) throws IOException {
        RunFile.write(parts.store().journal(), head(run), to);
    }

    /**
     * Reads a file that {@link #exportRun} wrote, from this journal or another. Contents must have their digests and
     * records their chain; nothing of the run is done again.
     *
     * @param from the file; not closed
     * @return the run
     * @throws InputException if it is no whole run that has ended, or the run is here already, or its key is taken;
     *     nothing is kept then
     * @throws IOException if the stream fails; nothing is kept then
     * @throws io.naestro.run.JournalFailure if it cannot be kept, as when this journal was told to {@link #forget} it
     */
    public RunSummary importRun(InputStream from) throws IOException {
        requireOpen();
        var run = RunFile.read(from, parts.store(), loops::requireFree);
        loops.adopt(run);
        return loops.find(run).orElseThrow();
    }

    /**
     * Destroys a run that has ended, with its key, contents and records. The journal gives the room back when it can.
     *
     * @param run the run
     * @throws IllegalArgumentException if there is no such run
     * @throws IllegalStateException if it has not ended; cancel it first
     * @throws io.naestro.run.JournalFailure if that cannot be done
     */
    public void forget(RunId run) {
        loops.forget(run);
    }

    /**
     * Destroys all runs that ended before a moment, like {@link #forget}: retention by age.
     *
     * @param moment the moment
     * @return how many
     * @throws io.naestro.run.JournalFailure if that cannot be done; some are destroyed then
     */
    public int forgetEndedBefore(Instant moment) {
        var old = loops.endedBefore(moment);
        old.forEach(this::forget);
        return old.size();
    }

    private Journal.Head head(RunId run) {
        return parts.store().journal().heads().stream()
                .filter(head -> head.run().equals(run))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no run " + run));
    }

    /**
     * Goes on with all runs of the store that have not ended. Without it, such a run goes on when it is started again
     * under its key, or when a question of it is answered.
     *
     * @return the runs, oldest first, their results in JSON; one that cannot go on has ended already
     */
    public List<Run<Json>> resume() {
        requireOpen();
        return loops.open().stream()
                .<Run<Json>>map(loop -> handle(loop, Shape.ANY))
                .toList();
    }

    /**
     * Stops all runs at once and lets nothing start until {@link #release()}: the kill switch. Calls that are under way
     * are interrupted.
     *
     * @param reason why, in words
     */
    public void halt(String reason) {
        switches.halt(reason);
        each(loop -> loop.halt(reason));
    }

    /** Lets new runs and calls start again after {@link #halt(String)}; halted runs stay stopped. */
    public void release() {
        switches.release();
    }

    /**
     * Lets no call of a tool or model start until {@link #lift(String)}.
     *
     * @param key {@code tool:} and the name or an alias of a tool, for one version with {@code @} and its number
     *     behind; or {@code model:} and the id of a model
     * @throws IllegalArgumentException if there is no such tool or model; names those there are
     */
    public void quarantine(String key) {
        switches.quarantine(keys.resolve(key));
    }

    /**
     * Ends a quarantine.
     *
     * @param key as given to {@link #quarantine(String)}, or another name of the same
     * @throws IllegalArgumentException if there is no such tool or model; names those there are
     */
    public void lift(String key) {
        switches.lift(keys.resolve(key));
    }

    /**
     * Stops admitting. Runs in a journal on disk go to sleep and can be taken up by another process; others end as
     * {@code Stopped(CANCELLED)}. Waits a little for calls under way, then interrupts them and closes the journal.
     *
     * <p>Whoever waits in {@link Run#await} comes back at once, and a {@link Run} that the host holds still tells what
     * became of it until then. May be called from inside a tool, whose own call is then given up.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        awaitStarts();
        var forgets = parts.store().journal() instanceof MemoryJournal;
        each(loop -> {
            if (forgets) {
                loop.cancel("Naestro was closed");
            } else {
                loop.sleep();
            }
        });
        if (ownsScheduler) {
            loops.live().forEach(loop -> loop.await(RunState::still, patience));
        }
        each(loop -> loop.letGo(forgets));
        held().forEach(RunHandle::keep);
        if (ownsScheduler) {
            parts.scheduler().close();
        }
        parts.store().journal().close();
    }

    /** Starts that are under way are waited for; one may wait for a transaction of the host, so not for ever. */
    private void awaitStarts() {
        try {
            if (starting.writeLock().tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                starting.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does something with every run; one that fails says so itself and must not save the others. */
    private void each(Consumer<LiveRun> what) {
        for (var loop : loops.live()) {
            try {
                what.accept(loop);
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("run", loop.id()).setCause(e).log("the run could not be reached");
            }
        }
    }

    private <T> Run<T> started(RunKey key, Principal principal, Shape<T> shape, Supplier<Draft> draft) {
        return entered(() -> {
            var known = loops.byKey(principal.tenant(), key);
            return handle(known.orElseGet(() -> begun(draft.get())), shape);
        });
    }

    /** Begins a run, or finds the one that has its key; asks again when that one was forgotten in between. */
    private LiveRun begun(Draft draft) {
        var loop = Optional.<LiveRun>empty();
        while (loop.isEmpty()) {
            loop = switch (parts.store().begin(draft.beginning())) {
                case Begun.Now now -> {
                    requireOpen(); // when it came too late to be waited for, the run is another process's
                    parts.store().show(draft.written());
                    yield Optional.of(loops.begun(now.claim().run(), draft.state(parts.store())));
                }
                case Begun.Before before -> loops.found(before.holder());
            };
        }
        return loop.get();
    }

    /** Begins a run within a transaction, or finds the one that has its key; nothing of it runs here. */
    <T> PendingRun<T> pending(HostTransaction transaction, Shape<T> shape, Supplier<Draft> drafted) {
        return entered(() -> {
            var draft = drafted.get();
            var holder = transaction.begin(draft.beginning());
            Supplier<Optional<LiveRun>> committed =
                    holder.isPresent() ? () -> loops.found(holder.get()) : () -> loops.committed(draft);
            return new PendingRun<>(
                    holder.orElse(draft.id()),
                    () -> entered(() -> committed.get().map(loop -> handle(loop, shape))));
        });
    }

    /**
     * Does what a start does. Starts do not wait for each other here: one may wait in the database for a transaction of
     * the host, on whose way to its commit lie others.
     */
    private <T> T entered(Supplier<T> work) {
        requireOpen();
        starting.readLock().lock();
        try {
            requireOpen();
            return work.get();
        } finally {
            starting.readLock().unlock();
        }
    }

    private <T> Run<T> handle(LiveRun loop, Shape<T> shape) {
        var handle = new RunHandle<>(loop, parts.store().of(loop.id()), shape);
        synchronized (handles) {
            handles.add(handle);
        }
        return handle;
    }

    /** The handles that the host still has a use for. */
    private List<RunHandle<?>> held() {
        synchronized (handles) {
            return List.copyOf(handles);
        }
    }

    Draft drafted(Goal<?> goal, RunKey key, Principal principal) {
        var draft = new Draft(freshId());
        var input = draft.keep(goal.given());
        var digest = draft.keep("goal/v1", Goals.write(goal));
        draft.accepted(parts.time().now(), accepted(key, principal, goal.wish(), digest, input, goal.deadline()));
        return draft;
    }

    <I> Draft drafted(Plan<I, ?> plan, I input, RunKey key, Principal principal) {
        return planned(plan, () -> written(input, plan.input()), key, principal);
    }

    Draft draftedGiven(Plan<?, ?> plan, Payload input, RunKey key, Principal principal) {
        return planned(plan, () -> fitting(input, plan.input()), key, principal);
    }

    private Draft planned(Plan<?, ?> plan, Supplier<Payload> input, RunKey key, Principal principal) {
        var checked = parts.check(plan, principal, mode);
        var form = checked.form();
        if (form == null) {
            throw new InvalidPlanException(plan.toString(), checked.problems());
        }
        var payload = input.get();
        var draft = new Draft(freshId());
        var title = plan.name() + "@" + plan.version();
        var digest = draft.keep(payload);
        draft.accepted(parts.time().now(), accepted(key, principal, title, null, digest, null));
        draft.follows(parts.time().now(), form, parts.promises(plan));
        return draft;
    }

    private RunEvent.RunAccepted accepted(
            RunKey key,
            Principal principal,
            String title,
            @Nullable Digest goal,
            Digest input,
            @Nullable Instant deadline) {
        return new RunEvent.RunAccepted(key, principal, mode, title, goal, input, deadline, digests);
    }

    private static <I> Payload written(I input, Shape<I> shape) {
        return fitting(Payload.of(Values.write(input, shape), Origin.USER), shape);
    }

    private static Payload fitting(Payload input, Shape<?> shape) {
        try {
            JsonSchema.compile(Schemas.of(shape)).require(input.value());
            return input;
        } catch (InputException e) {
            throw new IllegalArgumentException("the input does not fit the plan: " + e.getMessage(), e);
        }
    }

    private static Json.Obj digests(Parts parts) {
        var models = parts.cards().stream().map(Values::write).toList();
        return Json.object()
                .with("policy", parts.policy().digest().value())
                .with("registry", parts.registry().digest().value())
                .with("models", Digests.of("models/v1", new Json.Arr(models)).value());
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("this Naestro is closed");
        }
    }

    private RunKey freshKey() {
        return RunKey.of("run-" + freshId());
    }

    /** A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then randomness. */
    private RunId freshId() {
        var millis = parts.time().now().toEpochMilli();
        var high = (millis << 16) | 0x7000L | (random.nextLong() & 0x0fffL);
        var low = 0x8000_0000_0000_0000L | (random.nextLong() >>> 2);
        return new RunId(new UUID(high, low));
    }
}
