package io.naestro.router;

import io.naestro.model.Price;
import io.naestro.router.Estimate.Evidence;

/**
 * Turns what was learnt into what is believed. The quality of an arm at a task type is a mean of pseudo-counts: its own
 * results there, what was known beforehand as far as it has not faded, and its results at other types, which count for
 * no more than the learnt strength and are shifted by how much harder this type is for the arms that did both.
 */
final class Estimator {
    private static final double COST_MASS = 3;
    private static final double SURE = 0.999;
    private static final double USUAL_TOKENS = 2_000;
    private static final double USUAL_SECONDS = 5;
    private static final double INPUT_SHARE = 0.8;
    private static final double DEARER = 1.1;

    private final Learner learner;
    private final Catalog catalog;
    private final Settings settings;
    private final double pool;

    Estimator(Learner learner, Catalog catalog, Settings settings) {
        this.learner = learner;
        this.catalog = catalog;
        this.settings = settings;
        pool = pool();
    }

    /** What an arm is worth of which nothing at all is known: what arms are worth on average. */
    private double pool() {
        var sum = 1.0;
        var mass = 2.0;
        for (var arm : catalog.arms) {
            var all = learner.others(new Learner.Type(), arm.name());
            var prior = arm.card().priors().get("");
            sum += all.sum() + (prior == null ? 0 : prior.mean());
            mass += all.mass() + (prior == null ? 0 : 1);
        }
        return sum / mass;
    }

    Estimate estimate(String name, Learner.Type type) {
        var count = catalog.arms.length;
        var quality = new double[count];
        var spread = new double[count];
        var cost = new double[count];
        var after = new Evidence[count];
        var offset = learner.offset(type);
        var factor = factor(type);
        var dearest = 0.0;
        for (int i = 0; i < count; i++) {
            var arm = catalog.arms[i];
            var cell = type.cell(arm.name());
            var belief = belief(name, type, arm, offset);
            quality[i] = belief.sum() / belief.mass();
            spread[i] = Math.sqrt(quality[i] * (1 - quality[i]) / (belief.mass() + 1));
            cost[i] = (cell.cost() + COST_MASS * usualCost(type, i, factor)) / (cell.bills() + COST_MASS);
            dearest = cost[i] > dearest ? cost[i] : dearest; // not so for NaN
            var rejected = type.afterRejection(arm.name());
            after[i] = new Evidence(rejected.grades(), rejected.mass());
        }
        for (int i = 0; i < count; i++) {
            cost[i] = Double.isNaN(cost[i]) ? DEARER * dearest : cost[i];
        }
        return new Estimate(type.weight(), quality, spread, cost, after, type.verifier());
    }

    private Evidence belief(String name, Learner.Type type, Arm arm, double offset) {
        var cell = type.cell(arm.name());
        var others = learner.others(type, arm.name());
        var own = arm.card().priors().get(name);
        var prior = own == null ? arm.card().priors().get("") : own;
        var borrowed = Math.min(learner.strength(), others.mass());
        var sum = cell.grades() + clamp(pool + offset);
        var mass = cell.mass() + 1;
        if (prior != null) {
            sum += cell.fade() * prior.mass() * (own == null ? clamp(prior.mean() + offset) : prior.mean());
            mass += cell.fade() * prior.mass();
        }
        if (borrowed > 0) {
            sum += borrowed * clamp(others.sum() / others.mass() + offset);
            mass += borrowed;
        }
        return new Evidence(Math.min(SURE, Math.max(1 - SURE, sum / mass)) * mass, mass);
    }

    private static double clamp(double share) {
        return Math.min(1, Math.max(0, share));
    }

    // ---- what a call costs ----

    /** What a call of the arm costs as far as its bills at this type do not say; not a number when nothing says. */
    private double usualCost(Learner.Type type, int arm, double factor) {
        var name = catalog.arms[arm].name();
        var bills = bills(name);
        var tokens = type.tokens() > 0 ? type.tokens() : USUAL_TOKENS;
        return switch (catalog.arms[arm].card().price()) {
            case Price.TokenPrice price ->
                tokens * (INPUT_SHARE * catalog.inputNanos[arm] + (1 - INPUT_SHARE) * catalog.outputNanos[arm]);
            case Price.SecondPrice price -> seconds(type, name) * price.second().nanos();
            case Price.FreePrice free ->
                (catalog.local >>> arm & 1) == 0 ? 0 : seconds(type, name) * settings.localSecond();
            case Price.UnknownPrice unknown -> bills.mass() == 0 ? Double.NaN : factor * bills.sum() / bills.mass();
        };
    }

    private double seconds(Learner.Type type, String arm) {
        var cell = type.cell(arm);
        return cell.calls() == 0 ? USUAL_SECONDS : cell.seconds() / cell.calls();
    }

    private Evidence bills(String arm) {
        var sum = 0.0;
        var mass = 0.0;
        for (var type : learner.types().values()) {
            sum += type.cell(arm).cost();
            mass += type.cell(arm).bills();
        }
        return new Evidence(sum, mass);
    }

    /** How much dearer calls of this type are than the same arms' calls on average. */
    private double factor(Learner.Type type) {
        var here = COST_MASS;
        var usual = COST_MASS;
        for (var arm : catalog.arms) {
            var cell = type.cell(arm.name());
            var bills = bills(arm.name());
            if (cell.bills() > 0 && bills.sum() > 0) {
                here += cell.cost() / (bills.sum() / bills.mass());
                usual += cell.bills();
            }
        }
        return here / usual;
    }
}
