package io.naestro.benchmarks.lighthouse;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Lighthouse found on one page: one of its own JSON files, or one of those that {@code lighthouse.mjs} writes,
 * which hold a part of it.
 *
 * @param url the page after redirects
 * @param version the version of Lighthouse
 * @param verdicts how it judged
 */
record KeptPage(URI url, String version, Map<SeoAudit, Verdict> verdicts) {
    private static final Limits LIMITS = new Limits(64 << 20, 128, 1_000, 8 << 20, 4_000_000);

    /**
     * Reads the files of a folder and of those in it, in the order of their addresses: {@code .json} holds one result,
     * {@code .jsonl} one a line. What is no result is left out.
     */
    static List<KeptPage> all(Path folder) throws IOException {
        var pages = new ArrayList<KeptPage>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                for (var text : texts(file)) {
                    if (JsonText.parse(file.toString(), text, LIMITS) instanceof Json.Obj result
                            && result.get("lighthouseVersion").isPresent()) {
                        pages.add(of(result));
                    }
                }
            }
        }
        pages.sort(Comparator.comparing(KeptPage::url));
        return pages;
    }

    private static List<String> texts(Path file) throws IOException {
        var name = file.getFileName().toString();
        if (name.endsWith(".jsonl")) {
            return Files.readAllLines(file);
        }
        return name.endsWith(".json") ? List.of(Files.readString(file)) : List.of();
    }

    private static KeptPage of(Json.Obj result) {
        var verdicts = new EnumMap<SeoAudit, Verdict>(SeoAudit.class);
        for (var audit : SeoAudit.values()) {
            verdicts.put(
                    audit,
                    object(result, "audits")
                            .get(audit.id())
                            .map(json -> verdict((Json.Obj) json))
                            .orElse(Verdict.NONE));
        }
        if (text(object(result, "runtimeError"), "code").equals("ERRORED_DOCUMENT_REQUEST")) {
            verdicts.put(
                    SeoAudit.HTTP_STATUS_CODE, Verdict.fail(List.of(text(object(result, "runtimeError"), "message"))));
        }
        var last = text(result, "finalDisplayedUrl");
        var url = last.startsWith("http") ? last : text(result, "requestedUrl");
        return new KeptPage(URI.create(escaped(url)), text(result, "lighthouseVersion"), verdicts);
    }

    /** Browsers leave some characters in addresses that {@link URI} does not take. */
    private static String escaped(String url) {
        return Pattern.compile("[ \"<>\\\\^`{|}\\[\\]]")
                .matcher(url)
                .replaceAll(match ->
                        String.format(Locale.ROOT, "%%%02X", (int) match.group().charAt(0)));
    }

    private static Verdict verdict(Json.Obj audit) {
        return switch (text(audit, "scoreDisplayMode")) {
            case "notApplicable" -> Verdict.PASS;
            case "binary" ->
                audit.get("score").filter(score -> number(score) < 1).isPresent()
                        ? Verdict.fail(evidence(audit))
                        : Verdict.PASS;
            default -> Verdict.NONE;
        };
    }

    private static List<String> evidence(Json.Obj audit) {
        var found = new ArrayList<String>();
        if (!text(audit, "explanation").isEmpty()) {
            found.add(text(audit, "explanation"));
        }
        audit.get("items").ifPresent(items -> texts(items, found));
        object(audit, "details").get("items").ifPresent(items -> texts(items, found));
        return List.copyOf(found);
    }

    /** The texts of items that say where and what. */
    private static void texts(Json json, List<String> into) {
        switch (json) {
            case Json.Arr items -> items.items().forEach(item -> texts(item, into));
            case Json.Str text -> into.add(text.value());
            case Json.Obj item ->
                List.of("node", "source", "snippet", "href", "line", "text")
                        .forEach(name -> item.get(name).ifPresent(value -> texts(value, into)));
            default -> {
                // no text
            }
        }
    }

    private static double number(Json json) {
        return json instanceof Json.Num number ? number.value().doubleValue() : 1;
    }

    private static Json.Obj object(Json.Obj from, String name) {
        return from.get(name)
                .filter(Json.Obj.class::isInstance)
                .map(Json.Obj.class::cast)
                .orElse(Json.Obj.EMPTY);
    }

    private static String text(Json.Obj from, String name) {
        return from.get(name)
                .filter(Json.Str.class::isInstance)
                .map(json -> ((Json.Str) json).value())
                .orElse("");
    }
}
