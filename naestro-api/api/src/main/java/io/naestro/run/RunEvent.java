package io.naestro.run;

import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.model.Usage;
import io.naestro.plan.ToolRef;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a run, as it stands in the journal. A run's state is a fold over its events; resume,
 * history, metrics, audit and learning read the same events. Values are named by digest and kept apart. The set of
 * events grows with minor releases; a reader meets one that it does not know as {@link Other}.
 */
public sealed interface RunEvent {

    /**
     * The run was accepted. Always the first event; the caller hears of the run only once it is durable.
     *
     * @param key the host's name for the run
     * @param principal on whose behalf it acts; names the tenant
     * @param mode the most it may do by itself
     * @param title what it is: the plan's name and version, or the goal's wish
     * @param goal the digest of the goal's text form, or null when a plan was given
     * @param input the digest of the input payload
     * @param deadline the moment at which it ends at the latest, or null
     * @param digests digests of what it runs under: policy, registry, models and, where there is one, router state
     */
    record RunAccepted(
            RunKey key,
            Principal principal,
            Mode mode,
            String title,
            @Nullable Digest goal,
            Digest input,
            @Nullable Instant deadline,
            Json.Obj digests)
            implements RunEvent {
        /**
         * The acceptance of a plan without a deadline, by a host that tells nothing of what it runs under.
         *
         * @param key the host's name for the run
         * @param principal on whose behalf it acts
         * @param mode the most it may do by itself
         * @param title the plan's name and version
         * @param input the digest of the input payload
         */
        public static RunAccepted of(RunKey key, Principal principal, Mode mode, String title, Digest input) {
            return new RunAccepted(key, principal, mode, title, null, input, null, Json.object());
        }
    }

    /**
     * A plan is in force from here on.
     *
     * @param revision 0 for the first plan, then counting up
     * @param plan the digest of the plan's text form
     * @param why why it replaces the one before, or empty
     * @param tools what the tools of its steps promise, by name and version: digests of what each takes, gives and does
     *     when it is called again
     */
    record PlanAdopted(int revision, Digest plan, String why, Map<String, Digest> tools) implements RunEvent {
        public PlanAdopted {
            tools = Collections.unmodifiableMap(new TreeMap<>(tools));
        }

        /**
         * The adoption of a plan that calls no tool.
         *
         * @param revision 0 for the first plan, then counting up
         * @param plan the digest of the plan's text form
         * @param why why it replaces the one before, or empty
         */
        public PlanAdopted(int revision, Digest plan, String why) {
            this(revision, plan, why, Map.of());
        }
    }

    /**
     * The run goes on although tools that it needs are not what they were.
     *
     * @param tools what they promise now, by name and version
     */
    record UpgradeAccepted(Map<String, Digest> tools) implements RunEvent {
        public UpgradeAccepted {
            tools = Collections.unmodifiableMap(new TreeMap<>(tools));
        }
    }

    /**
     * A map step's list is known.
     *
     * @param step the id of the map step
     * @param elements how many elements there are
     */
    record MapExpanded(String step, int elements) implements RunEvent {}

    /**
     * A step was skipped.
     *
     * @param step the step's id
     * @param why why
     */
    record StepSkipped(String step, String why) implements RunEvent {}

    /**
     * A model was chosen.
     *
     * @param step the step's id
     * @param attempt the attempt, from 1
     * @param route the route
     */
    record StepRouted(String step, int attempt, Route route) implements RunEvent {}

    /**
     * The policy decided on an effect.
     *
     * @param step the step's id
     * @param effect the effect in a few words, such as {@code tool fs.write@1}
     * @param request the digest of the exact action
     * @param verdict the verdict
     * @param mode the ceiling that applied
     * @param rule the id of the rule that decided, or empty
     * @param reason why, in words
     * @param policy the digest of the rules in force
     */
    record EffectDecided(
            String step,
            String effect,
            Digest request,
            Verdict verdict,
            Mode mode,
            String rule,
            String reason,
            Digest policy)
            implements RunEvent {
        /**
         * The record of a decision.
         *
         * @param step the step's id
         * @param effect the effect in a few words
         * @param request the digest of the exact action
         * @param decision what was decided
         */
        public static EffectDecided of(String step, String effect, Digest request, Decision decision) {
            return new EffectDecided(
                    step,
                    effect,
                    request,
                    decision.verdict(),
                    decision.mode(),
                    decision.rule(),
                    decision.reason(),
                    decision.policy());
        }
    }

    /**
     * A call may start and is about to: what it may cost is reserved. Durable before the call starts unless the tool is
     * pure.
     *
     * @param step the step's id
     * @param attempt the attempt, from 1
     * @param effect the effect in a few words
     * @param request the digest of the exact action
     * @param key the idempotency key, the same on every attempt
     * @param reserved the most it may cost
     * @param deadline the moment at which it is cut off
     * @param accounts the accounts of cost limits that rules set, in which it is counted beside its run and step
     */
    record StepIntent(
            String step,
            int attempt,
            String effect,
            Digest request,
            String key,
            Spend reserved,
            Instant deadline,
            List<String> accounts)
            implements RunEvent {
        public StepIntent {
            accounts = List.copyOf(accounts);
        }

        /**
         * The intent of a call that costs nothing, with the step's id as its idempotency key.
         *
         * @param step the step's id
         * @param attempt the attempt, from 1
         * @param effect the effect in a few words
         * @param request the digest of the exact action
         * @param deadline the moment at which it is cut off
         */
        public static StepIntent of(String step, int attempt, String effect, Digest request, Instant deadline) {
            return new StepIntent(step, attempt, effect, request, step, Spend.NOTHING, deadline, List.of());
        }
    }

    /**
     * A call that can be undone is about to have its intent: what it would take to undo it. Stands before the intent,
     * so that what may have been done can be undone whatever becomes of the plan.
     *
     * @param step the step's id
     * @param attempt the attempt, from 1
     * @param tool the tool's name and version
     * @param input the digest of the argument's payload
     */
    record CompensationPrepared(String step, int attempt, ToolRef tool, Digest input) implements RunEvent {}

    /**
     * The run is at its end, and what its calls did is undone first, the last first. The calls that do so are named
     * like the step whose call they undo, with {@code /undo} behind. Questions that are open count no more.
     *
     * @param end the event with which the run will end: {@link RunStopped} or {@link RunFailed}
     */
    record CompensationBegun(RunEvent end) implements RunEvent {}

    /**
     * A call gave a result. What it cost replaces its reservation.
     *
     * @param step the step's id
     * @param attempt the attempt
     * @param output the digest of the result payload
     * @param usage model tokens
     * @param spent what it cost
     * @param took how long it took
     */
    record StepOutcome(String step, int attempt, Digest output, Usage usage, Spend spent, Duration took)
            implements RunEvent {
        /**
         * The result of a call that cost nothing and took no time.
         *
         * @param step the step's id
         * @param attempt the attempt
         * @param output the digest of the result payload
         */
        public static StepOutcome of(String step, int attempt, Digest output) {
            return new StepOutcome(step, attempt, output, Usage.NONE, Spend.NOTHING, Duration.ZERO);
        }
    }

    /**
     * A call gave no result, or one that did not pass. What it cost replaces its reservation, if it had one.
     *
     * @param step the step's id
     * @param attempt the attempt
     * @param cause why
     * @param spent what it cost
     * @param took how long it took
     * @param retryAt the moment of the next attempt, or null when there is none
     */
    record StepFailed(
            String step,
            int attempt,
            FailureCause cause,
            Spend spent,
            Duration took,
            @Nullable Instant retryAt) implements RunEvent {
        /**
         * The end of a step that had no call, or none that cost anything, and that is not tried again.
         *
         * @param step the step's id
         * @param attempt the attempt
         * @param cause why
         */
        public static StepFailed of(String step, int attempt, FailureCause cause) {
            return new StepFailed(step, attempt, cause, Spend.NOTHING, Duration.ZERO, null);
        }
    }

    /**
     * A result was judged.
     *
     * @param step the step's id, or empty for the run's result
     * @param attempt the attempt
     * @param failed what did not hold; empty when all checks passed
     * @param grade the lowest grade that an evaluator gave, from 0 to 1, or null when none graded
     */
    record StepChecked(
            String step,
            int attempt,
            List<String> failed,
            @Nullable Double grade) implements RunEvent {
        public StepChecked {
            failed = List.copyOf(failed);
        }
    }

    /**
     * A step ended well; what reads it may start.
     *
     * @param step the step's id
     * @param output the digest of its result payload
     */
    record StepSucceeded(String step, Digest output) implements RunEvent {}

    /**
     * A step that acts was only suggested, because of the mode.
     *
     * @param suggestion what it would have done
     */
    record StepSuggested(Suggestion suggestion) implements RunEvent {}

    /**
     * What a tool used during a call.
     *
     * @param step the step's id
     * @param attempt the attempt
     * @param used each resource in a few words, with how often; at most 100 entries
     * @param denied each refused use in a few words; at most 100 entries
     */
    record AccessSummary(String step, int attempt, List<String> used, List<String> denied) implements RunEvent {
        public AccessSummary {
            used = List.copyOf(used);
            denied = List.copyOf(denied);
        }
    }

    /**
     * A step waits for people.
     *
     * @param request the question
     */
    record ApprovalAsked(ApprovalRequest request) implements RunEvent {}

    /**
     * A person answered.
     *
     * @param step the step's id
     * @param receipt the proof
     * @param settled whether the question is settled by it, or waits for more people
     */
    record ApprovalAnswered(String step, ConsentReceipt receipt, boolean settled) implements RunEvent {}

    /**
     * A question was taken back, since what it asked is not what the rules ask any more. Its step is decided on again.
     *
     * @param step the step's id
     * @param request the id of the question
     * @param reason what has changed
     */
    record ApprovalWithdrawn(String step, String request, String reason) implements RunEvent {}

    /**
     * An agreement for more than one call was taken back; what it allowed asks again from here on. It may follow the
     * end of the run.
     *
     * @param request the id of the question whose agreement it was
     * @param by who took it back
     * @param reason why, in words
     */
    record GrantRevoked(String request, Principal by, String reason) implements RunEvent {}

    /**
     * A step waits for a permit under a rate.
     *
     * @param step the step's id
     * @param key what is counted together
     * @param until the moment at which it tries again
     */
    record StepDelayed(String step, String key, Instant until) implements RunEvent {}

    /**
     * The run's episode was given to memory.
     *
     * @param record the id of the record
     */
    record RunRemembered(String record) implements RunEvent {}

    /**
     * The router was told how a route did.
     *
     * @param feedback what it was told
     */
    record RouteLearned(RouteFeedback feedback) implements RunEvent {}

    /**
     * Someone asked the run to stop.
     *
     * @param reason why, in words
     */
    record CancelRequested(String reason) implements RunEvent {}

    /**
     * The kill switch was pulled.
     *
     * @param reason why, in words
     */
    record RunHalted(String reason) implements RunEvent {}

    /**
     * A new process took the run up again.
     *
     * @param open ids of steps that were cut off in the middle of a call
     */
    record RunResumed(List<String> open) implements RunEvent {
        public RunResumed {
            open = List.copyOf(open);
        }
    }

    /**
     * A stretch of work began that somebody observes. The next one is linked to it, whichever process does it.
     *
     * @param trace the W3C {@code traceparent} of the stretch
     */
    record RunTraced(String trace) implements RunEvent {}

    /**
     * The run reached its result. Nothing follows but {@link RunRemembered}, {@link RouteLearned} and
     * {@link GrantRevoked}.
     *
     * @param output the digest of the result payload
     */
    record RunDone(Digest output) implements RunEvent {}

    /**
     * The run was stopped before its result.
     *
     * @param cause why
     * @param reason why, in words
     */
    record RunStopped(RunResult.StopCause cause, String reason) implements RunEvent {}

    /**
     * The run failed.
     *
     * @param step the id of the step that failed, or empty
     * @param cause why
     */
    record RunFailed(String step, FailureCause cause) implements RunEvent {}

    /**
     * An event that this release does not know.
     *
     * @param type its name
     * @param content its content
     */
    record Other(String type, Json.Obj content) implements RunEvent {}
}
