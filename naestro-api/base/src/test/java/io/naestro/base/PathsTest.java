package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.InputException;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest {
    @Test
    void reads_a_root_and_segments() {
        var path = LexicalPath.of("my-data2:/a/b c/é.txt");
        assertThat(path).isEqualTo(new LexicalPath("my-data2", List.of("a", "b c", "é.txt")));
        assertThat(path).hasToString("my-data2:/a/b c/é.txt");
        assertThat(LexicalPath.of("w:/").segments()).isEmpty();
        assertThat(LexicalPath.of("w:/").child("x")).isEqualTo(LexicalPath.of("w:/x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "w:/...",
                "w:/.hidden",
                "w:/a..b",
                "w:/100%",
                "w:/50%zz",
                "w:/%4",
                "w:/~",
                "w:/a:b",
                "w:/ a ",
                "w:/日本",
                "w:/-rf",
                "w:/%u002e"
            })
    void takes_odd_but_clear_names(String text) {
        assertThat(LexicalPath.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/a",
                "w:",
                "w:a",
                ":/a",
                "W:/a",
                "2w:/a",
                "w_x:/a",
                "w:/a/",
                "w://a",
                "w:/a//b",
                "w:/.",
                "w:/..",
                "w:/a/../b",
                "w:/a/./b",
                "w:/a\\b",
                "w:/..\\b",
                "w:/a\u0000",
                "w:/a\nb",
                "w:/a\u007f",
                "w:/a\u0085b",
                "w:/a\u2028b",
                "w:/a\u2029b",
                "w:/%2e%2e",
                "w:/a%2fb",
                "w:/%00",
                "w:/%25",
                "w:/%252e",
                "w:/e\u0301",
                "w:/\ud800",
                "w:/a\udc00b"
            })
    void refuses_what_could_be_read_in_two_ways(String text) {
        assertThatThrownBy(() -> LexicalPath.of(text)).isInstanceOf(InputException.class);
    }

    @Test
    void refuses_what_is_too_long() {
        assertThat(LexicalPath.of("w:/" + "é".repeat(127)).segments()).hasSize(1);
        assertThatThrownBy(() -> LexicalPath.of("w:/" + "é".repeat(128))).hasMessageContaining("more than 255 bytes");
        assertThatThrownBy(() -> LexicalPath.of("w:/" + "a/".repeat(2048)))
                .hasMessageContaining("more than 4096 characters");
        assertThatThrownBy(() -> LexicalPath.of("w".repeat(65) + ":/a")).hasMessageContaining("not a path with a root");
    }

    @Test
    void a_segment_cannot_smuggle_a_slash() {
        assertThatThrownBy(() -> new LexicalPath("w", List.of("a/b"))).hasMessageContaining("slash in a segment");
        assertThatThrownBy(() -> LexicalPath.of("w:/a").child("..")).isInstanceOf(InputException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "w:/data/app,w:/data/app,true",
        "w:/data/app/x,w:/data/app,true",
        "w:/data/app-secret,w:/data/app,false",
        "w:/data,w:/data/app,false",
        "v:/data/app,w:/data,false",
        "w:/x,w:/,true",
        "w:/data/other,w:/data/app,false"
    })
    void starts_with_compares_segments(String path, String prefix, boolean expected) {
        assertThat(LexicalPath.of(path).startsWith(LexicalPath.of(prefix))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "w:/src/**,w:/src,true",
        "w:/src/**,w:/src/a/b.java,true",
        "w:/src/**,w:/srcs/a,false",
        "w:/**,w:/,true",
        "w:/**,w:/a/b,true",
        "w:/**/*.java,w:/A.java,true",
        "w:/**/*.java,w:/a/b/C.java,true",
        "w:/**/*.java,w:/a/b/C.jav,false",
        "w:/*,w:/a,true",
        "w:/*,w:/a/b,false",
        "w:/*,w:/,false",
        "w:/a*c,w:/abbc,true",
        "w:/a*c,w:/ac,true",
        "w:/a*c,w:/abd,false",
        "w:/a/**/b/**/c,w:/a/x/b/b/c,true",
        "w:/a/**/b/**/c,w:/a/x/c,false",
        "w:/a/**/secrets/**,w:/a/x/secrets/k,true",
        "v:/**,w:/a,false",
        "w:/[a],w:/[a],true",
        "w:/[a],w:/a,false",
        "w:/a.b,w:/axb,false",
        "w:/*a*b*,w:/xaybz,true",
        "w:/*a*b*,w:/xbya,false",
        "w:/a*,w:/b,false"
    })
    void patterns_match_whole_paths(String pattern, String path, boolean expected) {
        assertThat(PathPattern.of(pattern).matches(LexicalPath.of(path))).isEqualTo(expected);
    }

    @Test
    void a_pattern_is_written_as_it_was_read() {
        assertThat(PathPattern.of("w:/a/**/*.x")).hasToString("w:/a/**/*.x");
        assertThat(PathPattern.of("w:/").segments()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"w:/a**", "w:/***", "w:/../**", "a/**", "w:/**/", "w:/a\\*", "w:/%2e*"})
    void refuses_patterns_that_say_nothing_clear(String text) {
        assertThatThrownBy(() -> PathPattern.of(text)).isInstanceOf(InputException.class);
    }

    @Property(tries = 2000, seed = "20250607")
    void a_segment_glob_agrees_with_a_regular_expression(@ForAll("globs") String glob, @ForAll("names") String name) {
        var regex = Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q"));
        assertThat(PathPattern.segmentMatches(glob, name))
                .isEqualTo(regex.matcher(name).matches());
    }

    @Provide
    Arbitrary<String> globs() {
        return Arbitraries.strings().withChars("ab*").ofMinLength(1).ofMaxLength(6);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("ab").ofMaxLength(6);
    }

    @Test
    void the_longest_path_is_taken() {
        assertThat(LexicalPath.of("w:/" + "a/".repeat(2046) + "a").segments()).hasSize(2047);
        assertThatThrownBy(() -> LexicalPath.of("w:/" + "a/".repeat(2046) + "ab"))
                .isInstanceOf(InputException.class);
    }
}
