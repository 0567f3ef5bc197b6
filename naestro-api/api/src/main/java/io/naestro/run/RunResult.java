package io.naestro.run;

import io.naestro.json.Json;
import io.naestro.policy.ApprovalRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is so with a run.
 *
 * @param <T> the type of the result
 */
public sealed interface RunResult<T> {

    /**
     * The run reached its result.
     *
     * @param value the result; null only in mode GUIDE, when it depends on a step that was only suggested
     * @param spent what it cost
     * @param suggestions what the run would have done, had its mode let it; empty unless a step was only suggested
     * @param <T> the type of the result
     */
    record Done<T>(@Nullable T value, Spend spent, List<Suggestion> suggestions) implements RunResult<T> {
        public Done {
            suggestions = List.copyOf(suggestions);
        }
    }

    /**
     * The run waits for people.
     *
     * @param approvals the open questions
     * @param spent what it cost so far
     * @param <T> the type of the result
     */
    record Waiting<T>(List<ApprovalRequest> approvals, Spend spent) implements RunResult<T> {
        public Waiting {
            approvals = List.copyOf(approvals);
        }
    }

    /**
     * The run goes on.
     *
     * @param progress how far it is
     * @param spent what it cost so far
     * @param <T> the type of the result
     */
    record Running<T>(Progress progress, Spend spent) implements RunResult<T> {}

    /**
     * The run was stopped before its result; nothing failed.
     *
     * @param cause why
     * @param reason why, in words
     * @param partial results of the steps that had ended, by step id
     * @param spent what it cost
     * @param compensations what became of undoing its calls, in the order in which that was tried
     * @param <T> the type of the result
     */
    record Stopped<T>(
            StopCause cause, String reason, Map<String, Json> partial, Spend spent, List<Compensation> compensations)
            implements RunResult<T> {
        public Stopped {
            partial = Collections.unmodifiableMap(new LinkedHashMap<>(partial));
            compensations = List.copyOf(compensations);
        }

        /**
         * The end of a run that had nothing to undo.
         *
         * @param cause why
         * @param reason why, in words
         * @param partial results of the steps that had ended, by step id
         * @param spent what it cost
         */
        public Stopped(StopCause cause, String reason, Map<String, Json> partial, Spend spent) {
            this(cause, reason, partial, spent, List.of());
        }
    }

    /**
     * The run failed.
     *
     * @param step the id of the step that failed, or empty when the run failed as a whole
     * @param cause why
     * @param partial results of the steps that had ended, by step id
     * @param spent what it cost
     * @param compensations what became of undoing its calls, in the order in which that was tried
     * @param <T> the type of the result
     */
    record Failed<T>(
            String step, FailureCause cause, Map<String, Json> partial, Spend spent, List<Compensation> compensations)
            implements RunResult<T> {
        public Failed {
            partial = Collections.unmodifiableMap(new LinkedHashMap<>(partial));
            compensations = List.copyOf(compensations);
        }

        /**
         * The end of a run that had nothing to undo.
         *
         * @param step the id of the step that failed, or empty
         * @param cause why
         * @param partial results of the steps that had ended, by step id
         * @param spent what it cost
         */
        public Failed(String step, FailureCause cause, Map<String, Json> partial, Spend spent) {
            this(step, cause, partial, spent, List.of());
        }
    }

    /** Why a run was stopped. */
    enum StopCause {
        /** The next call did not fit the budget. */
        BUDGET,
        /** The policy or a person said no. */
        DENIED,
        /** The deadline, or a question's expiry, passed. */
        EXPIRED,
        /** Someone asked for it. */
        CANCELLED,
        /** The kill switch was pulled. */
        HALTED
    }

    /** What the run cost so far. */
    Spend spent();

    /**
     * The result of a run that is done.
     *
     * @throws RunNotDone if the run is not done; the message says what is so instead
     */
    default T orThrow() {
        return switch (this) {
            case Done<T> done -> {
                if (done.value() == null) {
                    throw new RunNotDone("the run only suggested "
                            + done.suggestions().stream().map(Suggestion::title).toList()
                            + ", on which its result depends");
                }
                yield done.value();
            }
            case Waiting<T> waiting ->
                throw new RunNotDone("the run waits for approval of "
                        + waiting.approvals().stream()
                                .map(ApprovalRequest::title)
                                .toList());
            case Running<T> running -> throw new RunNotDone("the run is not done yet: " + running.progress());
            case Stopped<T> stopped ->
                throw new RunNotDone("the run was stopped (" + stopped.cause() + "): " + stopped.reason());
            case Failed<T> failed ->
                throw new RunNotDone("the run failed"
                        + (failed.step().isEmpty() ? "" : " at step '" + failed.step() + "'") + ": "
                        + failed.cause().message());
        };
    }
}
