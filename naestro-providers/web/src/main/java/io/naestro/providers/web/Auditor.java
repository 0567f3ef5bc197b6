package io.naestro.providers.web;

import io.naestro.providers.web.Rule.AnswerCheck;
import io.naestro.providers.web.Rule.PageCheck;
import io.naestro.providers.web.Rule.PlaceCheck;
import io.naestro.providers.web.Rule.SiteCheck;
import io.naestro.tool.ToolContext.Files;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies rules to the pages of a crawl.
 *
 * @param site the pages together
 * @param sink what was found
 * @param gazetteer places to know
 * @param mentions the places that pages speak of
 */
record Auditor(Site site, Sink sink, Gazetteer gazetteer, Mentions mentions) {

    /**
     * Judges a crawl.
     *
     * @param files the files, each use decided by the policy
     * @param folder the folder of the crawl
     * @param rules the rules
     * @param gazetteer places to know
     * @throws NoSuchFileException if the folder holds no crawl
     */
    static Auditor judge(Files files, String folder, List<Rule> rules, Gazetteer gazetteer) throws IOException {
        var start = new PageStore(files, folder)
                .start()
                .orElseThrow(() -> new NoSuchFileException(
                        "'" + folder + "' holds no crawl; give the folder that web.crawl gave"));
        var urls = new ArrayList<String>();
        new PageStore(files, folder).each(page -> urls.add(page.url()));
        var auditor = new Auditor(new Site(start, urls), new Sink(), gazetteer, new Mentions(gazetteer));
        new PageStore(files, folder).each(page -> {
            auditor.site.add(page);
            auditor.look(page, rules);
            if (page.readable()) {
                auditor.mentions.take(page.facts().sample());
            }
        });
        auditor.look(rules);
        return auditor;
    }

    private void look(Page page, List<Rule> rules) {
        for (var rule : rules) {
            switch (rule.check()) {
                case AnswerCheck check -> check.look(page, sink.of(rule));
                case PageCheck check -> {
                    if (page.readable()) {
                        check.look(page, page.facts(), sink.of(rule));
                    }
                }
                case PlaceCheck check -> {
                    if (page.readable() && !gazetteer.isEmpty()) {
                        check.look(page, page.facts(), gazetteer, sink.of(rule));
                    }
                }
                case SiteCheck check -> {
                    // looks at all pages together, below
                }
            }
        }
    }

    private void look(List<Rule> rules) {
        for (var rule : rules) {
            if (rule.check() instanceof SiteCheck check) {
                check.look(site, sink.of(rule));
            }
        }
    }
}
