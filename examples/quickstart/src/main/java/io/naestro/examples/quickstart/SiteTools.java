package io.naestro.examples.quickstart;

import io.naestro.core.tools.Tools;
import io.naestro.providers.report.Findings;
import io.naestro.providers.report.Findings.Fact;
import io.naestro.providers.web.Audit;
import io.naestro.providers.web.Issue;
import io.naestro.providers.web.Proof;
import io.naestro.providers.web.Proposal;
import io.naestro.providers.web.Rendered;
import io.naestro.providers.web.Rendered.Difference;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The quickstart's own tools. They only compute: no file, no host, no clock. */
final class SiteTools {

    /**
     * What findings are made of.
     *
     * @param title what the report is called
     * @param audit what was found
     * @param summary what a model says of it, or empty
     * @param proof what fixes did, or null
     * @param rendered what a browser makes of the first page, or null
     */
    record Material(
            String title,
            Audit audit,
            String summary,
            @Nullable Proof proof,
            @Nullable Rendered rendered) {}

    /**
     * An audit in short.
     *
     * @param url the first page
     * @param pages how many pages can be read
     * @param worst what is wrong, the worst first
     */
    record Brief(String url, int pages, List<Worst> worst) {}

    /**
     * A broken rule in short.
     *
     * @param title what is wrong
     * @param severity how bad it is
     * @param pages on how many pages
     */
    record Worst(String title, String severity, int pages) {}

    private static final int MOST_TOLD = 20;

    private SiteTools() {}

    /** {@code site.findings}: turns an audit into what reports are made of. */
    static Tool<Material, Findings> findings() {
        var contract = ToolContract.named("site.findings", Material.class, Findings.class)
                .description("Turns an audit into what reports are made of.")
                .repeat(Repeat.PURE)
                .build();
        return Tools.of(contract, (material, context) -> findings(material));
    }

    /** {@code site.brief}: the worst of an audit, short enough for the window of a small model. */
    static Tool<Audit, Brief> brief() {
        var contract = ToolContract.named("site.brief", Audit.class, Brief.class)
                .description("Tells the worst of an audit in short.")
                .repeat(Repeat.PURE)
                .build();
        return Tools.of(
                contract,
                (audit, context) -> new Brief(
                        audit.url(),
                        audit.readable(),
                        audit.issues().stream()
                                .limit(MOST_TOLD)
                                .map(issue -> new Worst(issue.title(), word(issue.severity()), issue.pages()))
                                .toList()));
    }

    /** {@code site.diff}: a proposal as a text that a person can read. */
    static Tool<Proposal, String> diff() {
        var contract = ToolContract.named("site.diff", Proposal.class, String.class)
                .description("Shows a proposal of changes as a text.")
                .repeat(Repeat.PURE)
                .build();
        return Tools.of(contract, (proposal, context) -> Diff.of(proposal));
    }

    private static Findings findings(Material material) {
        var audit = material.audit();
        return new Findings(
                material.title(),
                audit.url(),
                "",
                material.summary(),
                facts(audit, material.proof(), material.rendered()),
                audit.scores().stream()
                        .map(score -> new Findings.Score(word(score.category()), score.points()))
                        .toList(),
                audit.issues().stream().map(SiteTools::issue).toList());
    }

    private static List<Fact> facts(Audit audit, @Nullable Proof proof, @Nullable Rendered rendered) {
        var facts = new ArrayList<Fact>();
        facts.add(fact("addresses looked at", audit.pages()));
        facts.add(fact("pages that can be read", audit.readable()));
        facts.add(fact("rules applied", audit.rules()));
        facts.add(fact("rules broken", audit.issues().size()));
        if (proof != null) {
            facts.add(fact("fixes proven", proof.proven().size()));
            facts.add(fact("fixes that did not hold", proof.failed().size()));
            facts.add(fact("worse than before", proof.worse().size()));
        } else {
            facts.add(
                    new Fact("first page in a browser", rendered == null ? "skipped, see --browser" : seen(rendered)));
        }
        return facts;
    }

    private static String seen(Rendered page) {
        var changed = page.differences().stream().map(Difference::what).toList();
        return "status " + page.status() + ", " + page.requests() + " requests, "
                + page.failed().size() + " without an answer; scripts change "
                + (changed.isEmpty() ? "nothing that search engines read" : String.join(", ", changed));
    }

    private static Fact fact(String name, int value) {
        return new Fact(name, Integer.toString(value));
    }

    private static Findings.Issue issue(Issue issue) {
        return new Findings.Issue(
                issue.id(),
                word(issue.category()),
                Findings.Severity.valueOf(issue.severity().name()),
                issue.title(),
                issue.why(),
                issue.fix(),
                issue.source(),
                issue.count(),
                issue.pages(),
                issue.places().stream()
                        .map(place -> new Findings.Place(place.url(), place.selector(), place.snippet()))
                        .toList());
    }

    /** {@code SEARCH} is "Search". */
    private static String word(Enum<?> constant) {
        var name = constant.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
}
