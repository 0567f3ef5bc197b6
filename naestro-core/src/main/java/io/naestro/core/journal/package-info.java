/** Where runs are kept: in memory, or in a folder on disk. Start with {@link io.naestro.core.journal.FileJournal}. */
@NullMarked
package io.naestro.core.journal;

import org.jspecify.annotations.NullMarked;
