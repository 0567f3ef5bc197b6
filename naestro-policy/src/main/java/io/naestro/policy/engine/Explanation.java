package io.naestro.policy.engine;

import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Verdict;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a policy decided as it did, for people. Not for models: it names rules that a probing agent could use.
 *
 * @param decision the decision; its {@link Decision#remedy()} is the smallest change that would allow the effect
 * @param matching the rules that match, by id; the one that decided is among them unless none did
 * @param nearest the rule that would have been kinder and failed at the last condition, or null when there is none
 * @param grants how far the agreements reach that would allow what is asked, smallest first; empty unless people are
 *     asked
 */
public record Explanation(
        Decision decision, List<RuleAt> matching, @Nullable NearMiss nearest, List<Grant.Scope> grants) {

    public Explanation {
        matching = List.copyOf(matching);
        grants = List.copyOf(grants);
    }

    /**
     * A rule, and where it stands.
     *
     * @param id its id
     * @param verdict what it says
     * @param file the name of the file
     * @param line the line on which it begins
     */
    public record RuleAt(String id, Verdict verdict, String file, int line) {
        @Override
        public String toString() {
            return file + ":" + line + " " + id + " (" + verdict + ")";
        }
    }

    /**
     * A rule that does not match.
     *
     * @param rule the rule
     * @param because the first of its conditions that fails, in words
     */
    public record NearMiss(RuleAt rule, String because) {
        @Override
        public String toString() {
            return rule + ", but " + because;
        }
    }

    /** The rule that decided, or empty when none did: nothing matched, or a plan's own approval step asks. */
    public Optional<RuleAt> decidedBy() {
        return matching.stream()
                .filter(rule -> rule.id().equals(decision.rule()))
                .findFirst();
    }

    /** All of it, one fact a line. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        line(text, decision.verdict() + " in mode " + decision.mode(), decision.reason());
        decidedBy().ifPresent(rule -> line(text, "decided by", rule.toString()));
        matching.stream()
                .filter(rule -> !rule.id().equals(decision.rule()))
                .forEach(rule -> line(text, "also matches", rule.toString()));
        if (nearest != null) {
            line(text, "nearest", nearest.toString());
        }
        for (int i = 0; i < grants.size(); i++) {
            line(text, "agreement " + (i + 1), words(grants.get(i)));
        }
        if (!decision.remedy().isEmpty()) {
            text.append(grants.isEmpty() ? "to allow it:\n" : "to allow it without asking:\n")
                    .append(decision.remedy())
                    .append('\n');
        }
        return text.append("policy: ").append(decision.policy()).toString();
    }

    private static String words(Grant.Scope scope) {
        return switch (scope) {
            case CALL -> "to this very call";
            case RUN -> "to what this rule asks of the same action, for this run";
            case STANDING -> "to the same in all runs on behalf of the same principal, until a date";
        };
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append('\n');
    }
}
