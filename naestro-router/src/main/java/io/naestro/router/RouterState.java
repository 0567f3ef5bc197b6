package io.naestro.router;

import io.naestro.base.Values;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a router has learnt, as data: to inspect, to keep, to edit and to give back. The same feedback in the same order
 * gives the same state, bit for bit.
 *
 * @param feedbacks how many feedbacks were taken
 * @param decisions how many of them told what a call cost; what the budget rate is measured over
 * @param spent what these calls cost together, in billionths of the currency unit
 * @param types what was learnt of each task type
 * @param drifts for each arm, how far its results have fallen below what was expected
 * @param losses how badly each strength of {@link #STRENGTHS} would have predicted the grades; the lowest is in force
 * @param recent fingerprints of the decisions whose feedback was taken, Base64 of 8 bytes each, oldest first
 */
public record RouterState(
        long feedbacks,
        long decisions,
        double spent,
        Map<String, TypeState> types,
        Map<String, Drift> drifts,
        List<Double> losses,
        String recent) {

    /** How many results of an arm's other task types count at most for a task type: what one learns between types. */
    public static final List<Integer> STRENGTHS = List.of(5, 10, 20, 50, 100, 200);

    /** The most results that a cell counts for; more are weighed down in proportion, none is left out. */
    public static final int MOST_MASS = 200;

    /** Nothing learnt yet. A strength of 50 is in force until another has proved better. */
    public static final RouterState EMPTY =
            new RouterState(0, 0, 0, Map.of(), Map.of(), List.of(1.0, 1.0, 1.0, 0.0, 1.0, 1.0), "");

    public RouterState {
        refuse(feedbacks < 0 || decisions < 0, "feedbacks and decisions", feedbacks + ", " + decisions);
        refuse(!(spent >= 0 && spent < Double.POSITIVE_INFINITY), "spent", spent);
        refuse(losses.size() != STRENGTHS.size(), "losses, one for each strength,", losses);
        types = Collections.unmodifiableMap(new TreeMap<>(types));
        drifts = Collections.unmodifiableMap(new TreeMap<>(drifts));
        losses = List.copyOf(losses);
    }

    /**
     * What was learnt of a task type.
     *
     * @param weight how often it is asked for, relative to the others
     * @param tokens how many tokens its calls used together
     * @param calls how many calls that were
     * @param cells the results of each arm
     * @param afterRejection the results of each arm where an earlier arm's answer was rejected
     * @param verifier how well the evaluator tells good from bad, as the host said, or null when it said nothing
     * @param verdicts what it accepted of answers whose quality is known from elsewhere
     */
    public record TypeState(
            double weight,
            double tokens,
            double calls,
            Map<String, Cell> cells,
            Map<String, Cell> afterRejection,
            @Nullable Verifier verifier,
            Verdicts verdicts) {
        public TypeState {
            refuse(!(weight >= 0 && tokens >= 0 && calls >= 0), "weight, tokens and calls", weight);
            cells = Collections.unmodifiableMap(new TreeMap<>(cells));
            afterRejection = Collections.unmodifiableMap(new TreeMap<>(afterRejection));
        }
    }

    /**
     * The results of an arm at a task type.
     *
     * @param grades the sum of the grades
     * @param mass how many graded results that is; at most {@link #MOST_MASS}
     * @param fade how much of what was known beforehand still counts, from 1 down to 0
     * @param cost what the calls cost together, in billionths of the currency unit
     * @param bills how many calls that was
     * @param seconds how long calls took together, in seconds
     * @param calls how many calls that was
     */
    public record Cell(
            double grades, double mass, double fade, double cost, double bills, double seconds, double calls) {
        /** Nothing known yet. */
        public static final Cell EMPTY = new Cell(0, 0, 1, 0, 0, 0, 0);

        public Cell {
            refuse(!(mass >= 0 && mass <= MOST_MASS), "mass", mass);
            refuse(!(grades >= 0 && grades <= mass), "grades, at most the mass '" + mass + "',", grades);
            refuse(!(fade >= 0 && fade <= 1), "fade", fade);
            refuse(!(cost >= 0 && bills >= 0 && seconds >= 0 && calls >= 0), "cost, bills, seconds and calls", cost);
        }
    }

    /**
     * How far an arm's results have fallen below what was expected of them, by the test of Page and Hinkley (Page,
     * Continuous Inspection Schemes, Biometrika 1954). At 8 the arm has changed, and is learnt anew.
     *
     * @param level how far
     * @param grades the sum of the grades since the level was last 0
     * @param mass how many grades that is
     */
    public record Drift(double level, double grades, double mass) {
        /** Nothing fallen. */
        public static final Drift NONE = new Drift(0, 0, 0);

        public Drift {
            refuse(!(level >= 0 && grades >= 0 && mass >= grades), "level, grades and mass", level);
        }
    }

    /**
     * How well an evaluator tells good answers from bad ones, as measured on answers whose quality is known.
     *
     * @param truePositives the share of good answers that it accepts, from 0 to 1
     * @param falsePositives the share of bad answers that it accepts, from 0 to 1
     */
    public record Verifier(double truePositives, double falsePositives) {
        public Verifier {
            refuse(!(truePositives >= 0 && truePositives <= 1), "truePositives", truePositives);
            refuse(!(falsePositives >= 0 && falsePositives <= 1), "falsePositives", falsePositives);
        }
    }

    /**
     * What an evaluator accepted of answers whose quality is known from elsewhere. The older count for less as soon as
     * there are more than {@link #MOST_MASS} of a kind.
     *
     * @param good how many good answers it judged: those graded at least 0.5
     * @param goodAccepted how many of them it accepted
     * @param bad how many bad answers it judged
     * @param badAccepted how many of them it accepted
     */
    public record Verdicts(double good, double goodAccepted, double bad, double badAccepted) {
        /** Nothing known yet. */
        public static final Verdicts NONE = new Verdicts(0, 0, 0, 0);

        public Verdicts {
            refuse(!(goodAccepted >= 0 && goodAccepted <= good), "goodAccepted, at most good,", goodAccepted);
            refuse(!(badAccepted >= 0 && badAccepted <= bad), "badAccepted, at most bad,", badAccepted);
            refuse(!(good <= MOST_MASS && bad <= MOST_MASS), "good and bad, at most " + MOST_MASS + ",", good + bad);
        }
    }

    /** As JSON, exact to the last bit. */
    public Json toJson() {
        return Values.write(this);
    }

    /**
     * Reads what {@link #toJson} wrote, or what somebody made of it.
     *
     * @param json the state as JSON
     * @throws IllegalArgumentException if it does not fit; names the place
     */
    public static RouterState of(Json json) {
        try {
            return Values.read(json, Shape.of(RouterState.class));
        } catch (InputException e) {
            throw new IllegalArgumentException("router state: " + e.getMessage(), e);
        }
    }

    private static void refuse(boolean wrong, String what, Object value) {
        if (wrong) {
            throw new IllegalArgumentException("router state: " + what + " '" + value
                    + "' cannot be; keep numbers finite and not negative, shares from 0 to 1");
        }
    }
}
