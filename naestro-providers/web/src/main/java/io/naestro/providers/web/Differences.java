package io.naestro.providers.web;

import io.naestro.providers.web.Page.Heading;
import io.naestro.providers.web.Page.Html;
import io.naestro.providers.web.Page.Reference;
import io.naestro.providers.web.Rendered.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What scripts changed of what search engines read. A crawler that runs no scripts sees only what was served. */
final class Differences {
    private static final int LONGEST = 300;

    private record Property(String what, Function<Html, String> value) {}

    private static final List<Property> ALL = List.of(
            new Property("language", Html::lang),
            new Property("title", page -> joined(page.titles())),
            new Property("description", page -> joined(page.descriptions())),
            new Property("robots", page -> joined(page.robots())),
            new Property(
                    "canonical",
                    page -> joined(
                            page.canonicals().stream().map(Reference::href).toList())),
            new Property(
                    "headings",
                    page -> joined(page.headings().stream().map(Heading::text).toList())),
            new Property("words", page -> Integer.toString(page.words())),
            new Property("links", page -> Integer.toString(page.linkCount())),
            new Property("images", page -> Integer.toString(page.images().size())),
            new Property("structured data", page -> Integer.toString(page.data().size())));

    private Differences() {}

    static List<Difference> of(Html served, Html rendered) {
        var all = new ArrayList<Difference>();
        for (var property : ALL) {
            var before = property.value().apply(served);
            var after = property.value().apply(rendered);
            if (!before.equals(after)) {
                all.add(new Difference(property.what(), Texts.cut(before, LONGEST), Texts.cut(after, LONGEST)));
            }
        }
        return all;
    }

    private static String joined(List<String> texts) {
        return String.join(" | ", texts);
    }
}
