/**
 * Plumbing that the modules of Naestro share: bounded readers, canonical bytes and digests, schemas, value mapping,
 * lexical paths and hosts, and the segment log; not promised to users. Start with {@link io.naestro.base.JsonText} for
 * data and with {@link io.naestro.base.SegmentLog} for storage.
 */
@NullMarked
package io.naestro.base;

import org.jspecify.annotations.NullMarked;
