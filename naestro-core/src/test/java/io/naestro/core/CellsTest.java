package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CellsTest {

    @Property(tries = 200)
    void agrees_with_a_plain_array(@ForAll("sizes") int size, @ForAll long seed) {
        var random = new Random(seed);
        var array = cells(size);
        var cells = Cells.of(array);
        for (int i = 0; i < 100; i++) {
            var index = random.nextInt(size);
            var cell = Cell.waitingFor(random.nextInt(1_000));
            array[index] = cell;
            cells = cells.with(index, cell);
        }
        same(cells, array);
    }

    @Property(tries = 100)
    void is_never_changed_by_a_replacement(@ForAll("sizes") int size, @ForAll long seed) {
        var array = cells(size);
        var cells = Cells.of(array);
        cells.with(new Random(seed).nextInt(size), Cell.waitingFor(-1));
        same(cells, array);
    }

    @Property(tries = 100)
    void is_never_changed_by_an_edit(@ForAll("sizes") int size, @ForAll long seed) {
        var random = new Random(seed);
        var before = cells(size);
        var cells = Cells.of(before);
        var after = before.clone();
        var edit = cells.edit();
        assertThat(edit.done()).isSameAs(cells);
        for (int i = 0; i < 100; i++) {
            var index = random.nextInt(size);
            after[index] = Cell.waitingFor(-1);
            edit.set(index, after[index]);
            assertThat(edit.get(index)).isSameAs(after[index]);
        }
        same(cells, before);
        same(edit.done(), after);
        assertThat(edit.size()).isEqualTo(size);
    }

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.of(List.of(1, 2, 63, 64, 65, 127, 128, 129, 1_000, 10_000));
    }

    @Test
    void may_be_empty() {
        assertThat(Cells.ready(0).size()).isZero();
    }

    @Test
    void does_not_share_the_array_it_was_made_of() {
        var array = cells(3);
        var cells = Cells.of(array);
        array[1] = Cell.waitingFor(7);
        assertThat(cells.get(1).remaining()).isOne();
    }

    @Test
    void made_ready_wait_for_nothing() {
        var cells = Cells.ready(100);
        assertThat(cells.size()).isEqualTo(100);
        assertThat(cells.get(99).mayStart()).isTrue();
    }

    private static Cell[] cells(int size) {
        var array = new Cell[size];
        for (int i = 0; i < size; i++) {
            array[i] = Cell.waitingFor(i);
        }
        return array;
    }

    private static void same(Cells cells, Cell[] array) {
        assertThat(cells.size()).isEqualTo(array.length);
        for (int i = 0; i < array.length; i++) {
            assertThat(cells.get(i)).isSameAs(array[i]);
        }
    }
}
