package io.naestro.policy.engine;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.effect.Effect;
import io.naestro.json.Json;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** Puts what was decided before to another policy. */
public final class Replay {
    private final List<Audited> log;

    /**
     * An effect that was decided on, as rules look at it, in one line of an audit log.
     *
     * @param effect the effect
     * @param verdict what was said of it
     * @param rule the id of the rule that decided, or empty
     */
    public record Audited(Effect effect, Verdict verdict, String rule) {

        /**
         * What was decided on an effect.
         *
         * @param effect the effect
         * @param decision the decision
         */
        public static Audited of(Effect effect, Decision decision) {
            return new Audited(effect, decision.verdict(), decision.rule());
        }

        /**
         * Reads a line. What rules cannot speak of (contents, ports, the principal) is not in it.
         *
         * @param line what {@link #line()} wrote
         * @throws io.naestro.json.InputException if it is none
         */
        public static Audited parse(String line) {
            var json = JsonText.parse("audit log", line.getBytes(StandardCharsets.UTF_8), Limits.MESSAGE);
            try {
                return EffectText.read((Json.Obj) json);
            } catch (IllegalArgumentException | ClassCastException | NoSuchElementException e) {
                throw Problems.refuse(line, "is not a line that was written by Audited.line()");
            }
        }

        /** The line, without a line break. */
        public String line() {
            return JsonText.write(EffectText.write(this));
        }
    }

    private Replay(List<Audited> log) {
        this.log = log;
    }

    /**
     * What was decided before.
     *
     * @param log the effects with what was said of them, in any order
     */
    public static Replay of(List<Audited> log) {
        return new Replay(List.copyOf(log));
    }

    /**
     * What was decided before, as lines; empty ones are passed over.
     *
     * @param lines what {@link Audited#line()} wrote
     * @throws io.naestro.json.InputException if one is none
     */
    public static Replay of(Stream<String> lines) {
        return of(lines.filter(line -> !line.isBlank()).map(Audited::parse).toList());
    }

    /**
     * What another policy would have said differently. Obligations are not compared: a log does not have them.
     *
     * @param candidate the policy
     */
    public List<Disagreement> against(Policy candidate) {
        return log.stream().flatMap(past -> changed(past, candidate).stream()).toList();
    }

    private static List<Disagreement> changed(Audited past, Policy candidate) {
        var now = candidate.decide(past.effect());
        if (now.verdict() == past.verdict()) {
            return List.of();
        }
        var mode = Mode.AUTO.lower(past.effect().actor().mode());
        var then =
                new Decision(past.verdict(), mode, List.of(), past.rule(), "it was decided so", "", candidate.digest());
        return List.of(new Disagreement(past.effect(), then, now));
    }
}
