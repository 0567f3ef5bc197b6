package io.naestro.benchmarks.lighthouse;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges the pages of a site by Naestro and by Lighthouse; {@code docs/lighthouse.md} has the arguments. */
public final class LighthouseComparison {
    /** Some page is judged differently, and nobody has said why. */
    static final int DIFFERENT = 1;

    /** The arguments are wrong, or a program is missing. */
    static final int IMPOSSIBLE = 2;

    private static final String USAGE =
            "usage: run FOLDER|URL [--kept FOLDER] [--pages FILE] [--listed FILE] [--out FOLDER] [--most N]";
    private static final int MOST_PAGES = 2_000;

    private LighthouseComparison() {}

    /**
     * What is asked for.
     *
     * @param site a folder with a static site, or the address of a site's first page
     * @param kept a folder with results of Lighthouse; null runs it
     * @param pages a file with paths of pages, one a line; null takes all
     * @param listed a file with differences that somebody looked at, or null
     * @param out where Lighthouse's results go
     * @param most the most pages
     */
    private record Job(
            String site,
            @Nullable Path kept,
            @Nullable Path pages,
            @Nullable Path listed,
            Path out,
            int most) {}

    /**
     * Prints the comparison.
     *
     * @param arguments the arguments
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        System.exit(run(System.out, arguments));
    }

    static int run(PrintStream out, String... arguments) throws IOException, InterruptedException {
        var job = job(arguments);
        if (job == null) {
            System.err.println(USAGE);
            return IMPOSSIBLE;
        }
        if (!Files.isDirectory(Path.of(job.site()))) {
            return compare(job, URI.create(job.site()), out);
        }
        var server = serve(Path.of(job.site()));
        try {
            return compare(
                    job, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), out);
        } finally {
            server.stop(0);
        }
    }

    private static @Nullable Job job(String... arguments) {
        Path kept = null;
        Path pages = null;
        Path listed = null;
        var out = Path.of("target", "lighthouse");
        var most = MOST_PAGES;
        if (arguments.length % 2 == 0) {
            return null;
        }
        for (int i = 1; i < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--kept" -> kept = Path.of(arguments[i + 1]);
                case "--pages" -> pages = Path.of(arguments[i + 1]);
                case "--listed" -> listed = Path.of(arguments[i + 1]);
                case "--out" -> out = Path.of(arguments[i + 1]);
                case "--most" -> most = Integer.parseInt(arguments[i + 1]);
                default -> {
                    return null;
                }
            }
        }
        return new Job(arguments[0], kept, pages, listed, out, most);
    }

    static HttpServer serve(Path folder) throws IOException {
        var server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                folder.toAbsolutePath().normalize(),
                SimpleFileServer.OutputLevel.NONE);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    private static int compare(Job job, URI site, PrintStream out) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("lighthouse");
        try (var naestro = new Naestros(site, folder)) {
            var results = job.kept();
            if (results == null) {
                var program = LighthouseProgram.find();
                if (program.isEmpty()) {
                    System.err.println(
                            "skipped: Node.js with Lighthouse 12.8.2 and Chromium are needed; install nodejs, npm"
                                    + " and chromium, or give results that somebody kept with --kept");
                    return IMPOSSIBLE;
                }
                program.get().judge(pages(job, site, naestro), job.out());
                results = job.out();
            }
            var kept = KeptPage.all(results).stream().limit(job.most()).toList();
            var listed = job.listed() == null ? List.<Agreement.Listed>of() : Agreement.Listed.read(job.listed());
            var agreement = new Agreement(listed);
            for (var page : kept) {
                var path = path(page.url());
                agreement.add(path, naestro.judge(site.resolve(path)), page.verdicts(), () -> sent(site.resolve(path)));
            }
            var versions = kept.stream().map(KeptPage::version).collect(Collectors.toSet());
            out.println("Naestro beside Lighthouse " + String.join(", ", versions) + ", " + agreement.text());
            return kept.isEmpty() ? IMPOSSIBLE : agreement.unexplained().isEmpty() ? 0 : DIFFERENT;
        } finally {
            delete(folder);
        }
    }

    private static List<URI> pages(Job job, URI site, Naestros naestro) throws IOException {
        var folder = Path.of(job.site());
        if (job.pages() != null) {
            return Files.readAllLines(job.pages()).stream()
                    .filter(line -> !line.isBlank())
                    .map(site::resolve)
                    .toList();
        }
        var pages = Files.isDirectory(folder) ? files(folder, site) : naestro.crawl(site, job.most());
        return pages.stream().limit(job.most()).toList();
    }

    private static List<URI> files(Path folder, URI site) throws IOException {
        var pages = new ArrayList<URI>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.filter(file -> file.toString().matches(".*\\.html?"))
                    .sorted()
                    .toList()) {
                var path = "/" + folder.relativize(file).toString().replace('\\', '/');
                try {
                    pages.add(site.resolve(new URI(null, null, path, null).getRawPath()));
                } catch (URISyntaxException e) {
                    throw new IOException("'" + path + "' is no path of an address", e);
                }
            }
        }
        return pages;
    }

    private static String sent(URI page) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String path(URI url) {
        var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
