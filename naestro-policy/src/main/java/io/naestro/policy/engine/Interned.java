package io.naestro.policy.engine;

import io.naestro.policy.Decision;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A decision, and the same with the obligations of the rules that match, each made once. Thread-safe. */
final class Interned {
    /** More are not kept, so that a policy whose rules meet in ever new ways does not fill the memory. */
    private static final int MOST = 64;

    private final Decision plain;
    private final AtomicReference<@Nullable Variant> variants = new AtomicReference<>();

    private record Variant(
            long rules,
            Decision decision,
            int count,
            @Nullable Variant next) {}

    Interned(Decision plain) {
        this.plain = plain;
    }

    Decision plain() {
        return plain;
    }

    /**
     * The decision with the obligations of some rules, or null when it was not kept.
     *
     * @param rules the rules, as {@link Found} packs them
     */
    @Nullable Decision with(long rules) {
        if (rules == Found.NOTHING) {
            return plain;
        }
        for (var variant = variants.get(); variant != null; variant = variant.next) {
            if (variant.rules == rules) {
                return variant.decision;
            }
        }
        return null;
    }

    /** Keeps a decision; one that another thread keeps at the same time may be lost, and is made again. */
    void keep(long rules, Decision made) {
        var first = variants.get();
        var count = first == null ? 1 : first.count + 1;
        if (count <= MOST) {
            variants.set(new Variant(rules, made, count, first));
        }
    }
}
