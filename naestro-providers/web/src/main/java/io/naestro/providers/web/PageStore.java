package io.naestro.providers.web;

import io.naestro.base.Canonical;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Values;
import io.naestro.json.Shape;
import io.naestro.tool.ToolContext.Files;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The files of a crawl: what is known of the site, then pages in batches, one line of JSON for each, in the order in
 * which they were taken, and at the end what the crawl found. Each file is written whole, so that a crawl that is cut
 * off leaves whole batches.
 */
final class PageStore {
    private static final int MOST_PAGES = 50;
    private static final int ENOUGH = 4 << 20;
    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_FILES = 200_000;
    private static final Limits LIMITS = Limits.MESSAGE;

    private final Files files;
    private final String folder;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private int pages;
    private int batches;

    /**
     * A store.
     *
     * @param files the files, each use decided by the policy
     * @param folder the lexical path of the folder
     */
    PageStore(Files files, String folder) {
        this.files = files;
        this.folder = folder;
    }

    /** Does something with each page. */
    interface Visitor {
        /** Takes a page. */
        void take(Page page) throws IOException;
    }

    Optional<Start> start() throws IOException {
        return read("start.json", Shape.of(Start.class));
    }

    void start(Start start) throws IOException {
        write("start.json", start);
    }

    /** What a crawl that came to its end found. */
    Optional<Crawled> end() throws IOException {
        return read("end.json", Shape.of(Crawled.class));
    }

    void end(Crawled crawled) throws IOException {
        flush();
        write("end.json", crawled);
    }

    /** Goes through the pages that were kept, and keeps others behind them from then on. */
    void each(Visitor visitor) throws IOException {
        for (var name : names()) {
            var bytes = files.read(folder + "/" + name, MOST_BYTES);
            for (int from = 0; from < bytes.length; ) {
                int to = from;
                while (bytes[to] != '\n') {
                    to++;
                }
                var line = Arrays.copyOfRange(bytes, from, to);
                visitor.take(Values.read(JsonText.parse(name, line, LIMITS), Shape.of(Page.class)));
                from = to + 1;
            }
            batches++;
        }
    }

    /** Keeps a page; a crawl that is cut off may lose those since the last batch. */
    void add(Page page) throws IOException {
        batch.writeBytes(Canonical.bytes(Values.write(page, Shape.of(Page.class))));
        batch.write('\n');
        pages++;
        if (pages >= MOST_PAGES || batch.size() >= ENOUGH) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (pages > 0) {
            batches++;
            files.write(folder + "/" + String.format(Locale.ROOT, "pages-%06d.jsonl", batches), batch.toByteArray());
            batch.reset();
            pages = 0;
        }
    }

    private List<String> names() throws IOException {
        return files.list(folder, MOST_FILES).stream()
                .filter(name -> name.startsWith("pages-"))
                .toList();
    }

    private <T> Optional<T> read(String name, Shape<T> shape) throws IOException {
        try {
            var bytes = files.read(folder + "/" + name, MOST_BYTES);
            return Optional.of(Values.read(JsonText.parse(name, bytes, LIMITS), shape));
        } catch (NoSuchFileException | FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private void write(String name, Object value) throws IOException {
        files.write(folder + "/" + name, Canonical.bytes(Values.write(value)));
    }
}
