package io.naestro.core;

import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Decision;
import io.naestro.run.RunResult;
import io.naestro.run.Spend;
import io.naestro.run.Suggestion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gate answers before an effect is taken. */
sealed interface Admission {

    /**
     * The effect may be taken now: what it may cost is reserved and its intent is written.
     *
     * @param call the effect
     * @param decision the policy's decision
     * @param attempt the attempt, from 1
     * @param limits the accounts in which it is reserved
     * @param reserved the most it may cost
     * @param deadline the moment at which it is cut off
     */
    record Admitted(
            Call call, Decision decision, int attempt, List<Ledger.Limit> limits, Spend reserved, Instant deadline)
            implements Admission {
        /** The accounts of the cost limits that rules set. */
        List<String> accounts() {
            return limits.stream()
                    .map(Ledger.Limit::account)
                    .filter(Ledger::isRule)
                    .toList();
        }
    }

    /**
     * A rate is full.
     *
     * @param decision the policy's decision
     * @param key the rate
     * @param pause how long until a permit is there
     */
    record WaitUntil(Decision decision, String key, Duration pause) implements Admission {}

    /**
     * A person must agree first.
     *
     * @param decision the policy's decision
     * @param request the question
     */
    record NeedsApproval(Decision decision, ApprovalRequest request) implements Admission {}

    /**
     * The mode lets it only be suggested.
     *
     * @param decision the policy's decision
     * @param suggestion what would be done
     */
    record Suggested(Decision decision, Suggestion suggestion) implements Admission {}

    /**
     * It may not be taken, and the run ends.
     *
     * @param decision the policy's decision, or null when it was not asked
     * @param cause why
     * @param reason why, in words
     */
    record Refused(@Nullable Decision decision, RunResult.StopCause cause, String reason) implements Admission {}
}
