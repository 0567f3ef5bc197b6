package io.naestro.examples.quickstart;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jsoup.Jsoup;

/** Sites that are folders of this machine, and the addresses that they will have. */
final class SiteFolder {
    private static final String BAKERY = "https://bakery.example/";
    private static final String NOWHERE = "https://site.example/";
    private static final List<String> BUNDLED = List.of(
            "index.html",
            "about.html",
            "products.html",
            "contact.html",
            "news.html",
            "prices.html",
            "imprint.html",
            "summer-fair.html",
            "recipes/index.html",
            "recipes/rye.html",
            "recipes/plum-cake.html",
            "de/index.html",
            "images/icon.svg",
            "images/old-mill.svg",
            "images/plum-cake.svg",
            "robots.txt",
            "sitemap.xml");

    private SiteFolder() {}

    /** The folder of a run: what the command line names, else a copy of the bundled site. */
    static Path of(Options options) throws IOException {
        if (options.site() != null) {
            return options.site();
        }
        var root = options.folder().resolve("site");
        if (!Files.exists(root)) {
            unpack(root);
        }
        return root;
    }

    /**
     * The address of the first page: what the command line says, else what that page says of itself, else one that is
     * nobody's.
     *
     * @throws BadFile if a folder is named that holds no site
     */
    static String address(Options options) throws IOException, BadFile {
        var named = options.site();
        if (named != null && !Files.isRegularFile(named.resolve("index.html"))) {
            throw new BadFile("'" + named + "' holds no index.html, so it is not the folder of a site");
        }
        if (options.url() != null) {
            return options.url();
        }
        return named == null ? BAKERY : canonical(named);
    }

    private static void unpack(Path root) throws IOException {
        for (var name : BUNDLED) {
            try (var resource = SiteFolder.class.getResourceAsStream("site/" + name)) {
                var file = root.resolve(name);
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.write(file, Objects.requireNonNull(resource, name).readAllBytes());
            }
        }
    }

    private static String canonical(Path root) throws IOException {
        var page = Jsoup.parse(root.resolve("index.html").toFile());
        var canonical = page.select("link[rel=canonical]").attr("href");
        try {
            var uri = URI.create(canonical);
            var usable = uri.getHost() != null && canonical.matches("https?://.*");
            return usable ? uri.resolve("/").toString() : NOWHERE;
        } catch (IllegalArgumentException e) {
            return NOWHERE;
        }
    }
}
