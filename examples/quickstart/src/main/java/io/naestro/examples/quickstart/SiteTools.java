package io.naestro.examples.quickstart;

import io.naestro.core.tools.Page;
import io.naestro.core.tools.Tools;
import io.naestro.examples.quickstart.SiteReport.Facts;
import io.naestro.examples.quickstart.SiteReport.Links;
import io.naestro.examples.quickstart.SiteReport.LinksOf;
import io.naestro.examples.quickstart.SiteReport.Material;
import io.naestro.examples.quickstart.SiteReport.Report;
import io.naestro.json.Shape;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContract;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** The quickstart's own tools. They only compute: no file, no host, no clock. */
final class SiteTools {

    /**
     * Facts of the first page and of the others.
     *
     * @param first the first page's
     * @param rest the others'
     */
    record Heap(Facts first, List<Facts> rest) {}

    private SiteTools() {}

    /** {@code site.links}: links of a page that lead to other pages of its site. */
    static Tool<LinksOf, Links> links() {
        return computing("site.links", LinksOf.class, Links.class, in -> new Links(linksOf(in.page(), in.most())));
    }

    /** {@code site.look}: facts of a page. */
    static Tool<Page, Facts> look() {
        return computing("site.look", Page.class, Facts.class, SiteTools::factsOf);
    }

    /** {@code site.collect}: facts of all pages in one list. */
    static Tool<Heap, List<Facts>> collect() {
        var contract = ToolContract.named("site.collect", Shape.of(Heap.class), Shape.listOf(Facts.class))
                .description("Puts the facts of all pages in one list.")
                .repeat(Repeat.PURE)
                .build();
        return Tools.of(contract, (heap, context) -> {
            var all = new ArrayList<Facts>();
            all.add(heap.first());
            all.addAll(heap.rest());
            return all;
        });
    }

    /** {@code site.compose}: a report in Markdown. */
    static Tool<Material, Report> compose() {
        return computing("site.compose", Material.class, Report.class, ReportText::of);
    }

    private interface Computing<I, O> {
        O of(I input);
    }

    private static <I, O> Tool<I, O> computing(String name, Class<I> input, Class<O> output, Computing<I, O> work) {
        var contract =
                ToolContract.named(name, input, output).repeat(Repeat.PURE).build();
        return Tools.of(contract, (in, context) -> work.of(in));
    }

    private static List<String> linksOf(Page page, int most) {
        var home = URI.create(page.url());
        var found = new LinkedHashSet<String>();
        for (var link : Jsoup.parse(page.text(), page.url()).select("a[href]")) {
            var target = link.absUrl("href").replaceFirst("#.*", "");
            if (isPageOf(home, target) && !target.equals(page.url()) && found.size() < most) {
                found.add(target);
            }
        }
        return List.copyOf(found);
    }

    private static boolean isPageOf(URI home, String target) {
        try {
            var uri = URI.create(target);
            return home.getScheme().equals(uri.getScheme())
                    && home.getAuthority().equals(uri.getAuthority());
        } catch (IllegalArgumentException e) {
            return false; // a link that is no address leads nowhere
        }
    }

    private static Facts factsOf(Page page) {
        var html = Jsoup.parse(page.text(), page.url());
        var blind = html.select("img").stream()
                .map(Element::attributes)
                .filter(image -> image.get("alt").isBlank())
                .count();
        return new Facts(
                page.url(),
                page.status(),
                html.title().strip(),
                html.select("h1").size(),
                html.select("a[href]").size(),
                (int) blind);
    }
}
