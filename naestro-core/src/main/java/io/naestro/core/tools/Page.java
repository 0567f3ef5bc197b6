package io.naestro.core.tools;

/**
 * The result of {@code http.get}.
 *
 * @param url the address that answered, after redirects
 * @param status the status code; a page that says 404 is a result, too
 * @param contentType what the server says it is, such as {@code text/html; charset=utf-8}; empty when it does not
 * @param text its text; what is not text in its encoding is replaced
 */
public record Page(String url, int status, String contentType, String text) {}
