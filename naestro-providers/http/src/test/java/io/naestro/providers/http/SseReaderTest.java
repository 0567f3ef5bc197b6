package io.naestro.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.providers.http.EventReader.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    @Test
    void reads_events_with_and_without_names() throws IOException {
        assertThat(events("event: a\ndata: 1\n\ndata: 2\n\nevent: lost\n\ndata:3\n\n"))
                .containsExactly(new Event("a", "1"), new Event("", "2"), new Event("", "3"));
    }

    @Test
    void joins_lines_of_data_and_passes_over_comments_and_other_fields() throws IOException {
        assertThat(
                        events(
                                "\ufeff: ping\r\nid: 7\r\nretry: 5\r\ndatabase: x\r\ndata: a\r\n:\r\ndata\r\ndata:  b\r\nnone\r\n\r\n"))
                .containsExactly(new Event("", "a\n\n b"));
    }

    @Test
    void keeps_a_mark_that_is_not_at_the_start() throws IOException {
        assertThat(events("data: a\n\ndata: \ufeffb\n\n"))
                .containsExactly(new Event("", "a"), new Event("", "\ufeffb"));
    }

    @Test
    void gives_the_event_that_the_stream_ends_in() throws IOException {
        assertThat(events("data: a")).containsExactly(new Event("", "a"));
        assertThat(events("data: a\n")).containsExactly(new Event("", "a"));
        assertThat(events("event: a")).isEmpty();
        assertThat(events("")).isEmpty();
    }

    @Test
    void takes_so_many_bytes_and_no_more() throws IOException {
        assertThat(events("data: abc\n\n", 11)).hasSize(1);
        assertThat(events("data: abcd", 10)).hasSize(1);
        assertThatThrownBy(() -> events("data: abcde", 10)).isInstanceOf(Lines.TooLarge.class);
        assertThatThrownBy(() -> events("data: a\n\ndata: b\n\n", 10)).isInstanceOf(Lines.TooLarge.class);
    }

    @Property(tries = 200)
    void is_the_same_however_the_bytes_arrive(@ForAll List<String> texts, @ForAll byte size) throws IOException {
        var expected = new ArrayList<Event>();
        var stream = new Buffer();
        for (var text : texts) {
            var data = text.replaceAll("[\\r\\n\\p{Cs}]", "é漢");
            expected.add(new Event("", data));
            stream.writeUtf8("data: " + data + "\n\n");
        }
        var pieces = new ForwardingSource((Source) stream) {
            @Override
            public long read(Buffer sink, long most) throws IOException {
                return super.read(sink, Math.min(most, 1 + (size & 7)));
            }
        };
        var reader = new SseReader(new Lines(Okio.buffer(pieces), 1 << 20, () -> {}));
        var read = new ArrayList<Event>();
        for (var event = reader.next(); event != null; event = reader.next()) {
            read.add(event);
        }
        assertThat(read).isEqualTo(expected);
    }

    private static List<Event> events(String text) throws IOException {
        return events(text, 1000);
    }

    private static List<Event> events(String text, long most) throws IOException {
        var reader = new SseReader(new Lines(new Buffer().writeUtf8(text), most, () -> {}));
        var events = new ArrayList<Event>();
        for (var event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return events;
    }
}
