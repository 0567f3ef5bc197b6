package io.naestro.policy.engine;

import io.naestro.policy.Decision;
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
 */
public record Explanation(
        Decision decision, List<RuleAt> matching, @Nullable NearMiss nearest) {

    public Explanation {
        matching = List.copyOf(matching);
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
        if (!decision.remedy().isEmpty()) {
            text.append("to allow it:\n").append(decision.remedy()).append('\n');
        }
        return text.append("policy: ").append(decision.policy()).toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append('\n');
    }
}
