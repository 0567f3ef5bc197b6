package io.naestro.policy.engine;

import io.naestro.base.PathPattern;
import io.naestro.effect.Effect;
import io.naestro.model.Residency;
import io.naestro.policy.Verdict;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule speaks of: tools, models, or effects of other kinds. */
sealed interface Subject {

    /** The first condition of the rule that the effect does not meet. */
    Condition firstFailed(Request request, Rule rule);

    /**
     * Tools, and what is used inside them.
     *
     * @param patterns the tools
     * @param on the only destinations meant, or null when the rule names none
     */
    record ToolSubject(List<ToolPattern> patterns, @Nullable Destinations on) implements Subject {
        public ToolSubject {
            patterns = List.copyOf(patterns);
        }

        @Override
        public Condition firstFailed(Request request, Rule rule) {
            var tool = request.tool();
            if (tool == null) {
                return Condition.SORT;
            }
            if (!names(tool, rule.verdict())) {
                return Condition.NAME;
            }
            if (!rule.isFor(request.roles())) {
                return Condition.ROLE;
            }
            return reaches(request, rule.verdict()) ? Condition.NONE : Condition.REACH;
        }

        boolean names(ToolId tool, Verdict verdict) {
            return patterns.stream().anyMatch(pattern -> pattern.names(tool, verdict));
        }

        /**
         * Without destinations a rule binds all that the tool uses but allows its call alone. With them, it allows only
         * what it covers as a whole and binds what it covers in part; a call that names nothing is left to what
         * follows.
         */
        private boolean reaches(Request request, Verdict verdict) {
            var allows = verdict == Verdict.ALLOW;
            if (on == null) {
                return !allows || request.isCall();
            }
            var targets = request.targets().stream();
            return allows
                    ? targets.allMatch(target -> on.cover(target, verdict))
                    : targets.anyMatch(target -> on.cover(target, verdict));
        }
    }

    /**
     * Calls of models.
     *
     * @param ids patterns of their ids
     * @param residencies where what is sent may go
     */
    record ModelSubject(List<String> ids, Set<Residency> residencies) implements Subject {
        /** Every model. */
        static final String ANY = "*";

        public ModelSubject {
            ids = List.copyOf(ids);
            residencies = Set.copyOf(residencies);
        }

        @Override
        public Condition firstFailed(Request request, Rule rule) {
            if (!(request.effect() instanceof Effect.ModelCall call)) {
                return Condition.SORT;
            }
            if (!names(call.model().id())) {
                return Condition.NAME;
            }
            if (!rule.isFor(request.roles())) {
                return Condition.ROLE;
            }
            return residencies.contains(call.model().residency()) ? Condition.NONE : Condition.REACH;
        }

        boolean names(String id) {
            return ids.stream().anyMatch(pattern -> PathPattern.segmentMatches(pattern, id));
        }

        /** Whether it names every model, whatever its id. */
        boolean namesAll() {
            return ids.contains(ANY);
        }
    }

    /**
     * Effects by kind.
     *
     * @param kinds the kinds
     */
    record KindSubject(Set<EffectKind> kinds) implements Subject {
        public KindSubject {
            kinds = Set.copyOf(kinds);
        }

        @Override
        public Condition firstFailed(Request request, Rule rule) {
            var kind = request.kind();
            if (kind == null) {
                return Condition.SORT;
            }
            if (!kinds.contains(kind)) {
                return Condition.NAME;
            }
            return rule.isFor(request.roles()) ? Condition.NONE : Condition.ROLE;
        }
    }
}
