package io.naestro.router;

import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The arms of a list of models, laid out for speed: sets of arms are bits of a {@code long}, numbers are in arrays.
 * Immutable but for the live signals that it refers to.
 */
@SuppressWarnings("EnumOrdinal") // sets of capabilities and residencies by place, made anew in each process
final class Catalog {
    /** The most arms that one list of models may have. */
    static final int MOST_ARMS = 64;

    private static final double PER_MILLION = 1e6;
    private static final Capability[] CAPABILITIES = Capability.values();
    private static final Residency[] RESIDENCIES = Residency.values();

    final List<ModelCard> models;
    final Arm[] arms;
    final Signals[][] signals;
    final long all;
    final long local;
    final long unpriced;
    final long[] window;
    final long[] mostOutput;
    final double[] inputNanos;
    final double[] cachedNanos;
    final double[] outputNanos;
    private final long[] having = new long[CAPABILITIES.length];
    private final long thinking;
    private final long[] residing = new long[RESIDENCIES.length];
    private final Map<String, Integer> byName = new HashMap<>();

    private Catalog(List<ModelCard> models, List<Arm> list) {
        this.models = models;
        arms = list.toArray(Arm[]::new);
        var count = arms.length;
        signals = new Signals[count][];
        window = new long[count];
        mostOutput = new long[count];
        inputNanos = new double[count];
        cachedNanos = new double[count];
        outputNanos = new double[count];
        var unknown = 0L;
        var told = 0L;
        for (int i = 0; i < count; i++) {
            var card = arms[i].card();
            byName.put(arms[i].name(), i);
            signals[i] = arms[i].signals().toArray(Signals[]::new);
            window[i] = card.contextTokens();
            mostOutput[i] = card.maxOutputTokens();
            for (var capability : card.capabilities()) {
                having[capability.ordinal()] |= 1L << i;
            }
            residing[card.residency().ordinal()] |= 1L << i;
            if (card.price() instanceof Price.TokenPrice price) {
                inputNanos[i] = price.input().nanos() / PER_MILLION;
                cachedNanos[i] = price.cachedInput().nanos() / PER_MILLION;
                outputNanos[i] = price.output().nanos() / PER_MILLION;
            }
            told |= arms[i].effort().isEmpty() ? 0 : 1L << i;
            unknown |= card.price() instanceof Price.UnknownPrice ? 1L << i : 0;
        }
        all = count == MOST_ARMS ? -1L : (1L << count) - 1;
        local = all & ~residing[Residency.CLOUD.ordinal()];
        unpriced = unknown;
        thinking = told;
    }

    /** The arms of these models: for each group every effort, and every effort with every variant. */
    static Catalog of(List<ModelCard> models, Function<String, Signals> signals) {
        var groups = new LinkedHashMap<String, List<ModelCard>>();
        for (var card : models) {
            var group = groups.computeIfAbsent(card.group(), name -> new ArrayList<>());
            group.add(card);
            refuseStranger(group.getFirst(), card);
        }
        var arms = new ArrayList<Arm>();
        groups.forEach((name, cards) -> {
            var live = cards.stream().map(card -> signals.apply(card.id())).toList();
            var variants = new ArrayList<>(List.of(""));
            variants.addAll(cards.getFirst().variants().keySet());
            var efforts = cards.getFirst().efforts();
            for (var effort : efforts.isEmpty() ? List.of("") : efforts) {
                for (var variant : variants) {
                    arms.add(new Arm(Arm.name(name, effort, variant), effort, variant, cards, live));
                }
            }
        });
        if (arms.size() > MOST_ARMS) {
            throw new IllegalArgumentException("the models have " + arms.size() + " arms, which is more than "
                    + MOST_ARMS + "; give fewer efforts or variants, or put replicas of one model into one group");
        }
        return new Catalog(models, arms);
    }

    private static void refuseStranger(ModelCard first, ModelCard other) {
        var same = first.residency() == other.residency()
                && first.contextTokens() == other.contextTokens()
                && first.maxOutputTokens() == other.maxOutputTokens()
                && first.capabilities().equals(other.capabilities())
                && first.price().equals(other.price())
                && first.efforts().equals(other.efforts())
                && first.variants().equals(other.variants());
        if (!same) {
            throw new IllegalArgumentException(
                    "models '" + first.id() + "' and '" + other.id() + "' are both in group '"
                            + first.group()
                            + "' but differ in more than id, endpoint and priors; make them agree, or give one of"
                            + " them a group of its own");
        }
    }

    /** The arms that lack one of these capabilities. */
    long lacking(Set<Capability> needed) {
        if (needed.isEmpty()) {
            return 0;
        }
        var lacking = 0L;
        for (var capability : CAPABILITIES) { // an iterator over the needed ones would be allocated
            lacking |= needed.contains(capability) ? ~having[capability.ordinal()] : 0;
        }
        return lacking & all;
    }

    /** The arms that the policy does not allow to be used for what is needed, or to be told how hard to think. */
    long forbidden(Set<Capability> needed, Set<Capability> allowed) {
        for (var capability : CAPABILITIES) {
            if (needed.contains(capability) && !allowed.contains(capability)) {
                return all;
            }
        }
        return allowed.contains(Capability.REASONING) ? 0 : thinking;
    }

    /** The arms that lie where data may not go. */
    long abroad(Set<Residency> allowed) {
        var home = 0L;
        for (var residency : RESIDENCIES) {
            home |= allowed.contains(residency) ? residing[residency.ordinal()] : 0;
        }
        return all & ~home;
    }

    /** The arms none of whose replicas these ids mean. */
    long notNamed(List<String> ids) {
        var named = 0L;
        for (int i = 0; i < arms.length; i++) {
            named |= arms[i].cards().stream().anyMatch(card -> means(ids, card)) ? 1L << i : 0;
        }
        return all & ~named;
    }

    /** The arms all of whose replicas these ids mean. */
    long allNamed(Set<String> ids) {
        var named = 0L;
        for (int i = 0; i < arms.length; i++) {
            named |= arms[i].cards().stream().allMatch(card -> means(ids, card)) ? 1L << i : 0;
        }
        return named;
    }

    /** Whether ids of models or groups mean this one. */
    static boolean means(Collection<String> ids, ModelCard card) {
        return ids.contains(card.id()) || ids.contains(card.group());
    }

    /** The place of an arm, or -1 when there is none of that name. */
    int indexOf(String arm) {
        return byName.getOrDefault(arm, -1);
    }
}
