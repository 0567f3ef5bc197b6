package io.naestro.core.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Problems of the structure of three domains of the International Planning Competition, written from their published
 * descriptions: gripper (1998), logistics (1998, here with drives and flights that cost), and rovers (2002, STRIPS).
 */
final class IpcWorlds {
    private IpcWorlds() {}

    /**
     * A problem as it is written.
     *
     * @param domain the text of the domain
     * @param problem the text of the problem
     */
    record Written(String domain, String problem) {
        World world() {
            return Pddl.world(domain, problem);
        }
    }

    private static final String GRIPPER = """
            (define (domain gripper) (:requirements :strips :typing) (:types room ball hand)
              (:predicates (robot-in ?r - room) (lies ?b - ball ?r - room) (empty ?h - hand) (holds ?h - hand ?b - ball))
              (:action move :parameters (?from ?to - room) :precondition (robot-in ?from)
                :effect (and (robot-in ?to) (not (robot-in ?from))))
              (:action pick :parameters (?b - ball ?r - room ?h - hand)
                :precondition (and (lies ?b ?r) (robot-in ?r) (empty ?h))
                :effect (and (holds ?h ?b) (not (lies ?b ?r)) (not (empty ?h))))
              (:action drop :parameters (?b - ball ?r - room ?h - hand)
                :precondition (and (holds ?h ?b) (robot-in ?r))
                :effect (and (lies ?b ?r) (empty ?h) (not (holds ?h ?b)))))""";

    /** Problem n of the competition has 2n + 2 balls. */
    static Written gripper(int balls) {
        var names = IntStream.range(0, balls).mapToObj(i -> "b" + i).toList();
        return new Written(
                GRIPPER,
                "(define (problem p) (:objects here there - room left right - hand "
                        + String.join(" ", names) + " - ball) (:init (robot-in here) (empty left) (empty right) "
                        + each(names, "(lies %s here)") + ") (:goal (and " + each(names, "(lies %s there)") + ")))");
    }

    private static String each(List<String> names, String form) {
        return names.stream().map(form::formatted).collect(Collectors.joining(" "));
    }

    private static final String LOGISTICS = """
            (define (domain logistics) (:requirements :strips :typing :action-costs)
              (:types place mobile - object parcel vehicle - mobile truck plane - vehicle airport - place city)
              (:predicates (in-city ?p - place ?c - city) (at ?m - mobile ?p - place) (in ?x - parcel ?v - vehicle))
              (:functions (total-cost) (road ?from ?to - place))
              (:action load :parameters (?x - parcel ?v - vehicle ?p - place)
                :precondition (and (at ?v ?p) (at ?x ?p))
                :effect (and (in ?x ?v) (not (at ?x ?p)) (increase (total-cost) 1)))
              (:action unload :parameters (?x - parcel ?v - vehicle ?p - place)
                :precondition (and (at ?v ?p) (in ?x ?v))
                :effect (and (at ?x ?p) (not (in ?x ?v)) (increase (total-cost) 1)))
              (:action drive :parameters (?t - truck ?from ?to - place ?c - city)
                :precondition (and (at ?t ?from) (in-city ?from ?c) (in-city ?to ?c))
                :effect (and (at ?t ?to) (not (at ?t ?from)) (increase (total-cost) (road ?from ?to))))
              (:action fly :parameters (?a - plane ?from ?to - airport)
                :precondition (at ?a ?from)
                :effect (and (at ?a ?to) (not (at ?a ?from)) (increase (total-cost) 10))))""";

    /** Cities with two places each besides the airport, one truck a city. */
    static Written logistics(int cities, int planes, int parcels, long seed) {
        var random = new Random(seed);
        var objects = new StringBuilder();
        var init = new StringBuilder();
        var goal = new StringBuilder();
        var places = new ArrayList<String>();
        for (int c = 0; c < cities; c++) {
            var own = List.of("air" + c, "post" + c, "shop" + c);
            objects.append(" air" + c + " - airport post" + c + " shop" + c + " - place t" + c + " - truck city" + c
                    + " - city");
            init.append(" (at t" + c + " " + own.get(random.nextInt(3)) + ")");
            for (var one : own) {
                init.append(" (in-city " + one + " city" + c + ")");
                for (var other : own) {
                    init.append(" (= (road " + one + " " + other + ") " + (1 + random.nextInt(5)) + ")");
                }
            }
            places.addAll(own);
        }
        for (int a = 0; a < planes; a++) {
            objects.append(" p" + a + " - plane");
            init.append(" (at p" + a + " air" + random.nextInt(cities) + ")");
        }
        for (int x = 0; x < parcels; x++) {
            objects.append(" x" + x + " - parcel");
            init.append(" (at x" + x + " " + places.get(random.nextInt(places.size())) + ")");
            goal.append(" (at x" + x + " " + places.get(random.nextInt(places.size())) + ")");
        }
        return new Written(
                LOGISTICS,
                "(define (problem p) (:objects" + objects + ") (:init" + init + ") (:goal (and" + goal
                        + ")) (:metric minimize (total-cost)))");
    }

    private static final String ROVERS = """
            (define (domain rovers) (:requirements :strips :typing)
              (:types rover point store camera mode lander target)
              (:predicates (at ?r - rover ?p - point) (base ?l - lander ?p - point) (road ?r - rover ?p ?q - point)
                (geologist ?r - rover) (chemist ?r - rover) (photographer ?r - rover) (free ?s - store) (full ?s - store)
                (owns ?r - rover ?s - store) (aboard ?c - camera ?r - rover) (offers ?c - camera ?m - mode)
                (aims ?c - camera ?t - target) (ready ?c - camera ?r - rover) (sees ?p ?q - point) (shows ?t - target ?p - point)
                (soil ?p - point) (rock ?p - point) (has-soil ?r - rover ?p - point) (has-rock ?r - rover ?p - point)
                (has-photo ?r - rover ?t - target ?m - mode) (sent-soil ?p - point) (sent-rock ?p - point)
                (sent-photo ?t - target ?m - mode))
              (:action go :parameters (?r - rover ?p ?q - point) :precondition (and (road ?r ?p ?q) (at ?r ?p))
                :effect (and (at ?r ?q) (not (at ?r ?p))))
              (:action take-soil :parameters (?r - rover ?s - store ?p - point)
                :precondition (and (owns ?r ?s) (geologist ?r) (soil ?p) (at ?r ?p) (free ?s))
                :effect (and (full ?s) (has-soil ?r ?p) (not (free ?s)) (not (soil ?p))))
              (:action take-rock :parameters (?r - rover ?s - store ?p - point)
                :precondition (and (owns ?r ?s) (chemist ?r) (rock ?p) (at ?r ?p) (free ?s))
                :effect (and (full ?s) (has-rock ?r ?p) (not (free ?s)) (not (rock ?p))))
              (:action empty :parameters (?r - rover ?s - store) :precondition (and (owns ?r ?s) (full ?s))
                :effect (and (free ?s) (not (full ?s))))
              (:action aim :parameters (?r - rover ?c - camera ?t - target ?p - point)
                :precondition (and (photographer ?r) (aboard ?c ?r) (aims ?c ?t) (shows ?t ?p) (at ?r ?p))
                :effect (ready ?c ?r))
              (:action shoot :parameters (?r - rover ?p - point ?t - target ?c - camera ?m - mode)
                :precondition (and (aboard ?c ?r) (offers ?c ?m) (shows ?t ?p) (photographer ?r) (ready ?c ?r) (at ?r ?p))
                :effect (and (has-photo ?r ?t ?m) (not (ready ?c ?r))))
              (:action send-soil :parameters (?r - rover ?l - lander ?p ?q ?b - point)
                :precondition (and (base ?l ?b) (sees ?q ?b) (at ?r ?q) (has-soil ?r ?p)) :effect (sent-soil ?p))
              (:action send-rock :parameters (?r - rover ?l - lander ?p ?q ?b - point)
                :precondition (and (base ?l ?b) (sees ?q ?b) (at ?r ?q) (has-rock ?r ?p)) :effect (sent-rock ?p))
              (:action send-photo :parameters (?r - rover ?l - lander ?t - target ?m - mode ?q ?b - point)
                :precondition (and (base ?l ?b) (sees ?q ?b) (at ?r ?q) (has-photo ?r ?t ?m)) :effect (sent-photo ?t ?m)))""";

    /** Each rover can do everything; roads and sight form a ring with some chords. */
    static Written rovers(int rovers, int points, int goals, long seed) {
        var random = new Random(seed);
        var objects = new StringBuilder(" l - lander wide narrow - mode");
        var init = new StringBuilder(" (base l p0)");
        for (int p = 0; p < points; p++) {
            objects.append(" p" + p + " - point t" + p + " - target");
            init.append(" (soil p" + p + ") (rock p" + p + ") (shows t" + p + " p" + p + ") (sees p" + p + " p"
                    + (p + 1) % points + ") (sees p" + (p + 1) % points + " p" + p + ") (sees p" + p + " p"
                    + random.nextInt(points) + ")");
        }
        for (int r = 0; r < rovers; r++) {
            objects.append(" r" + r + " - rover s" + r + " - store c" + r + " - camera");
            init.append(" (at r" + r + " p" + random.nextInt(points) + ") (geologist r" + r + ") (chemist r" + r
                    + ") (photographer r" + r + ") (free s" + r + ") (owns r" + r + " s" + r + ") (aboard c" + r + " r"
                    + r
                    + ") (offers c" + r + " wide) (offers c" + r + " narrow)");
            for (int p = 0; p < points; p++) {
                init.append(" (aims c" + r + " t" + p + ") (road r" + r + " p" + p + " p" + (p + 1) % points
                        + ") (road r" + r + " p" + (p + 1) % points + " p" + p + ")");
            }
        }
        var order = new ArrayList<>(IntStream.range(0, points).boxed().toList());
        Collections.shuffle(order, random);
        var goal = new StringBuilder();
        for (int g = 0; g < goals; g++) {
            var p = order.get(g % points);
            goal.append(List.of(" (sent-soil p" + p + ")", " (sent-rock p" + p + ")", " (sent-photo t" + p + " wide)")
                    .get(g % 3));
        }
        return new Written(
                ROVERS, "(define (problem p) (:objects" + objects + ") (:init" + init + ") (:goal (and" + goal + ")))");
    }
}
