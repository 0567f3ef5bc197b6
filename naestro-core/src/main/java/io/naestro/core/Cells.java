package io.naestro.core;

import java.util.Arrays;

/**
 * An immutable row of cells in which one can be replaced without copying them all: two levels of 64. Replacing one of
 * 10,000 copies about 220 references.
 */
final class Cells {
    private static final int WIDTH = 64;

    private final Cell[][] blocks;
    private final int size;

    private Cells(Cell[][] blocks, int size) {
        this.blocks = blocks;
        this.size = size;
    }

    static Cells of(Cell[] cells) {
        var blocks = new Cell[(cells.length + WIDTH - 1) / WIDTH][];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = Arrays.copyOfRange(cells, i * WIDTH, Math.min(cells.length, (i + 1) * WIDTH));
        }
        return new Cells(blocks, cells.length);
    }

    static Cells ready(int size) {
        var cells = new Cell[size];
        Arrays.fill(cells, Cell.waitingFor(0));
        return of(cells);
    }

    int size() {
        return size;
    }

    Cell get(int index) {
        return blocks[index / WIDTH][index % WIDTH];
    }

    Cells with(int index, Cell cell) {
        var edit = edit();
        edit.set(index, cell);
        return edit.done();
    }

    /** A copy in which many cells can be replaced before anybody sees it; each block is copied once. */
    Edit edit() {
        return new Edit(this);
    }

    /** A row that is being changed. */
    @SuppressWarnings("ReferenceEquality") // whether an array was copied yet
    static final class Edit {
        private final Cells before;
        private Cell[][] blocks;

        private Edit(Cells before) {
            this.before = before;
            blocks = before.blocks;
        }

        int size() {
            return before.size;
        }

        Cell get(int index) {
            return blocks[index / WIDTH][index % WIDTH];
        }

        void set(int index, Cell cell) {
            if (blocks == before.blocks) {
                blocks = blocks.clone();
            }
            var block = index / WIDTH;
            if (blocks[block] == before.blocks[block]) {
                blocks[block] = blocks[block].clone();
            }
            blocks[block][index % WIDTH] = cell;
        }

        Cells done() {
            return blocks == before.blocks ? before : new Cells(blocks, before.size);
        }
    }
}
