package io.naestro.policy.engine;

import io.naestro.policy.Obligation;
import io.naestro.policy.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a policy file.
 *
 * @param id its id, unique in the file
 * @param verdict what it says of the effects that it matches
 * @param roles the roles it is for; empty for any
 * @param subject what it speaks of
 * @param flow what it says of the arguments of a call
 * @param when what else must hold
 * @param auto whether, in mode auto, what acts is done without asking
 * @param because the reason that people are shown, or empty
 * @param obligations what must be kept when an effect that it matches is taken
 * @param line the line of the file on which it begins
 */
record Rule(
        String id,
        Verdict verdict,
        List<String> roles,
        Subject subject,
        Flow flow,
        When when,
        boolean auto,
        String because,
        List<Obligation> obligations,
        int line) {
    Rule {
        roles = List.copyOf(roles);
        obligations = List.copyOf(obligations);
    }

    /** That of the id, which is unique in a file: rules are looked up often, and hashing all they say is slow. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** The same rule on another line. */
    Rule at(int other) {
        return new Rule(id, verdict, roles, subject, flow, when, auto, because, obligations, other);
    }

    boolean matches(Request request) {
        return firstFailed(request) == Condition.NONE;
    }

    /** The first condition that the effect does not meet. */
    Condition firstFailed(Request request) {
        var failed = subject.firstFailed(request, this);
        if (failed != Condition.NONE) {
            return failed;
        }
        if (!flow.matches(request.provenance(), verdict)) {
            return Condition.FLOW;
        }
        return when.matches(request.what(), verdict) ? Condition.NONE : Condition.WHEN;
    }

    /** Whether it is for an actor who has these roles, inherited ones included. */
    boolean isFor(Set<String> actual) {
        return roles.isEmpty() || !Collections.disjoint(roles, actual);
    }

    /** Whether nothing but roles, tool and destination decides whether it matches. */
    boolean isPlain() {
        return flow.equals(Flow.ANY) && when.equals(When.ALWAYS) && subject.isPlain();
    }

    /** Whether an allow with destinations covers all that is touched. */
    boolean coversAll(PreparedEffect effect) {
        var on = Objects.requireNonNull(((Subject.ToolSubject) subject).on());
        return Subject.ToolSubject.coversAll(on, effect.targets());
    }

    /** Whether what is not looked up by role, tool and place holds for a target, or for the call as a whole. */
    boolean holds(PreparedEffect effect, @Nullable Target target) {
        return subject.holds(effect, target, verdict)
                && flow.matches(effect.provenance(), verdict)
                && when.matches(effect, verdict);
    }
}
