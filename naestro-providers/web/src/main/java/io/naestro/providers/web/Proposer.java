package io.naestro.providers.web;

import io.naestro.providers.web.Proposal.Cure;
import io.naestro.providers.web.Proposal.FileChange;
import io.naestro.providers.web.Proposal.Left;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext.Files;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Proposes fixes: goes through the pages that break a rule, finds their files, and drafts edits. */
final class Proposer {
    /** The most files of one proposal, so that a person can read it; what is left comes with the next one. */
    static final int MOST_FILES = 200;

    private static final int MOST_BYTES = 16 << 20;

    private final Files files;
    private final String folder;
    private final Map<Cure, Integer> broken;
    private final Site site;
    private final Map<String, String> canonicals = new HashMap<>();
    private final List<Draft> drafts = new ArrayList<>();

    /**
     * A proposer.
     *
     * @param files the files, each use decided by the policy
     * @param folder the folder of the site, without a slash at its end
     * @param audited what is wrong
     */
    Proposer(Files files, String folder, Auditor audited) {
        this.files = files;
        this.folder = folder;
        site = audited.site();
        broken = audited.sink().broken();
    }

    /**
     * Proposes.
     *
     * @param pages the pages of the crawl
     */
    Proposal propose(PageStore pages) throws IOException {
        var rules = broken.keySet().stream().collect(Collectors.groupingBy(Cure::url));
        var known = broken.keySet().stream().map(Cure::rule).collect(Collectors.toSet());
        pages.each(page -> {
            if (page.readable()) {
                var own = rules.getOrDefault(page.url(), List.of()).stream()
                        .map(Cure::rule)
                        .collect(Collectors.toSet());
                mend(
                        page,
                        Fix.ALL.stream()
                                .filter(fix -> (fix.everywhere() ? known : own).contains(fix.rule()))
                                .toList());
            }
        });
        var whole = new SiteFixes(site, broken.keySet(), canonicals);
        if (whole.needsRobots()) {
            whole.robots(keep(draft("robots.txt")));
        }
        if (whole.needsSitemap()) {
            whole.sitemap(keep(draft("sitemap.xml")));
        }
        return proposal();
    }

    private void mend(Page page, List<Fix> fixes) throws IOException {
        if (fixes.isEmpty() || drafts.stream().filter(draft -> !draft.isEmpty()).count() >= MOST_FILES) {
            return;
        }
        var file = file(page.url());
        if (file.isPresent()) {
            var draft = new PageDraft(keep(file.get()), page, site, canonicals);
            fixes.forEach(fix -> fix.mend().of(draft, fix.rule()));
        }
    }

    private Draft keep(Draft draft) {
        drafts.add(draft);
        return draft;
    }

    /**
     * The file behind an address, found as web servers do; none where it is missing or too large, is not in UTF-8, or
     * starts with a byte order mark, which parsers drop, so that places would be wrong.
     */
    private Optional<Draft> file(String url) throws IOException {
        var path = URLDecoder.decode(Urls.path(url).replace("+", "%2B"), StandardCharsets.UTF_8)
                .replaceFirst("^/+", "");
        var names = path.isEmpty() || path.endsWith("/")
                ? List.of(path + "index.html")
                : List.of(path, path + "/index.html", path + ".html");
        for (var name : names) {
            var text = text(name);
            if (text.isPresent()) {
                return Optional.of(new Draft(name, true, text.get()));
            }
        }
        return Optional.empty();
    }

    private Draft draft(String name) throws IOException {
        var text = text(name);
        return new Draft(name, text.isPresent(), text.orElse(""));
    }

    private Optional<String> text(String name) throws IOException {
        try {
            var bytes = files.read(folder + "/" + name, MOST_BYTES);
            var decoder = StandardCharsets.UTF_8.newDecoder();
            var text = decoder.decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\ufeff") ? Optional.empty() : Optional.of(text);
        } catch (NoSuchFileException | FileNotFoundException | TooLarge | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private Proposal proposal() {
        var changes = new TreeMap<String, FileChange>();
        for (var draft : drafts) {
            if (!draft.isEmpty()) {
                var change = draft.change();
                changes.putIfAbsent(change.path(), change); // two addresses of one file: the first counts
            }
        }
        return new Proposal(List.copyOf(changes.values()), left(cures(changes.values())));
    }

    private static Map<Cure, Long> cures(Collection<FileChange> changes) {
        return changes.stream()
                .flatMap(change -> change.edits().stream())
                .flatMap(edit -> edit.cures().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** What stays broken: all of it, or, where places are mended one by one, those that are not. */
    private List<Left> left(Map<Cure, Long> cures) {
        var left = broken.keySet().stream()
                .filter(cure -> cures.getOrDefault(cure, 0L)
                        < (cure.rule().startsWith("sitemap-") ? 1 : broken.getOrDefault(cure, 1)))
                .map(Cure::rule)
                .toList();
        return Rules.ALL.stream()
                .filter(rule -> left.contains(rule.id()))
                .map(rule -> new Left(rule.id(), Collections.frequency(left, rule.id()), rule.fix()))
                .toList();
    }
}
