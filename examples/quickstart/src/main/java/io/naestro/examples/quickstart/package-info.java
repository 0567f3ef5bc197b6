/** A first host application: it audits a small web site. Start with {@code Quickstart}. */
@NullMarked
package io.naestro.examples.quickstart;

import org.jspecify.annotations.NullMarked;
