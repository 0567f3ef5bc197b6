package io.naestro.core;

import io.naestro.core.Cell.Phase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which elements of a map step are worked on: never more than its window, started in order. */
final class MapWindow {
    private final int width;
    private final BitSet begun = new BitSet();
    private int next;
    private int open;

    MapWindow(int width) {
        this.width = width;
    }

    /** The elements to start now, by number. */
    List<Integer> fill(Cells elements) {
        var started = new ArrayList<Integer>();
        for (; open < width && next < elements.size(); next++) {
            if (elements.get(next).mayStart() && !begun.get(next)) {
                started.add(next);
                open++;
            }
        }
        return started;
    }

    /** One element has ended. */
    void close() {
        open--;
    }

    /** Counts what another process left open: whatever has begun and not ended. It goes on by itself when it may. */
    void recount(Cells elements) {
        for (int i = 0; i < elements.size(); i++) {
            var phase = elements.get(i).phase();
            if (phase != Phase.PENDING && !phase.ended()) {
                begun.set(i);
                open++;
            }
        }
    }
}
