/**
 * Web sites: crawled within limits, audited by rules, and mended by typed diffs. Start with
 * {@link io.naestro.providers.web.WebTools}.
 */
@NullMarked
package io.naestro.providers.web;

import org.jspecify.annotations.NullMarked;
