package io.naestro.core.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html; charset=utf-8 | UTF-8",
                "text/html;charset=\"ISO-8859-2\" | ISO-8859-2",
                "text/html; foo=bar; CHARSET = 'Shift_JIS' | Shift_JIS",
                "text/html; charset=windows-1251; x=y | windows-1251",
                "text/html; charset=gb18030 | GB18030",
                "text/plain; charset=utf-16le | UTF-16LE",
                "text/html | UTF-8",
                "'' | UTF-8",
                "text/html; charset=klingon | UTF-8",
                "text/html; charset=%%% | UTF-8",
                "text/html; charset= | UTF-8"
            })
    void is_read_as_the_content_type_says(String type, String charset) {
        var text = charset.equals("windows-1251") ? "Привет" : "Zażółć".substring(0, 2);

        assertThat(PageText.of(text.getBytes(Charset.forName(charset)), type)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso-8859-1", "latin1", "us-ascii", "windows-1252"})
    void latin_1_is_read_as_browsers_do(String charset) {
        assertThat(PageText.of(new byte[] {(byte) 0x80, (byte) 0xe9}, "text/html; charset=" + charset))
                .isEqualTo("€é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!doctype html><html><head><meta charset=windows-1251><title>",
                "<META  CHARSET=\"Windows-1251\">",
                "<meta http-equiv=\"Content-Type\" content='text/html; charset=windows-1251'>",
                "<meta name=x><meta charset = 'windows-1251' />"
            })
    void is_read_as_its_own_head_says(String head) {
        var charset = Charset.forName("windows-1251");

        assertThat(PageText.of((head + "Привет").getBytes(charset), "text/html"))
                .isEqualTo(head + "Привет");
    }

    @Test
    void the_content_type_wins_over_the_head() {
        var page = "<meta charset=windows-1251>Привет";

        assertThat(PageText.of(page.getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-8"))
                .isEqualTo(page);
    }

    @Test
    void a_head_that_can_be_read_is_not_in_utf_16() {
        var page = "<meta charset=utf-16>Zażółć";

        assertThat(PageText.of(page.getBytes(StandardCharsets.UTF_8), "text/html"))
                .isEqualTo(page);
    }

    @Test
    void what_stands_far_from_the_start_is_not_looked_at() {
        var page = " ".repeat(1024) + "<meta charset=windows-1251>é";

        assertThat(PageText.of(page.getBytes(StandardCharsets.UTF_8), "text/html"))
                .isEqualTo(page);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16BE", "UTF-16LE"})
    void a_byte_order_mark_wins_over_everything(String charset) {
        var bytes = "\ufeff<meta charset=windows-1251>Zażółć".getBytes(Charset.forName(charset));

        assertThat(PageText.of(bytes, "text/html; charset=windows-1252"))
                .isEqualTo("<meta charset=windows-1251>Zażółć");
    }

    @Test
    void bytes_that_are_no_text_are_replaced() {
        assertThat(PageText.of(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xef, (byte) 0xbb}, ""))
                .isEqualTo("a\ufffdb\ufffd");
        assertThat(PageText.of(new byte[] {(byte) 0xfe}, "")).isEqualTo("\ufffd");
        assertThat(PageText.of(new byte[0], "")).isEmpty();
    }
}
