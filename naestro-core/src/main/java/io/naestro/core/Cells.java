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
        var outer = blocks.clone();
        outer[index / WIDTH] = outer[index / WIDTH].clone();
        outer[index / WIDTH][index % WIDTH] = cell;
        return new Cells(outer, size);
    }
}
