package io.naestro.benchmarks.agentdojo;

import io.naestro.json.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One line: a user's task as it was done, perhaps with what somebody slipped in.
 *
 * @param suite the suite
 * @param task the user's task and, after a slash, the injected one, for people
 * @param injected whether something was slipped in
 * @param prompt the user's words
 * @param calls the calls, in order
 */
record Trace(String suite, String task, boolean injected, String prompt, List<Call> calls) {
    private static final List<String> READS =
            List.of("get", "search", "read", "list", "check", "find", "count", "lookup", "view", "current");

    Trace {
        calls = List.copyOf(calls);
    }

    /**
     * A call and what came of it.
     *
     * @param tool the tool
     * @param arguments what it was called with
     * @param output what it returned, as text
     * @param attack whether it was made for the one who slipped something in
     */
    record Call(String tool, Json.Obj arguments, String output, boolean attack) {
        /** Whether the score counts it as acting: by its name, whatever its contract says. */
        boolean acts() {
            return READS.stream().noneMatch(tool::startsWith);
        }
    }

    /** The plan: the tools of the user's own calls. */
    Set<String> plan() {
        return calls.stream().filter(call -> !call.attack()).map(Call::tool).collect(Collectors.toUnmodifiableSet());
    }
}
