package io.naestro.router;

import io.naestro.router.RingSlot.Noted;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The last decisions, to be explained when somebody asks. Threads write into stripes of their own, as a rule, so that
 * they do not meet; each stripe overwrites its oldest.
 */
final class Ring {
    private static final int DEPTH = 512;
    private static final int ROOM = 32;

    private final Stripe[] stripes;

    private static final class Stripe {
        /** One number with room around it: a neighbor in the same cache line would slow down other threads. */
        private final AtomicIntegerArray cursor = new AtomicIntegerArray(2 * ROOM);

        private final RingSlot[] slots = new RingSlot[DEPTH];

        private Stripe() {
            for (int i = 0; i < DEPTH; i++) {
                slots[i] = new RingSlot();
            }
        }
    }

    Ring(int least) {
        stripes = new Stripe[Integer.highestOneBit(Math.max(1, least - 1)) << 1];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe();
        }
    }

    /** The next slot of this thread's stripe. */
    RingSlot next() {
        var stripe = stripes[(int) Thread.currentThread().threadId() & (stripes.length - 1)];
        return stripe.slots[stripe.cursor.getAndIncrement(ROOM) & (DEPTH - 1)];
    }

    /** What is remembered of a decision; the latest if it was made more than once. */
    Optional<Noted> find(String decision) {
        Optional<Noted> found = Optional.empty();
        for (var stripe : stripes) {
            for (var slot : stripe.slots) {
                var record = slot.read(decision, slot.version());
                if (record.isPresent()
                        && (found.isEmpty() || record.get().at() >= found.get().at())) {
                    found = record;
                }
            }
        }
        return found;
    }
}
