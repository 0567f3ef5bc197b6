package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class AtomsTest {
    private static List<Boolean> fits(List<String> patterns, String text) {
        return patterns.stream().map(pattern -> Globs.matches(pattern, text)).toList();
    }

    private static List<Boolean> fits(List<List<String>> patterns, List<String> names) {
        return patterns.stream().map(pattern -> Globs.matches(pattern, names)).toList();
    }

    @Property(tries = 300, seed = "4711")
    void every_text_fits_the_same_patterns_as_one_that_is_found(
            @ForAll @Size(max = 4) List<@Chars({'a', 'b', '*'}) @StringLength(max = 5) String> patterns,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 6) String text) {
        var atoms = new Atoms(10_000);
        var found =
                atoms.texts(patterns).stream().map(one -> fits(patterns, one)).toList();
        assertThat(atoms.complete()).isTrue();
        assertThat(found).contains(fits(patterns, text)).doesNotHaveDuplicates();
        assertThat(atoms.names(patterns)).doesNotContain("");
    }

    @Provide
    Arbitrary<String> segments() {
        return Arbitraries.of("**", "**", "a", "b", "*", "a*", "*b");
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", "b", "ab", "ba", "c");
    }

    @Property(tries = 300, seed = "4711")
    void every_path_fits_the_same_patterns_as_one_that_is_found(
            @ForAll @Size(max = 3) List<@Size(max = 4) List<@From("segments") String>> patterns,
            @ForAll @Size(max = 5) List<@From("names") String> path) {
        var atoms = new Atoms(10_000);
        var found =
                atoms.paths(patterns).stream().map(one -> fits(patterns, one)).toList();
        assertThat(atoms.complete()).isTrue();
        assertThat(found).contains(fits(patterns, path)).doesNotHaveDuplicates();
    }

    @Test
    void what_is_found_has_the_form_of_what_is_looked_for() {
        var atoms = new Atoms(1_000);
        assertThat(atoms.texts(List.of())).containsExactly("");
        assertThat(atoms.names(List.of())).containsExactly("x");
        assertThat(atoms.tables(List.of("crm/*", "*/y"))).containsExactlyInAnyOrder("x/x", "x/y", "crm/x", "crm/y");
        assertThat(atoms.paths(List.of(List.of("*."))))
                .as("neither . nor ..")
                .containsExactlyInAnyOrder(List.of(), List.of("x."));
        assertThat(atoms.complete()).isTrue();
    }

    @Test
    void too_much_to_tell_apart_is_said() {
        var atoms = new Atoms(10);
        assertThat(atoms.texts(List.of("*a*b*c*d*"))).isNotEmpty();
        assertThat(atoms.complete()).isTrue();
        assertThat(atoms.texts(List.of("*a*b*c*d*", "*d*c*b*a*"))).isNotEmpty();
        assertThat(atoms.complete()).isFalse();
    }

    @Test
    void names_that_use_every_letter_are_told_apart_among_themselves() {
        assertThat(new Atoms(1_000).names(List.of("xyzuvwabcdefghijklmnopqrst0123456789~")))
                .hasSize(2);
    }
}
