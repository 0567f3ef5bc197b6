package io.naestro.router;

import io.naestro.route.RouteFeedback;
import io.naestro.router.RouterState.Cell;
import io.naestro.router.RouterState.Drift;
import io.naestro.router.RouterState.TypeState;
import io.naestro.router.RouterState.Verdicts;
import io.naestro.router.RouterState.Verifier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was learnt so far: a fold over feedback, without clock and chance. Not thread-safe; the router lets one feedback
 * in at a time.
 */
final class Learner {
    /** How many bills, grades and verdicts of decisions are remembered to tell feedback that comes again. */
    static final int MOST_RECENT = 65_536;

    private static final double MOST_WEIGHT = 1_000;
    private static final double DRIFT_SLACK = 0.1;
    private static final double DRIFT_ALARM = 8;
    private static final double DRIFT_LEAST = 20;
    private static final double CHANGED_MASS = 10;
    private static final double CHANGED_FADE = 0.05;
    private static final double FORGET = 0.999;
    private static final double OFFSET_MASS = 10;
    private static final double CERTAIN = 0.01;
    private static final long BILLED = 1;
    private static final long GRADED = 2;
    private static final long JUDGED = 3;
    private static final double GOOD = 0.5;
    private static final double GIVEN_MASS = 20;
    private static final Verifier UNKNOWN = new Verifier(0.5, 0.5);

    private final TreeMap<String, Type> types = new TreeMap<>();
    private final TreeMap<String, Drift> drifts = new TreeMap<>();
    private final double[] losses = new double[RouterState.STRENGTHS.size()];
    private final LinkedHashSet<Long> recent = new LinkedHashSet<>();
    private long feedbacks;
    private long decisions;
    private double spent;

    /** What was learnt of a task type. */
    static final class Type {
        private final TreeMap<String, Cell> cells = new TreeMap<>();
        private final TreeMap<String, Cell> afterRejection = new TreeMap<>();
        private double weight;
        private double tokens;
        private double calls;
        private @Nullable Verifier given;
        private Verdicts verdicts = Verdicts.NONE;

        Cell cell(String arm) {
            return cells.getOrDefault(arm, Cell.EMPTY);
        }

        Cell afterRejection(String arm) {
            return afterRejection.getOrDefault(arm, Cell.EMPTY);
        }

        double weight() {
            return weight;
        }

        /** The tokens of a call on average, or 0 when no call was seen. */
        double tokens() {
            return calls == 0 ? 0 : tokens / calls;
        }

        /**
         * How well the evaluator tells good from bad: what was said of it counts as 20 answers of each kind, besides
         * those that it judged. Null when nothing is known.
         */
        @Nullable Verifier verifier() {
            if (given == null && verdicts.equals(Verdicts.NONE)) {
                return null;
            }
            var prior = given == null ? UNKNOWN : given;
            return new Verifier(
                    (verdicts.goodAccepted() + GIVEN_MASS * prior.truePositives()) / (verdicts.good() + GIVEN_MASS),
                    (verdicts.badAccepted() + GIVEN_MASS * prior.falsePositives()) / (verdicts.bad() + GIVEN_MASS));
        }
    }

    Learner(RouterState state) {
        feedbacks = state.feedbacks();
        decisions = state.decisions();
        spent = state.spent();
        drifts.putAll(state.drifts());
        for (int i = 0; i < losses.length; i++) {
            losses[i] = state.losses().get(i);
        }
        var fingerprints = ByteBuffer.wrap(Base64.getDecoder().decode(state.recent()));
        while (fingerprints.remaining() >= Long.BYTES) {
            recent.add(fingerprints.getLong());
        }
        state.types().forEach((name, was) -> {
            var type = type(name);
            type.cells.putAll(was.cells());
            type.afterRejection.putAll(was.afterRejection());
            type.weight = was.weight();
            type.tokens = was.tokens();
            type.calls = was.calls();
            type.given = was.verifier();
            type.verdicts = was.verdicts();
        });
    }

    RouterState state() {
        var all = new TreeMap<String, TypeState>();
        types.forEach((name, type) -> all.put(
                name,
                new TypeState(
                        type.weight,
                        type.tokens,
                        type.calls,
                        type.cells,
                        type.afterRejection,
                        type.given,
                        type.verdicts)));
        var fingerprints = ByteBuffer.allocate(recent.size() * Long.BYTES);
        recent.forEach(fingerprints::putLong);
        var encoded = Base64.getEncoder().encodeToString(fingerprints.array());
        var scores = new ArrayList<Double>();
        for (var loss : losses) {
            scores.add(loss);
        }
        return new RouterState(feedbacks, decisions, spent, all, drifts, scores, encoded);
    }

    // ---- feedback ----

    /** Takes a feedback; whether it said anything new. What a failing machine did says nothing of the model. */
    boolean learn(RouteFeedback feedback) {
        if (feedback.infrastructure()) {
            return false;
        }
        var billed = first(feedback.route().decision(), BILLED);
        if (billed) {
            bill(feedback);
        }
        var grade = feedback.grade();
        var graded = grade != null && first(feedback.route().decision(), GRADED);
        if (graded) {
            grade(feedback, Objects.requireNonNull(grade));
        }
        var accepted = feedback.accepted();
        var judged = grade != null && accepted != null && first(feedback.route().decision(), JUDGED);
        if (judged) {
            var type = type(feedback.taskType());
            type.verdicts = judged(type.verdicts, Objects.requireNonNull(grade) >= GOOD, Boolean.TRUE.equals(accepted));
        }
        if (billed || graded || judged) {
            feedbacks++;
        }
        return billed || graded || judged;
    }

    private static Verdicts judged(Verdicts was, boolean good, boolean accepted) {
        var count = (good ? was.good() : was.bad()) + 1;
        var yes = (good ? was.goodAccepted() : was.badAccepted()) + (accepted ? 1 : 0);
        var mass = Math.min(RouterState.MOST_MASS, count);
        var share = Math.min(mass, yes * (mass / count)); // more than 200 are weighed down in proportion
        return good
                ? new Verdicts(mass, share, was.bad(), was.badAccepted())
                : new Verdicts(was.good(), was.goodAccepted(), mass, share);
    }

    /** How well the evaluator of a task type tells good from bad, as the host says. */
    void verifier(String taskType, @Nullable Verifier measured) {
        type(taskType).given = measured;
    }

    private boolean first(String decision, long what) {
        var added = recent.add(Coin.fingerprint(decision, what));
        if (recent.size() > MOST_RECENT) {
            recent.removeFirst();
        }
        return added;
    }

    private boolean wasGraded(String decision) {
        return recent.contains(Coin.fingerprint(decision, GRADED));
    }

    private void bill(RouteFeedback feedback) {
        var type = type(feedback.taskType());
        var money = feedback.spent().money();
        double nanos = money == null ? 0 : Math.max(0, money.nanos());
        decisions++;
        spent += nanos;
        weigh(type);
        if (feedback.spent().tokens() > 0) {
            var keep = type.calls < RouterState.MOST_MASS ? 1 : (RouterState.MOST_MASS - 1.0) / RouterState.MOST_MASS;
            type.tokens = type.tokens * keep + feedback.spent().tokens();
            type.calls = type.calls * keep + 1;
        }
        type.cells.merge(
                feedback.route().arm(),
                billed(Cell.EMPTY, money != null, nanos, feedback.latency()),
                (was, first) -> billed(was, money != null, nanos, feedback.latency()));
    }

    private void weigh(Type type) {
        type.weight++;
        if (types.values().stream().mapToDouble(Type::weight).sum() > MOST_WEIGHT) {
            types.values().forEach(each -> each.weight /= 2);
        }
    }

    private static Cell billed(Cell cell, boolean priced, double nanos, Duration latency) {
        var keepCost = priced && cell.bills() >= RouterState.MOST_MASS ? 1 - 1.0 / RouterState.MOST_MASS : 1;
        var keepTime = cell.calls() >= RouterState.MOST_MASS ? 1 - 1.0 / RouterState.MOST_MASS : 1;
        return new Cell(
                cell.grades(),
                cell.mass(),
                cell.fade(),
                cell.cost() * keepCost + nanos,
                cell.bills() * keepCost + (priced ? 1 : 0),
                cell.seconds() * keepTime + Math.max(0, latency.toNanos()) / 1e9,
                cell.calls() * keepTime + 1);
    }

    private void grade(RouteFeedback feedback, double grade) {
        var type = type(feedback.taskType());
        var arm = feedback.route().arm();
        if (followsRejection(feedback)) {
            // Only what another arm could not do comes here, so it must not count as this arm's usual work.
            type.afterRejection.put(arm, graded(type.afterRejection(arm), grade));
            return;
        }
        judgeStrengths(type, arm, grade);
        watch(type, arm, grade);
        type.cells.put(arm, graded(type.cell(arm), grade));
    }

    /** Whether the hop before had an answer, which was graded and then replaced by this one. */
    private boolean followsRejection(RouteFeedback feedback) {
        var decision = feedback.route().decision();
        var hop = decision.lastIndexOf('+');
        var hops = feedback.route().tried().size();
        return hops > 0 && hop > 0 && wasGraded(Hops.decision(decision.substring(0, hop), hops - 1));
    }

    private static Cell graded(Cell cell, double grade) {
        var keep = Math.min(1, RouterState.MOST_MASS / (cell.mass() + 1));
        var mass = Math.min(RouterState.MOST_MASS, (cell.mass() + 1) * keep);
        return new Cell(
                Math.min(mass, (cell.grades() + grade) * keep),
                mass,
                cell.fade() * keep,
                cell.cost(),
                cell.bills(),
                cell.seconds(),
                cell.calls());
    }

    // ---- how much task types say about each other ----

    /** Scores each strength by the logarithmic loss of what it would have said before this grade. */
    private void judgeStrengths(Type type, String arm, double grade) {
        var others = others(type, arm);
        if (others.mass() == 0) {
            return; // all strengths say the same
        }
        var cell = type.cell(arm);
        var offset = offset(type);
        for (int i = 0; i < losses.length; i++) {
            var mass = Math.min(RouterState.STRENGTHS.get(i), others.mass());
            var guess = (cell.grades() + mass * (others.sum() / others.mass() + offset)) / (cell.mass() + mass);
            var safe = Math.min(1 - CERTAIN, Math.max(CERTAIN, guess));
            losses[i] = losses[i] * FORGET - grade * Math.log(safe) - (1 - grade) * Math.log(1 - safe);
        }
    }

    /** The strength that predicted best. */
    int strength() {
        var best = 0;
        for (int i = 1; i < losses.length; i++) {
            best = losses[i] < losses[best] ? i : best;
        }
        return RouterState.STRENGTHS.get(best);
    }

    /** How much better arms do at this type than at others, measured on those that did both. */
    double offset(Type type) {
        var sum = 0.0;
        var mass = OFFSET_MASS;
        for (var entry : type.cells.entrySet()) {
            var cell = entry.getValue();
            var others = others(type, entry.getKey());
            if (cell.mass() > 0 && others.mass() > 0) {
                var weight = cell.mass() * others.mass() / (cell.mass() + others.mass());
                sum += weight * (cell.grades() / cell.mass() - others.sum() / others.mass());
                mass += weight;
            }
        }
        return sum / mass;
    }

    /** An arm's results at all other task types. */
    Estimate.Evidence others(Type type, String arm) {
        var sum = 0.0;
        var mass = 0.0;
        for (var other : types.values()) {
            if (other != type) {
                sum += other.cell(arm).grades();
                mass += other.cell(arm).mass();
            }
        }
        return new Estimate.Evidence(sum, mass);
    }

    // ---- arms that change ----

    private void watch(Type type, String arm, double grade) {
        var cell = type.cell(arm);
        if (cell.mass() < DRIFT_LEAST) {
            return; // there is nothing yet to fall from
        }
        var expected = cell.grades() / cell.mass();
        var was = drifts.getOrDefault(arm, Drift.NONE);
        var level = was.level() + expected - grade - DRIFT_SLACK;
        var now = level <= 0 ? Drift.NONE : new Drift(level, was.grades() + grade, was.mass() + 1);
        if (level > DRIFT_ALARM) {
            drifts.remove(arm);
            startOver(arm, now.grades() / now.mass() / expected);
        } else {
            drifts.put(arm, now);
        }
    }

    /** The arm is no longer what it was: what it did since it began to fall says how good it is now. */
    private void startOver(String arm, double share) {
        for (var type : types.values()) {
            var was = type.cell(arm);
            if (was.mass() > 0) {
                var mass = Math.min(CHANGED_MASS, was.mass());
                var grades = Math.min(1, was.grades() / was.mass() * share) * mass;
                type.cells.put(
                        arm,
                        new Cell(
                                grades,
                                mass,
                                was.fade() * CHANGED_FADE,
                                was.cost(),
                                was.bills(),
                                was.seconds(),
                                was.calls()));
            }
        }
    }

    // ---- for the planner ----

    Map<String, Type> types() {
        return types;
    }

    private Type type(String name) {
        return types.computeIfAbsent(name, n -> new Type());
    }

    long feedbacks() {
        return feedbacks;
    }

    long decisions() {
        return decisions;
    }

    double spent() {
        return spent;
    }
}
