package io.naestro.providers.web;

import crawlercommons.sitemaps.AbstractSiteMap;
import crawlercommons.sitemaps.SiteMap;
import crawlercommons.sitemaps.SiteMapIndex;
import crawlercommons.sitemaps.SiteMapParser;
import crawlercommons.sitemaps.UnknownFormatException;
import io.naestro.providers.web.Start.Sitemap;
import io.naestro.tool.ToolContext.HttpReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds what a site says of itself: robots.txt, then the sitemaps that it names, or the usual one. */
final class Sitemaps {
    private static final int MOST_FILES = 50;
    private static final int MOST_BYTES = 10 << 20;
    private static final int MOST_FOREIGN = 100;

    private final Fetcher fetcher;
    private final String origin;
    private final int most;
    private final Set<String> listed = new LinkedHashSet<>();
    private final List<Sitemap> sitemaps = new ArrayList<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();

    private Sitemaps(Fetcher fetcher, String url, int most) {
        this.fetcher = fetcher;
        this.origin = Urls.origin(url);
        this.most = most;
    }

    /**
     * Asks a site.
     *
     * @param fetcher fetches
     * @param url the first page, in its one form
     * @param most the most addresses of sitemaps that are kept
     * @throws IOException if the thread is interrupted
     */
    static Start start(Fetcher fetcher, String url, int most) throws IOException {
        return new Sitemaps(fetcher, url, most).start(url);
    }

    private Start start(String url) throws IOException {
        var robots = fetcher.file(origin + "/robots.txt", Robots.MOST_BYTES);
        var status = robots.map(HttpReply::status).orElse(0);
        var text = robots.filter(reply -> reply.status() == 200)
                .map(reply -> new String(reply.body(), StandardCharsets.UTF_8))
                .orElse("");
        Robots.parse(text.getBytes(StandardCharsets.UTF_8)).sitemaps().stream()
                .flatMap(named -> Urls.canonical(named).stream())
                .filter(named -> Urls.origin(named).equals(origin))
                .forEach(open::add);
        var named = !open.isEmpty();
        if (!named) {
            open.add(origin + "/sitemap.xml");
        }
        while (!open.isEmpty() && sitemaps.size() < MOST_FILES) {
            var next = open.remove();
            if (seen.add(next)) {
                read(next, named);
            }
        }
        return new Start(url, status, text, sitemaps, List.copyOf(listed));
    }

    private void read(String url, boolean named) throws IOException {
        var reply = fetcher.file(url, MOST_BYTES);
        var status = reply.map(HttpReply::status).orElse(0);
        if (reply.isEmpty() || status != 200) {
            sitemaps.add(new Sitemap(url, status, named, "", 0, List.of()));
            return;
        }
        try {
            var type = reply.get().headers().getOrDefault("content-type", "text/xml");
            var body = reply.get().body();
            take(url, named, parser().parseSiteMap(type.split(";", 2)[0], body, new SiteMap(url)));
        } catch (UnknownFormatException | IOException | RuntimeException e) {
            sitemaps.add(new Sitemap(url, status, named, Texts.cut(String.valueOf(e.getMessage()), 200), 0, List.of()));
        }
    }

    private static SiteMapParser parser() {
        return new SiteMapParser(false, true); // not strict: entries of other hosts are told by a rule
    }

    private void take(String url, boolean named, AbstractSiteMap map) {
        if (map instanceof SiteMapIndex index) {
            index.getSitemaps().stream()
                    .flatMap(child -> Urls.canonical(child.getUrl().toString()).stream())
                    .filter(child -> Urls.origin(child).equals(origin))
                    .forEach(open::add);
            sitemaps.add(new Sitemap(url, 200, named, "", index.getSitemaps().size(), List.of()));
            return;
        }
        var urls = ((SiteMap) map)
                .getSiteMapUrls().stream()
                        .map(entry -> Urls.canonical(entry.getUrl().toString()).orElse(""))
                        .toList();
        urls.stream().filter(this::isOwn).limit(most).forEach(listed::add);
        var foreign = urls.stream()
                .filter(entry -> !isOwn(entry))
                .distinct()
                .limit(MOST_FOREIGN)
                .toList();
        sitemaps.add(new Sitemap(url, 200, named, urls.isEmpty() ? "lists nothing" : "", urls.size(), foreign));
    }

    private boolean isOwn(String entry) {
        return entry.startsWith(origin + "/");
    }
}
