package io.naestro.core.tools;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/**
 * How long a server asks to wait (RFC 9110, section 10.2.3). A wait until a date is measured from the answer's own
 * date, so that no clocks are compared.
 */
final class RetryAfter {
    private RetryAfter() {}

    static Optional<Duration> of(Map<String, String> headers) {
        var text = headers.getOrDefault("retry-after", "");
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        return date(headers.getOrDefault("date", ""))
                .flatMap(now -> date(text).map(then -> Duration.between(now, then)))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
