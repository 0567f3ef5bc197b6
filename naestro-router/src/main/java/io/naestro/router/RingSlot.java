package io.naestro.router;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Where a decision is written down, without allocating. The one that decides only writes; a reader checks by a version
 * that nobody wrote meanwhile.
 */
final class RingSlot {
    private static final AtomicIntegerFieldUpdater<RingSlot> VERSION =
            AtomicIntegerFieldUpdater.newUpdater(RingSlot.class, "version");

    private volatile int version;

    @Nullable String decision;

    @Nullable Plan plan;

    @Nullable String taskType;

    @Nullable String model;

    long at;
    long tokens;
    int arm;
    boolean explored;
    double propensity;
    long excluded;
    long lacking;
    long abroad;
    long notNamed;
    long quarantined;
    long small;
    long dear;
    long drained;
    long open;
    long limited;
    long busy;

    /**
     * A decision as it was written down; sets of arms are bits.
     *
     * @param plan the plan that it was made by
     * @param taskType the task type
     * @param model the model that was chosen, or null when none was
     * @param at the moment, in milliseconds since the epoch
     * @param tokens the bound on the tokens of the input
     * @param arm the place of the arm that was chosen, or -1
     * @param explored whether it was chosen to learn something
     * @param propensity how probable it was
     * @param reasons for each {@link Reason} the arms that it ruled out
     */
    @SuppressWarnings("ArrayRecordComponent") // made to be rendered at once
    record Noted(
            Plan plan,
            String taskType,
            @Nullable String model,
            long at,
            long tokens,
            int arm,
            boolean explored,
            double propensity,
            long[] reasons) {}

    /** Odd while a decision is being written. */
    int version() {
        return version;
    }

    /** Says that what is written from here on belongs to a new decision. */
    void begin() {
        VERSION.lazySet(this, version | 1);
        VarHandle.storeStoreFence();
    }

    /** Says that the decision is written. */
    void end() {
        VERSION.lazySet(this, (version | 1) + 1);
    }

    /**
     * What stands here, if it is about that decision and was not written meanwhile.
     *
     * @param wanted the decision
     * @param before the version that the reader saw first
     */
    Optional<Noted> read(String wanted, int before) {
        var found = decision;
        var reasons =
                new long[] {excluded, notNamed, lacking, abroad, quarantined, small, dear, drained, open, limited, busy
                };
        var made = plan;
        var type = taskType;
        var served = model;
        var copy = new long[] {at, tokens, arm};
        var tried = explored;
        var chance = propensity;
        VarHandle.loadLoadFence();
        if (version != before || (before & 1) != 0 || !wanted.equals(found)) {
            return Optional.empty();
        }
        return Optional.of(new Noted(
                Objects.requireNonNull(made),
                Objects.requireNonNull(type),
                served,
                copy[0],
                copy[1],
                (int) copy[2],
                tried,
                chance,
                reasons));
    }
}
