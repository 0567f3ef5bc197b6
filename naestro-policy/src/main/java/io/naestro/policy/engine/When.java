package io.naestro.policy.engine;

import io.naestro.goal.Money;
import io.naestro.policy.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a rule holds, apart from what is touched. What cannot be told (the time is not known, the price is not, or the
 * currency is another) keeps an allow from matching, and makes an ask or a deny match.
 *
 * @param purposes patterns of purposes; empty for any
 * @param upTo the most that the effect may cost, or null
 * @param above what the effect must cost more than, or null
 * @param window the times, or null for any
 */
record When(
        List<String> purposes,
        @Nullable Money upTo,
        @Nullable Money above,
        @Nullable Window window) {
    /** Always. */
    static final When ALWAYS = new When(List.of(), null, null, null);

    When {
        purposes = List.copyOf(purposes);
    }

    boolean matches(PreparedEffect effect, Verdict verdict) {
        var doubt = verdict != Verdict.ALLOW;
        return (purposes.isEmpty() || Globs.any(purposes, effect.actor().purpose()))
                && (upTo == null || costs(effect, upTo, false, doubt))
                && (above == null || costs(effect, above, true, doubt))
                && (window == null || holds(window, effect, doubt));
    }

    /** Whether the effect costs more than an amount, or not. */
    private static boolean costs(PreparedEffect effect, Money amount, boolean more, boolean doubt) {
        if (!effect.priced()) {
            return doubt;
        }
        var cost = effect.cost();
        if (cost == null) {
            return !more;
        }
        return cost.currency().equals(amount.currency()) ? cost.nanos() > amount.nanos() == more : doubt;
    }

    private static boolean holds(Window window, PreparedEffect effect, boolean doubt) {
        var at = effect.actor().at();
        return at == null ? doubt : window.holds(at);
    }
}
