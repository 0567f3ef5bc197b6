package io.naestro.core;

import io.naestro.base.JsonBytes;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Budget;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelFailure;
import io.naestro.model.Price;
import io.naestro.model.Usage;
import io.naestro.observe.Span;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.policy.Policy;
import io.naestro.policy.Rate;
import io.naestro.policy.Verdict;
import io.naestro.run.FailureCause;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.Spend;
import io.naestro.run.TimeSource;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where effects are admitted and taken. {@link #admit} never blocks and asks in this order: halt and
 * quarantine, policy, approval, budget, rate, and last the durable intent. {@link #execute} makes the call and turns
 * whatever comes back, exceptions included, into data. Nothing else in this module calls a model or a tool.
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final Duration QUESTION_STANDS = Duration.ofDays(7);

    /** A plain result of at most so many bytes can be read back for sure. */
    private static final int LONGEST_SURE = 1 << 16;

    private final Policy policy;
    private final Digest digest;
    private final Limiter limiter;
    private final Map<String, Rate> rates;
    private final TimeSource time;
    private final Switches switches;
    private final Duties duties;
    private final Agreements agreements = new Agreements();

    Gate(Policy policy, Limiter limiter, Map<String, Rate> rates, TimeSource time, Switches switches, Duties duties) {
        this.policy = policy;
        this.digest = policy.digest();
        this.limiter = limiter;
        this.rates = rates;
        this.time = time;
        this.switches = switches;
        this.duties = duties;
    }

    /**
     * Sees to it that the intent of an admitted effect is written before the effect is taken; durable unless it is
     * pure.
     */
    @FunctionalInterface
    interface Intents {
        void write(Admission.Admitted admitted);
    }

    /**
     * Decides whether an effect may be taken now.
     *
     * @param planned the effect, before anything is hidden in it
     * @param scope the run it belongs to
     * @param attempt the attempt, from 1
     * @param intents sees to the intent of what is admitted
     */
    Admission admit(Call planned, RunScope scope, int attempt, Intents intents) {
        var stopped = stopped(planned);
        if (stopped.isPresent()) {
            return stopped.get();
        }
        var decided = decide(planned.effect());
        var refusal = refusal(planned, decided, scope);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var call = Duties.redacted(planned, decided);
        var agreed = agreed(scope, decided, call.step(), call.title(), call.request(), call.effect());
        if (agreed.isEmpty()) {
            return ask(call, decided, scope);
        }
        var decision = agreed.get();
        var limits = limits(call, decision, scope);
        var excess = reserve(limits, call, scope);
        if (excess.isPresent()) {
            return new Admission.Refused(decision, StopCause.BUDGET, excess.get());
        }
        var wait = limiter.take(rates(call, decision, scope), time.nanos());
        if (wait.isPresent()) {
            scope.ledger().settle(limits, call.estimate(), Spend.NOTHING);
            return new Admission.WaitUntil(
                    decision, wait.get().key(), Duration.ofNanos(wait.get().nanos()));
        }
        var deadline = scope.deadline(call, Moments.after(time.now(), timeout(call, decision)));
        var admitted = new Admission.Admitted(call, decision, attempt, limits, call.estimate(), deadline);
        intents.write(admitted);
        return admitted;
    }

    /**
     * Takes an admitted effect. Blocks; stops soon when interrupted, if the plug-in does.
     *
     * @param admitted the effect
     * @param context what the plug-in is given
     */
    CallEnd execute(Admission.Admitted admitted, CallScope context) {
        try (var span = context.open(admitted.attempt())) {
            var end = take(admitted, context, span);
            span.ended(end.result(), end.failure(), end.spent());
            return end;
        }
    }

    private CallEnd take(Admission.Admitted admitted, CallScope context, Span span) {
        var start = time.nanos();
        return switch (admitted.call()) {
            case Call.OfTool use -> callTool(use, admitted, context, start);
            case Call.ModelUse use -> callModel(use, admitted, context, span, start);
            case Call.Question question -> agreed();
        };
    }

    private static CallEnd agreed() {
        return new CallEnd.Got(
                Payload.of(Json.NULL, Origin.USER), Usage.NONE, Spend.NOTHING, Duration.ZERO, CallEnd.Accesses.NONE);
    }

    /**
     * What the policy says of an effect; a policy that fails says no.
     *
     * @param effect the effect
     */
    Decision decide(Effect effect) {
        try {
            return Objects.requireNonNull(policy.decide(effect), "the policy returned null");
        } catch (Throwable e) { // a policy may throw anything
            Faults.log(() -> Faults.of(LOG.atError(), effect.actor()), e, "policy failed; the effect is denied");
            return Decision.deny(effect.actor().mode(), "", "the policy failed: " + Faults.brief(e), "", digest);
        }
    }

    /**
     * A decision with which the effect may be taken: it asks nobody, or people agreed to it, as its reason then says;
     * empty when they must be asked.
     *
     * @param scope the run
     * @param decision the decision
     * @param step the step
     * @param title the action in a few words
     * @param request the digest of the exact action
     * @param effect the effect, or the call inside which it is taken
     */
    Optional<Decision> agreed(
            RunScope scope, Decision decision, String step, String title, Digest request, Effect effect) {
        if (decision.verdict() != Verdict.ASK) {
            return Optional.of(decision);
        }
        var now = time.now();
        return scope.agreement(decision, step, title, request, effect, now)
                .or(() -> agreements.find(scope.principal(), decision, title, RunScope.risks(effect), now))
                .map(question -> noting(decision, question));
    }

    private static Decision noting(Decision decision, String question) {
        return new Decision(
                decision.verdict(),
                decision.mode(),
                decision.obligations(),
                decision.rule(),
                decision.reason() + " (agreed to in " + question + ")",
                decision.remedy(),
                decision.policy());
    }

    /** What people agreed to beyond one run. */
    Agreements agreements() {
        return agreements;
    }

    private Optional<Admission> stopped(Call call) {
        var halt = switches.halted();
        if (halt.isPresent()) {
            return Optional.of(new Admission.Refused(null, StopCause.HALTED, halt.get()));
        }
        var quarantined = call.rateKeys().stream().filter(switches::quarantined).findFirst();
        return quarantined.map(key ->
                new Admission.Refused(null, StopCause.DENIED, "'" + key + "' is in quarantine; lift it to go on"));
    }

    private Optional<Admission> refusal(Call call, Decision decision, RunScope scope) {
        if (decision.verdict() == Verdict.DENY) {
            var remedy = decision.remedy().isEmpty() ? "" : "; this would allow it: " + decision.remedy();
            return refuse(decision, StopCause.DENIED, call.title() + " was denied: " + decision.reason() + remedy);
        }
        var unkept = duties.unkept(decision, call, scope.runLimit().budget());
        if (unkept.isPresent()) {
            return refuse(decision, StopCause.DENIED, call.title() + " was denied: " + unkept.get());
        }
        if (decision.mode() == Mode.GUIDE && call.effect().acts()) {
            return Optional.of(new Admission.Suggested(decision, scope.suggestion(call)));
        }
        if (hasUnknownPrice(call) && (decision.mode() == Mode.AUTO || scope.countsMoney())) {
            return refuse(
                    decision,
                    StopCause.BUDGET,
                    call.title() + " has no known price, and a budget in money or mode AUTO needs one; "
                            + "set the price on its card");
        }
        return Optional.empty();
    }

    private static Optional<Admission> refuse(Decision decision, StopCause cause, String reason) {
        return Optional.of(new Admission.Refused(decision, cause, reason));
    }

    private static boolean hasUnknownPrice(Call call) {
        return call instanceof Call.ModelUse use && use.effect().model().price() instanceof Price.UnknownPrice;
    }

    private Admission ask(Call call, Decision decision, RunScope scope) {
        var request = scope.question(
                call.step(),
                call.request(),
                call.title(),
                call.shown(),
                call.effect(),
                call.estimate().money(),
                decision,
                approvers(decision),
                time.now());
        return new Admission.NeedsApproval(decision, request);
    }

    /** Who must agree; anybody of the tenant within a week unless the policy says more. */
    static Obligation.ApproverObligation approvers(Decision decision) {
        return decision.obligations().stream()
                .filter(Obligation.ApproverObligation.class::isInstance)
                .map(Obligation.ApproverObligation.class::cast)
                .findFirst()
                .orElse(new Obligation.ApproverObligation("", false, 1, QUESTION_STANDS));
    }

    private List<Ledger.Limit> limits(Call call, Decision decision, RunScope scope) {
        var limits = new ArrayList<Ledger.Limit>();
        limits.add(scope.runLimit(call));
        limits.add(new Ledger.Limit(call.account(), call.budget()));
        for (var duty : decision.obligations()) {
            if (duty instanceof Obligation.CostObligation cost) {
                limits.add(new Ledger.Limit(Ledger.rule(cost.key()), Budget.of(cost.most())));
            }
            if (duty instanceof Obligation.ShareObligation share) {
                var part = Duties.share(scope.runLimit().budget(), share.share());
                limits.add(new Ledger.Limit(Ledger.share(share.key()), part));
            }
        }
        return limits;
    }

    private List<Limiter.Limit> rates(Call call, Decision decision, RunScope scope) {
        var limits = new ArrayList<Limiter.Limit>();
        for (var key : call.rateKeys()) {
            var rate = rates.get(key);
            if (rate != null) {
                limits.add(new Limiter.Limit(key, rate));
            }
        }
        for (var duty : decision.obligations()) {
            if (duty instanceof Obligation.RateObligation rate) {
                limits.add(new Limiter.Limit(scope.tenant() + "/" + rate.key(), rate.rate()));
            }
        }
        return limits;
    }

    private static Optional<String> reserve(List<Ledger.Limit> limits, Call call, RunScope scope) {
        try {
            return scope.ledger().reserve(limits, call.estimate());
        } catch (IllegalArgumentException | ArithmeticException e) { // another currency, or beyond all numbers
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Duration timeout(Call call, Decision decision) {
        var least = call.timeout();
        for (var duty : decision.obligations()) {
            if (duty instanceof Obligation.TimeObligation time && time.most().compareTo(least) < 0) {
                least = time.most();
            }
        }
        return least;
    }

    private CallEnd callTool(Call.OfTool use, Admission.Admitted admitted, CallScope context, long start) {
        try {
            return toolEnd(use, admitted, context, start);
        } catch (Throwable e) { // what a plug-in hands over may itself throw, or lack what it must have
            Faults.log(
                    () -> Faults.of(LOG.atWarn(), use.effect().actor())
                            .addKeyValue("tool", use.effect().contract().ref()),
                    e,
                    "the tool's result cannot be used");
            return lostTool(
                    use, ToolFailure.of(ToolFailure.Kind.FAULT, Faults.brief(e)), admitted.reserved(), start, context);
        }
    }

    private CallEnd toolEnd(Call.OfTool use, Admission.Admitted admitted, CallScope context, long start) {
        var end = toolResult(use, context);
        var spent = context.isMade() ? new Spend(use.estimate().money(), 0, 1) : Spend.NOTHING;
        var ask = context.pending();
        if (ask != null) {
            return new CallEnd.Pending(ask.decision(), ask.request(), spent, since(start), context.accesses());
        }
        return switch (end) {
            case ToolResult.Ok<Json>(var value, var cost)
            when fits(value, admitted.decision()) ->
                new CallEnd.Got(
                        use.tool().output(value),
                        Usage.NONE,
                        cost == null ? spent : new Spend(cost, 0, 1),
                        since(start),
                        context.accesses());
            case ToolResult.Ok<Json> tooLarge ->
                lostTool(
                        use,
                        ToolFailure.of(ToolFailure.Kind.TOO_LARGE, "the result is larger than allowed"),
                        spent,
                        start,
                        context);
            case ToolResult.Failed<Json>(var failure) -> lostTool(use, failure, spent, start, context);
        };
    }

    private CallEnd lostTool(Call.OfTool use, ToolFailure failure, Spend spent, long start, CallScope context) {
        var bounded = new ToolFailure(
                failure.kind(),
                Faults.bounded(failure.message()),
                failure.retryAfter(),
                failure.reroute(),
                failure.repairable());
        return new CallEnd.Lost(
                new FailureCause.ToolCause(use.effect().contract().ref().toString(), bounded),
                spent,
                since(start),
                context.accesses());
    }

    /** Calls the tool; all that a plug-in can do wrong ends here as data. */
    private static ToolResult<Json> toolResult(Call.OfTool use, CallScope context) {
        Object argument;
        try {
            argument = use.tool().read(use.input().value());
        } catch (InputException e) {
            return ToolResult.failed(ToolFailure.Kind.INVALID_INPUT, String.valueOf(e.getMessage()));
        }
        try {
            var tool = use.tool().tool();
            var result = use instanceof Call.Undo undo
                    ? undo(tool, argument, undo, context)
                    : invoke(tool, argument, context);
            return switch (result) {
                case null -> ToolResult.failed(ToolFailure.Kind.FAULT, "the tool returned null");
                case ToolResult.Failed<?>(var failure) -> new ToolResult.Failed<>(failure);
                case ToolResult.Ok<?>(var value, var cost) ->
                    new ToolResult.Ok<>(readable(use.tool().write(value)), cost);
            };
        } catch (InputException e) {
            return ToolResult.failed(ToolFailure.Kind.INVALID_OUTPUT, String.valueOf(e.getMessage()));
        } catch (AccessRefused e) {
            return ToolResult.failed(ToolFailure.Kind.DENIED, String.valueOf(e.getMessage()));
        } catch (Throwable e) { // a plug-in may throw anything; StackOverflowError and LinkageError are usual
            Faults.log(
                    () -> Faults.of(LOG.atWarn(), use.effect().actor())
                            .addKeyValue("tool", use.effect().contract().ref()),
                    e,
                    "tool failed");
            return ToolResult.failed(ToolFailure.Kind.FAULT, Faults.brief(e));
        }
    }

    /** What cannot be read back from the journal must not be written to it. */
    private static Json readable(Json value) {
        var out = JsonBytes.inOrder(LONGEST_SURE, Limits.MESSAGE.maxDepth() - 1).value(value);
        if (out.isPlain() && out.size() <= LONGEST_SURE) {
            return value; // nearly all are, and need not be read to find out
        }
        var kept = JsonText.write(Json.object().with("value", value)).getBytes(StandardCharsets.UTF_8);
        var unused = JsonText.parse("the result", kept, Limits.MESSAGE);
        return value;
    }

    /** Calls the tool, unless it finds out what became of the same call that was cut off. */
    @SuppressWarnings("unchecked") // the argument was read by the tool's own contract
    private static <I> @Nullable ToolResult<?> invoke(Tool<I, ?> tool, Object argument, CallScope context) {
        if (!context.inDoubt()) {
            return tool.call((I) argument, context);
        }
        var found = lookup(tool, (I) argument, context);
        if (found == null) {
            context.leaveToPeople();
            return ToolResult.failed(ToolFailure.Kind.NOT_DONE, "nobody knows whether it was done");
        }
        if (!isNotDone(found)) {
            return found;
        }
        context.make();
        return tool.call((I) argument, context);
    }

    /** Undoes a call; what became of one without a result is found out before. */
    @SuppressWarnings("unchecked") // argument and result were read by the tool's own contract
    private static <I, O> @Nullable ToolResult<?> undo(
            Tool<I, O> tool, Object argument, Call.Undo undo, CallScope context) {
        O output;
        if (undo.output() != null) {
            output = (O) undo.tool().readResult(undo.output().value());
        } else {
            var found = context.asking(undo.undone(), () -> lookup(tool, (I) argument, context));
            if (!(found instanceof ToolResult.Ok<?> done)) {
                return nothingToUndo(found);
            }
            output = (O) done.value();
        }
        context.make();
        return tool.compensate((I) argument, output, context)
                .orElseGet(() -> ToolResult.failed(ToolFailure.Kind.CONFLICT, "the tool cannot undo this call"));
    }

    /** What a call that has no result leaves to be undone: nothing, unless nobody knows. */
    private static ToolResult<?> nothingToUndo(@Nullable ToolResult<?> found) {
        if (!(found instanceof ToolResult.Failed<?>(var failure))) {
            return ToolResult.failed(ToolFailure.Kind.TIMEOUT, "nobody knows whether it was done");
        }
        return failure.kind().passing() ? found : ToolResult.failed(ToolFailure.Kind.NOT_DONE, failure.message());
    }

    /** What the tool found out; null when it does not know, or nothing that could be relied on. */
    private static <I> @Nullable ToolResult<?> lookup(Tool<I, ?> tool, I argument, CallScope context) {
        try {
            return tool.lookup(argument, context).orElse(null);
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(
                    () -> Faults.of(LOG.atWarn(), context.actor()),
                    e,
                    "a tool could not find out what became of its call");
            return null;
        }
    }

    private static boolean isNotDone(ToolResult<?> found) {
        return found instanceof ToolResult.Failed<?>(var failure) && failure.kind() == ToolFailure.Kind.NOT_DONE;
    }

    /** Whether a result keeps the size that the policy allows. */
    private static boolean fits(Json value, Decision decision) {
        return decision.obligations().stream()
                .filter(Obligation.SizeObligation.class::isInstance)
                .allMatch(duty -> JsonText.write(value).getBytes(StandardCharsets.UTF_8).length
                        <= ((Obligation.SizeObligation) duty).bytes());
    }

    private CallEnd callModel(
            Call.ModelUse use, Admission.Admitted admitted, CallScope context, Span span, long start) {
        try {
            return switch (chat(use, context)) {
                case ChatResponse response -> {
                    span.answered(response);
                    yield answered(use, response, start);
                }
                case ModelFailure failure -> lostModel(use, failure, failureCost(failure, admitted), start);
            };
        } catch (Throwable e) { // an answer may hold numbers beyond all bounds
            Faults.log(
                    () -> Faults.of(LOG.atWarn(), use.effect().actor())
                            .addKeyValue("model", use.effect().model().id()),
                    e,
                    "the model's answer cannot be used");
            return lostModel(
                    use, ModelFailure.of(ModelFailure.Kind.FAULT, Faults.brief(e)), admitted.reserved(), start);
        }
    }

    private ChatResult chat(Call.ModelUse use, CallScope context) {
        try {
            var result = use.model().chat(use.chat(), context);
            return result == null ? ModelFailure.of(ModelFailure.Kind.FAULT, "the provider returned null") : result;
        } catch (Throwable e) { // a provider may throw anything
            Faults.log(
                    () -> Faults.of(LOG.atWarn(), use.effect().actor())
                            .addKeyValue("model", use.effect().model().id()),
                    e,
                    "provider failed");
            return ModelFailure.of(ModelFailure.Kind.FAULT, Faults.brief(e));
        }
    }

    private CallEnd answered(Call.ModelUse use, ChatResponse response, long start) {
        var took = since(start);
        var price = use.effect().model().price();
        var money = response.cost() == null ? price.of(response.usage(), took).orElse(null) : response.cost();
        var spent = new Spend(money, response.usage().total(), 1);
        var unusable = Answers.unusable(response, use.answer());
        if (unusable.isPresent()) {
            return lostModel(use, unusable.get(), spent, start);
        }
        try {
            var value = Answers.value(response, use.answer());
            return new CallEnd.Got(said(value, use), response.usage(), spent, took, CallEnd.Accesses.NONE);
        } catch (InputException e) {
            var failure = ModelFailure.of(ModelFailure.Kind.INVALID_ANSWER, String.valueOf(e.getMessage()));
            return lostModel(use, failure, spent, start);
        }
    }

    /** What a model says is as far to be trusted as what it was told. */
    private static Payload said(Json value, Call.ModelUse use) {
        var told = use.effect().content();
        var source =
                told.worst().source() == Origin.Source.THIRD_PARTY ? Origin.Source.THIRD_PARTY : Origin.Source.SELF;
        var labels = told.allLabels();
        return new Payload(
                value,
                Map.of(Pointer.ROOT, new Origin(source, Origin.Form.FREE_TEXT)),
                labels.isEmpty() ? Map.of() : Map.of(Pointer.ROOT, labels));
    }

    private CallEnd lostModel(Call.ModelUse use, ModelFailure failure, Spend spent, long start) {
        var bounded = new ModelFailure(
                failure.kind(),
                Faults.bounded(failure.message()),
                failure.retryAfter(),
                failure.reroute(),
                failure.repairable(),
                failure.details());
        return new CallEnd.Lost(
                new FailureCause.ModelCause(use.effect().model().id(), bounded),
                spent,
                since(start),
                CallEnd.Accesses.NONE);
    }

    /** A call that was cut off after it began may have cost all that was reserved; nobody can tell. */
    private static Spend failureCost(ModelFailure failure, Admission.Admitted admitted) {
        return switch (failure.kind()) {
            case TIMEOUT, TRUNCATED -> admitted.reserved();
            default -> new Spend(null, 0, 1);
        };
    }

    private Duration since(long start) {
        return Duration.ofNanos(time.nanos() - start);
    }
}
