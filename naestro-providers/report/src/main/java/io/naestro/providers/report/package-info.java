/**
 * Findings as reports for people and programs, from a neutral model. Start with
 * {@link io.naestro.providers.report.ReportTools}.
 */
@NullMarked
package io.naestro.providers.report;

import org.jspecify.annotations.NullMarked;
