package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CommonTest {

    @Provide
    Arbitrary<String> segments() {
        return Arbitraries.of("**", "**", "a", "b", "*", "a*", "*b");
    }

    @Property(tries = 500)
    void what_two_paths_have_in_common_fits_both(
            @ForAll @Size(max = 6) List<@net.jqwik.api.From("segments") String> one,
            @ForAll @Size(max = 6) List<@net.jqwik.api.From("segments") String> other) {
        Common.segments(one, other).ifPresent(found -> {
            assertThat(Globs.matches(one, found))
                    .as("%s %s %s", one, other, found)
                    .isTrue();
            assertThat(Globs.matches(other, found))
                    .as("%s %s %s", one, other, found)
                    .isTrue();
        });
        if (Globs.matches(one, other) && other.stream().noneMatch(Globs::isOpen)) {
            assertThat(Common.segments(one, other)).contains(other);
        }
    }

    @Property(tries = 500)
    void what_two_names_have_in_common_fits_both(
            @ForAll @Chars({'a', 'b', '*'}) @StringLength(max = 6) String one,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 6) String other) {
        assertThat(Common.name(one, other).isPresent()).isEqualTo(Globs.matches(one, other));
        Common.name(one, other + "*").ifPresent(found -> {
            assertThat(Globs.matches(one, found))
                    .as("%s %s %s", one, other, found)
                    .isTrue();
            assertThat(Globs.matches(other + "*", found)).isTrue();
        });
    }

    @Test
    void no_place_is_tried_twice() {
        assertThat(Common.segments(List.of("**", "a", "**", "a", "**", "b"), List.of("a", "a", "a", "a", "a", "c")))
                .isEmpty();
        assertThat(Common.segments(List.of("**", "a"), List.of("**", "**", "a")))
                .contains(List.of("a"));
        assertThat(Common.segments(List.of("**", "b"), List.of("a", "**"))).contains(List.of("a", "b"));
    }
}
