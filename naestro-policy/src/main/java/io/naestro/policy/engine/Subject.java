package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.model.ModelCard;
import io.naestro.model.Residency;
import io.naestro.policy.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule speaks of: tools, models, or effects of other kinds. */
sealed interface Subject {

    /** The first condition of the rule that the effect does not meet. */
    Condition firstFailed(Request request, Rule rule);

    /** Whether names and places alone tell what is meant. */
    boolean isPlain();

    /** Whether the rest holds when names and places fit. */
    boolean holds(PreparedEffect effect, @Nullable Target target, Verdict verdict);

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
            return reaches(request.what(), rule.verdict()) ? Condition.NONE : Condition.REACH;
        }

        @Override
        public boolean isPlain() {
            return patterns.stream().allMatch(pattern -> pattern.version() == ToolId.UNKNOWN)
                    && (on == null || (on.methods().isEmpty() && on.operations().isEmpty()));
        }

        @Override
        public boolean holds(PreparedEffect effect, @Nullable Target target, Verdict verdict) {
            return names(Objects.requireNonNull(effect.tool()), verdict)
                    && (on == null || target == null || on.admit(target));
        }

        boolean names(ToolId tool, Verdict verdict) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).names(tool, verdict)) {
                    return true;
                }
            }
            return false;
        }

        /**
         * Without destinations a rule binds all that the tool uses but allows its call alone. With them, it allows only
         * what it covers as a whole and binds what it covers in part; a call that names nothing is left to what
         * follows.
         */
        private boolean reaches(PreparedEffect effect, Verdict verdict) {
            if (verdict == Verdict.ALLOW) {
                return on == null ? effect.isCall() : coversAll(on, effect.targets());
            }
            return on == null || effect.targets().stream().anyMatch(target -> on.cover(target, verdict));
        }

        /** Whether an allow covers all that is touched. */
        static boolean coversAll(Destinations on, List<Target> targets) {
            for (int i = 0; i < targets.size(); i++) {
                if (!on.cover(targets.get(i), Verdict.ALLOW)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Calls of models.
     *
     * @param ids patterns of their ids
     * @param providers patterns of the names of their providers; empty for any
     * @param residencies where what is sent may go
     * @param uses what they are used for besides text
     */
    record ModelSubject(List<String> ids, List<String> providers, Set<Residency> residencies, Uses uses)
            implements Subject {
        /** Every model. */
        static final String ANY = "*";

        private static final Set<Residency> ANYWHERE = Set.of(Residency.values());

        public ModelSubject {
            ids = List.copyOf(ids);
            providers = List.copyOf(providers);
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
            return reaches(call.model()) && uses.match(request.what().uses(), rule.verdict())
                    ? Condition.NONE
                    : Condition.REACH;
        }

        @Override
        public boolean isPlain() {
            return providers.isEmpty() && residencies.equals(ANYWHERE) && uses.equals(Uses.ANY);
        }

        @Override
        public boolean holds(PreparedEffect effect, @Nullable Target target, Verdict verdict) {
            return reaches(((Effect.ModelCall) effect.effect()).model()) && uses.match(effect.uses(), verdict);
        }

        boolean names(String id) {
            return Globs.any(ids, id);
        }

        private boolean reaches(ModelCard model) {
            return residencies.contains(model.residency())
                    && (providers.isEmpty() || Globs.any(providers, model.provider()));
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

        @Override
        public boolean isPlain() {
            return true;
        }

        @Override
        public boolean holds(PreparedEffect effect, @Nullable Target target, Verdict verdict) {
            return true;
        }
    }
}
