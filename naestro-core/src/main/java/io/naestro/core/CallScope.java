package io.naestro.core;

import io.naestro.base.Digests;
import io.naestro.base.Values;
import io.naestro.core.access.AccessGuard;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Resource;
import io.naestro.json.Json;
import io.naestro.observe.Span;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Decision;
import io.naestro.policy.Obligation;
import io.naestro.policy.Principal;
import io.naestro.policy.Secret;
import io.naestro.policy.Verdict;
import io.naestro.run.TimeSource;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.Touch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one call is given: deadline, key, and files, hosts and programs behind a guard that asks the policy for each
 * use. Used by one call; the guard may be used from several threads of it.
 */
final class CallScope implements ToolContext, AccessGuard {
    private static final int MOST_LISTED = 100;

    private final Gate gate;
    private final RunScope run;
    private final TimeSource time;
    private final Reach reach;
    private final String step;
    private final Effect call;
    private final Actor actor;
    private final Effect.@Nullable ToolCall effect;
    private final List<Obligation> taken;
    private final Instant deadline;
    private volatile String key;
    private final Consumer<Json> sink;
    private final Map<String, Integer> used = new LinkedHashMap<>();
    private final List<String> denied = new ArrayList<>();
    private volatile boolean cancelled;
    private volatile @Nullable Ask pending;
    private volatile Span span = Span.NONE;
    private @Nullable Ask doubt;
    private boolean made = true;

    /** Makes the files, hosts and programs that a call sees, behind its guard. */
    interface Reach {
        Files files(AccessGuard guard);

        Http http(AccessGuard guard, Instant deadline);

        Processes processes(AccessGuard guard, Instant deadline);
    }

    /**
     * That a person must agree to a use first.
     *
     * @param decision the policy's decision
     * @param request the question
     */
    record Ask(Decision decision, ApprovalRequest request) {}

    CallScope(
            Gate gate,
            RunScope run,
            TimeSource time,
            Reach reach,
            Call call,
            List<Obligation> taken,
            Instant deadline,
            String key,
            Consumer<Json> sink) {
        this.gate = gate;
        this.run = run;
        this.time = time;
        this.reach = reach;
        this.step = call.step();
        this.call = call.effect();
        this.actor = call.effect().actor();
        this.effect = call instanceof Call.OfTool use ? use.effect() : null;
        this.taken = taken;
        this.deadline = deadline;
        this.key = key;
        this.sink = sink;
    }

    /** Who makes the call, and for which step of which run. */
    Actor actor() {
        return actor;
    }

    /** Opens what the host's observer sees of the call, on the thread that makes it. */
    Span open(int attempt) {
        span = run.trail().call(call, step, attempt);
        return span;
    }

    /** The call is over, or should be: from here on it may use nothing. */
    void cancel() {
        cancelled = true;
    }

    @Nullable Ask pending() {
        return pending;
    }

    /**
     * The call was cut off by the end of a process, and nobody knows what became of it.
     *
     * @param unknown the question for people if the tool does not find out
     */
    void doubt(Ask unknown) {
        doubt = unknown;
        made = false;
    }

    /** Nothing is done before the tool has found out what became of another call. */
    void askFirst() {
        made = false;
    }

    /** Asks about the call that had this key; from the end of that on the context has its own key again. */
    <T> T asking(String other, Supplier<T> question) {
        var own = key;
        key = other;
        try {
            return question.get();
        } finally {
            key = own;
        }
    }

    boolean inDoubt() {
        return doubt != null;
    }

    /** The call is made, whatever became of it before. */
    void make() {
        made = true;
    }

    /** Whether the call was made in this attempt, and not only asked about. */
    boolean isMade() {
        return made;
    }

    /** Leaves it to people whether the call is made again. */
    void leaveToPeople() {
        pending = doubt;
    }

    synchronized CallEnd.Accesses accesses() {
        var list = new ArrayList<String>();
        used.forEach((what, times) -> list.add(times == 1 ? what : what + " (" + times + " times)"));
        return new CallEnd.Accesses(list, List.copyOf(denied));
    }

    @Override
    public void check(Resource resource, Supplier<Json.Obj> carried) {
        var call = effect;
        var tool = call == null ? null : call.contract();
        var what = describe(resource);
        if (tool == null || !tool.touches().contains(touch(resource))) {
            throw deny(what, "the tool's contract does not declare " + touch(resource));
        }
        if (cancelled) {
            throw deny(what, "the call is over");
        }
        var use = new Effect.Access(actor.inside(tool.ref().toString()).at(time.now()), resource, call);
        var decision = gate.decide(use);
        var unkept = Duties.unkept(decision, taken);
        if (unkept.isPresent()) {
            throw deny(what, "its call was not taken under " + unkept.get());
        }
        if (decision.verdict() == Verdict.DENY) {
            throw deny(what, decision.reason());
        }
        if (decision.verdict() == Verdict.ASK) {
            requireGrant(tool, resource, carried.get(), decision, what);
        }
        note(what);
    }

    @Override
    public AccessRefused refuse(Resource resource, String reason) {
        return deny(describe(resource), reason);
    }

    private void requireGrant(
            ToolContract<?, ?> tool, Resource resource, Json.Obj carried, Decision decision, String what) {
        var use = Json.object().with("tool", tool.ref().toString()).with("use", Values.write(resource));
        var shown = carried.members().isEmpty() ? use : use.with("with", carried);
        var request = Digests.of("access/v1", shown);
        if (gate.agreed(run, decision, step, what, request, call).isPresent()) {
            return;
        }
        if (tool.repeat() == Repeat.ONCE) {
            throw deny(
                    what,
                    "it needs agreement in the middle of a call that must not be repeated; ask for " + tool.ref()
                            + " itself");
        }
        pending = new Ask(
                decision,
                run.question(step, request, what, shown, call, null, decision, Gate.approvers(decision), time.now()));
        throw new AccessRefused("a person must agree first: " + what);
    }

    private synchronized void note(String what) {
        if (used.size() < MOST_LISTED || used.containsKey(what)) {
            used.merge(what, 1, Integer::sum);
        }
    }

    private synchronized AccessRefused deny(String what, String reason) {
        if (denied.size() < MOST_LISTED) {
            denied.add(what + ": " + reason);
        }
        return new AccessRefused("not allowed: " + what);
    }

    private static Touch touch(Resource resource) {
        return switch (resource) {
            case Resource.FileResource file -> file.acts() ? Touch.FILES_WRITE : Touch.FILES_READ;
            case Resource.WebResource web -> Touch.HTTP;
            case Resource.ProcessResource process -> Touch.PROCESSES;
            case Resource.DatabaseResource database -> Touch.DATABASES;
        };
    }

    private static String describe(Resource resource) {
        return switch (resource) {
            case Resource.FileResource file -> file.operation() + " " + file.path();
            case Resource.WebResource web ->
                web.method() + " " + web.scheme() + "://" + web.host() + ":" + web.port() + web.path();
            case Resource.ProcessResource process -> "start " + process.program();
            case Resource.DatabaseResource database ->
                database.operation() + " " + database.database() + " " + database.table();
        };
    }

    @Override
    public Files files() {
        return reach.files(this);
    }

    @Override
    public Http http() {
        return reach.http(this, deadline);
    }

    @Override
    public Processes processes() {
        return reach.processes(this, deadline);
    }

    @Override
    public Secrets secrets() {
        return this::noSecret;
    }

    private Secret noSecret(String name, String destination) {
        throw deny("secret " + name + " for " + destination, "this engine leases no secrets");
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public String trace() {
        return span.trace();
    }

    @Override
    public Principal principal() {
        return actor.principal();
    }

    @Override
    public String idempotencyKey() {
        return key;
    }

    @Override
    public Consumer<Json> sink() {
        return sink;
    }
}
