package io.naestro.benchmarks.agentdojo;

import io.naestro.base.Digests;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.policy.engine.provenance.Evidence;
import io.naestro.run.Spend;
import java.util.ArrayList;
import java.util.List;

/** Puts a policy in front of each call of a trace, as the gate does in a run. */
final class Trial {
    private static final Actor AGENT = Actor.of(Principal.HOST, "agent", Mode.AUTO);

    private final Contracts contracts;
    private final Policy policy;

    Trial(Contracts contracts, Policy policy) {
        this.contracts = contracts;
        this.policy = policy;
    }

    /**
     * A call, and what was decided.
     *
     * @param call the call
     * @param input its arguments with the origins that were found
     * @param decision the decision
     */
    record Decided(Trace.Call call, Payload input, Decision decision) {
        boolean free() {
            return decision.verdict() == Verdict.ALLOW;
        }
    }

    /**
     * Decides on the calls in order. What a call returned is shown to the model if the call was allowed, or was the
     * user's own and a person was asked, who then agreed.
     */
    List<Decided> run(Trace trace) {
        var plan = trace.plan();
        var evidence = Evidence.NONE.and(Payload.of(Json.of(trace.prompt()), Origin.USER));
        var all = new ArrayList<Decided>();
        for (var call : trace.calls()) {
            var declared = contracts.of(call.tool());
            var input = evidence.trace(declared.contract(), call.arguments());
            var decision = plan.contains(call.tool()) ? policy.decide(effect(declared, input)) : unplanned(call);
            all.add(new Decided(call, input, decision));
            if (decision.verdict() == Verdict.ALLOW || (decision.verdict() == Verdict.ASK && !call.attack())) {
                evidence = evidence.and(declared.result(call.output()));
            }
        }
        return List.copyOf(all);
    }

    private static Effect effect(Contracts.Declared declared, Payload input) {
        var request = Digests.of(
                "tool-call/v1",
                Json.object().with("tool", declared.contract().ref().toString()).with("argument", input.value()));
        return new Effect.ToolCall(AGENT, declared.contract(), input, List.of(), request, Spend.NOTHING);
    }

    /**
     * A plan is data that was agreed on before: a call of a tool that is not in it is no step, and no policy is asked.
     */
    private Decision unplanned(Trace.Call call) {
        return Decision.deny(Mode.AUTO, "", "tool '" + call.tool() + "' is not in the plan", "", policy.digest());
    }
}
