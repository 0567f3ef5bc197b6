package io.naestro.policy.engine;

import io.naestro.base.Quantities;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.Residency;
import io.naestro.policy.Obligation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads {@code limits}, {@code oblige} and {@code approve}: what must be kept when an effect is taken. */
final class ObligationReader {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final BigDecimal ONE = BigDecimal.ONE;

    private final Problems problems;

    ObligationReader(Problems problems) {
        this.problems = problems;
    }

    List<Obligation> read(Json.Obj rule, Pointer at, String id) {
        var all = new ArrayList<Obligation>();
        var limits = Fields.object(rule, "limits");
        var here = at.child("limits");
        limit(all, limits, here, "rate", text -> new Obligation.RateObligation("rule:" + id, Quantities.rate(text)));
        limit(all, limits, here, "cost", text -> new Obligation.CostObligation(id, Quantities.money(text)));
        limit(all, limits, here, "time", text -> new Obligation.TimeObligation(Quantities.duration(text)));
        limit(all, limits, here, "size", text -> new Obligation.SizeObligation(Quantities.size(text)));
        limits.get("share").ifPresent(share -> all.add(share(((Json.Num) share).value(), id, here.child("share"))));
        obliged(all, Fields.texts(rule, "oblige"));
        rule.get("approve")
                .flatMap(
                        value -> problems.read(at.child("approve").child("expires"), () -> approvers((Json.Obj) value)))
                .ifPresent(all::add);
        return all;
    }

    private void limit(
            List<Obligation> all, Json.Obj limits, Pointer at, String member, Function<String, Obligation> reader) {
        limits.get(member)
                .flatMap(text -> problems.read(at.child(member), () -> reader.apply(Fields.text(text))))
                .ifPresent(all::add);
    }

    private Obligation share(BigDecimal share, String id, Pointer at) {
        if (share.signum() <= 0 || share.compareTo(ONE) > 0) {
            problems.add(at, "is not a share", "above 0, at most 1");
            return new Obligation.ShareObligation(id, 1);
        }
        return new Obligation.ShareObligation(id, share.doubleValue());
    }

    /** The schema has checked the words. */
    private static void obliged(List<Obligation> all, List<String> words) {
        var redact = new TreeSet<String>();
        for (var word : words) {
            var value = word.substring(word.indexOf(':') + 1);
            switch (word.substring(0, word.indexOf(':'))) {
                case "redact" -> redact.add(value);
                case "sandbox" -> all.add(new Obligation.SandboxObligation(value));
                case "record" -> all.add(new Obligation.RecordObligation(value));
                default -> all.add(new Obligation.ResidencyObligation(RuleReader.constant(Residency.class, value)));
            }
        }
        if (!redact.isEmpty()) {
            all.add(new Obligation.RedactObligation(redact));
        }
    }

    private static Obligation approvers(Json.Obj approve) {
        var expires =
                approve.get("expires").map(text -> expires(Fields.text(text))).orElse(WEEK);
        var count = approve.get("count")
                .map(value -> ((Json.Num) value).value().intValueExact())
                .orElse(1);
        return new Obligation.ApproverObligation(
                Fields.text(approve, "by"),
                !Set.copyOf(Fields.texts(approve, "not")).isEmpty(),
                count,
                expires);
    }

    private static Duration expires(String text) {
        var duration = Quantities.duration(text);
        if (duration.isZero()) {
            throw Problems.refuse(text, "is no time at all", "8h", "2d");
        }
        return duration;
    }
}
