package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places and languages of texts. */
class PlacesTest {
    @TempDir
    Path folder;

    @Test
    void reads_populated_places_by_all_their_names() {
        assertThat(TestSite.PLACES.named("gratz", "at"))
                .extracting(Gazetteer.Place::name)
                .containsExactly("Graz");
        assertThat(TestSite.PLACES.named(" New York ", "")).hasSize(1);
        assertThat(TestSite.PLACES.named("Graz", "")).hasSize(2);
        assertThat(TestSite.PLACES.named("Mur", "")).isEmpty();
        assertThat(TestSite.PLACES.named("Nowhere", "")).isEmpty();
        assertThat(TestSite.PLACES.named("NoEast", "")).isEmpty();
        assertThat(TestSite.PLACES.named("Few", "AT").getFirst().population()).isZero();
        assertThat(TestSite.PLACES.covers("us")).isTrue();
        assertThat(TestSite.PLACES.covers("CH")).isFalse();
    }

    @Test
    void measures_on_a_sphere() {
        var graz = TestSite.PLACES.named("Graz", "AT").getFirst();
        assertThat(Gazetteer.distance(graz, 48.20849, 16.37208)).isCloseTo(145, within(2.0)); // to Vienna
    }

    @Test
    void reads_files_and_bounds_them() throws IOException {
        var file = folder.resolve("places.txt");
        Files.writeString(file, line("Steyr").replace("\n", ""));
        assertThat(Gazetteer.read(file).named("Steyr", "AT")).hasSize(1);
        assertThatThrownBy(() -> Gazetteer.read(bytes("x".repeat(70_000))))
                .hasMessage("a line has more than 65536 characters");
        var many = new SequenceInputStream(Collections.enumeration(IntStream.range(0, 2_000)
                .mapToObj(n -> bytes(line("A").repeat(1 << 10)))
                .toList()));
        assertThatThrownBy(() -> Gazetteer.read(many)).hasMessage("more than 2000000 places");
    }

    private static String line(String name) {
        return "1\t" + name + "\t" + name + "\t\t48\t14\tP\tPPL\tAT\t\t\t\t\t\t1\t\t\t\t\n";
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void counts_the_pages_that_speak_of_a_place() {
        var mentions = new Mentions(TestSite.PLACES);
        mentions.take("From Graz to New York and back to Graz, with Anna Graz and the Bergdorf Bakery.");
        mentions.take("In New York Harbor nobody speaks of graz.");
        mentions.take("");
        assertThat(mentions.most())
                .containsExactly(new Mention("New York City", "US", 2), new Mention("Graz", "AT", 1));
        var none = new Mentions(Gazetteer.NONE);
        none.take("Graz");
        assertThat(none.most()).isEmpty();
    }

    @Test
    void an_audit_tells_of_places() {
        var audit = new TestSite().edit("/mill", "river", "river at Graz").audit();
        assertThat(audit.places()).containsExactly(new Mention("Graz", "AT", 1));
    }

    private static final String FRENCH = """
            Le four a été construit par un maçon de la vallée, l’année de la grande crue, et il n’a jamais été froid plus d’une
            nuit depuis ce temps. Nous faisons du pain de seigle, d’épeautre et de blé, et tout est vendu avant midi. Les
            enfants reçoivent un petit pain, et ceux qui viennent à vélo une tasse de café. Le lundi, le four se repose.
            """;

    @Test
    void tells_the_language_of_a_text() {
        assertThat(Spoken.of(new TestSite().words())).isEqualTo("en");
        assertThat(Spoken.of(FRENCH)).isEqualTo("fr");
        assertThat(Spoken.of(FRENCH.substring(0, 200))).isEmpty();
    }

    @Test
    void says_when_the_model_cannot_be_read() throws IOException {
        var closed = InputStream.nullInputStream();
        closed.close();
        assertThatThrownBy(() -> Spoken.read(closed)).hasMessage("the model of languages cannot be read");
    }

    @Test
    void says_nothing_when_it_is_not_sure() {
        assertThat(Spoken.of("4711 0815 ".repeat(40))).isEmpty();
    }

    @Test
    void takes_tags_and_likes_as_they_are() {
        assertThat(Spoken.matches("en-GB", "en")).isTrue();
        assertThat(Spoken.matches("deu", "de")).isTrue();
        assertThat(Spoken.matches("nb", "da")).isTrue();
        assertThat(Spoken.matches("nb", "sv")).isFalse();
        assertThat(Spoken.matches("en", "de")).isFalse();
    }
}
