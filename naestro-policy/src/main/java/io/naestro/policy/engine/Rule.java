package io.naestro.policy.engine;

import io.naestro.policy.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * A rule of a policy file.
 *
 * @param id its id, unique in the file
 * @param verdict what it says of the effects that it matches
 * @param roles the roles it is for; empty for any
 * @param subject what it speaks of
 * @param flow what it says of the arguments of a call
 * @param auto whether, in mode auto, what acts is done without asking
 * @param because the reason that people are shown, or empty
 * @param line the line of the file on which it begins
 */
record Rule(
        String id,
        Verdict verdict,
        List<String> roles,
        Subject subject,
        Flow flow,
        boolean auto,
        String because,
        int line) {
    Rule {
        roles = List.copyOf(roles);
    }

    boolean matches(Request request) {
        return firstFailed(request) == Condition.NONE;
    }

    /** The first condition that the effect does not meet. */
    Condition firstFailed(Request request) {
        var failed = subject.firstFailed(request, this);
        return failed == Condition.NONE && !flow.matches(request.provenance(), verdict) ? Condition.FLOW : failed;
    }

    /** Whether it is for an actor who has these roles, inherited ones included. */
    boolean isFor(Set<String> actual) {
        return roles.isEmpty() || !Collections.disjoint(roles, actual);
    }
}
