package io.naestro.providers.web;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page to load in a browser, with its scripts.
 *
 * @param url the page
 * @param file the lexical path of a file for what comes of it, such as {@code work:/page.html} or
 *     {@code work:/page.png}
 * @param hosts more hosts that the page may ask for its parts, without ports; only the page's own unless given
 * @param width the width of the window in CSS pixels, 100 to 4,000; 1280 unless given
 * @param height its height, 100 to 4,000; 800 unless given
 * @param settle how long to wait until the page asks for nothing more, at most a minute; 10 seconds unless given
 * @param whole for a picture, whether it shows the page to its end, beyond the window; not unless given
 */
public record RenderJob(
        String url,
        String file,
        @Nullable List<String> hosts,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Duration settle,
        @Nullable Boolean whole) {

    /**
     * A page in a window of usual size.
     *
     * @param url the page
     * @param file the lexical path of a file for what comes of it
     */
    public static RenderJob of(String url, String file) {
        return new RenderJob(url, file, null, null, null, null, null);
    }
}
