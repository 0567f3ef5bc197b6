package io.naestro.providers.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Headers;

/**
 * How long a server asks to wait: {@code retry-after-ms} (Azure), else {@code Retry-After} in seconds or as a date (RFC
 * 9110, 10.2.3), else the time after which the limits of {@code x-ratelimit-reset-requests} and
 * {@code x-ratelimit-reset-tokens} are whole again (OpenAI's "Rate limits" guide; {@code 1s}, {@code 6m0s},
 * {@code 20ms}): the longest of those that are used up, or of all when none says so. At most a day.
 */
public final class Waits {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");
    private static final Pattern SPAN =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9})ms)?");

    private Waits() {}

    public static Optional<Duration> in(Headers headers, Instant now) {
        return header(headers, "retry-after-ms")
                .flatMap(text -> seconds(text).map(wait -> wait.dividedBy(1000)))
                .or(() -> header(headers, "retry-after")
                        .flatMap(text -> seconds(text).or(() -> untilDate(text, now))))
                .or(() -> untilReset(headers))
                .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private static Optional<Duration> untilReset(Headers headers) {
        var usedUp = resets(headers, true);
        return usedUp.isPresent() ? usedUp : resets(headers, false);
    }

    private static Optional<Duration> resets(Headers headers, boolean onlyUsedUp) {
        return Stream.of("requests", "tokens")
                .filter(what -> !onlyUsedUp
                        || header(headers, "x-ratelimit-remaining-" + what)
                                .filter("0"::equals)
                                .isPresent())
                .flatMap(what -> header(headers, "x-ratelimit-reset-" + what).stream())
                .flatMap(text -> seconds(text).or(() -> span(text)).stream())
                .max(Comparator.naturalOrder());
    }

    private static Optional<String> header(Headers headers, String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip);
    }

    private static Optional<Duration> seconds(String text) {
        return SECONDS.matcher(text).matches() ? Optional.of(Duration.parse("PT" + text + "S")) : Optional.empty();
    }

    private static Optional<Duration> untilDate(String text, Instant now) {
        try {
            var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(date.isBefore(now) ? Duration.ZERO : Duration.between(now, date));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> span(String text) {
        var span = SPAN.matcher(text);
        if (text.isEmpty() || !span.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofHours(number(span.group(1)))
                .plusMinutes(number(span.group(2)))
                .plus(span.group(3) == null ? Duration.ZERO : Duration.parse("PT" + span.group(3) + "S"))
                .plusMillis(number(span.group(4))));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
