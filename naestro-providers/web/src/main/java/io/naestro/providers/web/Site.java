package io.naestro.providers.web;

import io.naestro.providers.web.Page.Alternate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** All pages of a crawl together, each reduced to what rules across pages need: some hundred bytes and its links. */
final class Site {
    private final Start start;
    private final Robots robots;
    private final Map<String, Integer> numbers;
    private final List<Node> nodes = new ArrayList<>();

    /**
     * A page.
     *
     * @param url its address
     * @param status its HTTP status
     * @param blocked whether robots.txt forbids it
     * @param broken whether it gave no page
     * @param readable whether it is a page of HTML that answered with status 200
     * @param noindex whether it asks not to be listed
     * @param location where it redirects
     * @param lang the language that it says
     * @param spoken the language in which its text is written; empty when nothing sure can be said
     * @param title its title
     * @param description its description
     * @param canonical what it says its true address is; empty for nothing
     * @param alternates its versions in other languages
     * @param digest the digest of its text
     * @param likeness its text in 64 bits
     * @param words how many words it shows
     * @param links the numbers of the pages that it links to, each once
     */
    @SuppressWarnings("ArrayRecordComponent") // never changed; an array keeps a large site small
    record Node(
            String url,
            int status,
            boolean blocked,
            boolean broken,
            boolean readable,
            boolean noindex,
            String location,
            String lang,
            String spoken,
            String title,
            String description,
            String canonical,
            List<Alternate> alternates,
            String digest,
            long likeness,
            int words,
            int[] links) {
        /** Whether it is a page of its own that search engines may list. */
        boolean indexable() {
            return readable && !noindex && (canonical.isEmpty() || canonical.equals(url));
        }
    }

    /**
     * A site without pages yet.
     *
     * @param start what is known before
     * @param urls the addresses of all pages, in the order in which they will be added
     */
    Site(Start start, List<String> urls) {
        this.start = start;
        this.robots = start.rules();
        this.numbers = new HashMap<>();
        urls.forEach(url -> numbers.putIfAbsent(url, numbers.size()));
    }

    void add(Page page) {
        var html = page.readable() ? page.facts() : null;
        nodes.add(
                html == null
                        ? bare(page)
                        : new Node(
                                page.url(),
                                page.status(),
                                false,
                                false,
                                true,
                                page.noindex(),
                                "",
                                html.lang(),
                                Spoken.of(html.sample()),
                                first(html.titles()),
                                first(html.descriptions()),
                                html.canonicals().isEmpty()
                                        ? ""
                                        : html.canonicals().getFirst().url(),
                                html.alternates(),
                                html.digest(),
                                Long.parseUnsignedLong(html.likeness(), 16),
                                html.words(),
                                html.links().stream()
                                        .map(link -> numbers.getOrDefault(link.url(), -1))
                                        .mapToInt(Integer::intValue)
                                        .filter(number -> number >= 0)
                                        .distinct()
                                        .toArray()));
    }

    private static Node bare(Page page) {
        return new Node(
                page.url(),
                page.status(),
                page.problem() == Page.Problem.ROBOTS,
                page.broken(),
                false,
                false,
                page.location(),
                "",
                "",
                "",
                "",
                "",
                List.of(),
                "",
                0,
                0,
                new int[0]);
    }

    private static String first(List<String> texts) {
        return texts.isEmpty() ? "" : texts.getFirst();
    }

    Start start() {
        return start;
    }

    Robots robots() {
        return robots;
    }

    String origin() {
        return Urls.origin(start.url());
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Node> readable() {
        return nodes.stream().filter(Node::readable).toList();
    }

    Optional<Node> node(String url) {
        return Optional.ofNullable(numbers.get(url)).map(nodes::get);
    }

    List<Node> links(Node node) {
        return Arrays.stream(node.links()).mapToObj(nodes::get).toList();
    }

    /** The address at the end of redirects, and those in between; ends where it has been before. */
    List<String> redirects(Node from) {
        var hops = new ArrayList<String>();
        var seen = new HashSet<>(Set.of(from.url()));
        var at = Optional.of(from);
        while (at.isPresent() && !at.get().location().isEmpty()) {
            var next = at.get().location();
            hops.add(next);
            at = seen.add(next) ? node(next) : Optional.empty();
        }
        return hops;
    }

    /** How many links each page is from the first one, by its number; -1 for one that links do not lead to. */
    int[] depths() {
        var depths = IntStream.generate(() -> -1).limit(nodes.size()).toArray();
        var queue = new ArrayDeque<Integer>(List.of(0));
        depths[0] = 0;
        while (!queue.isEmpty()) {
            var at = queue.remove();
            var node = nodes.get(at);
            var next = node.location().isEmpty() ? node.links() : new int[] {numbers.getOrDefault(node.location(), at)};
            for (var to : next) {
                if (depths[to] < 0) {
                    depths[to] = depths[at] + (node.location().isEmpty() ? 1 : 0);
                    queue.add(to);
                }
            }
        }
        return depths;
    }

    /** Pages that may be listed, grouped by something that should be theirs alone; groups of one are left out. */
    List<List<Node>> shared(Function<Node, String> what) {
        var groups = new LinkedHashMap<String, List<Node>>();
        nodes.stream()
                .filter(node -> node.indexable() && !what.apply(node).isEmpty())
                .forEach(node -> groups.computeIfAbsent(what.apply(node), first -> new ArrayList<>())
                        .add(node));
        return groups.values().stream().filter(group -> group.size() > 1).toList();
    }
}
