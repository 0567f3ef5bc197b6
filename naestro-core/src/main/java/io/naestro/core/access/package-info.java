/**
 * How tools reach files and hosts: every use is put to a guard first, and what the guard allowed is then reached
 * without leaving a root or the addresses that were checked. Start with {@link io.naestro.core.access.RootedFiles} and
 * {@link io.naestro.core.access.HttpClients}.
 */
@NullMarked
package io.naestro.core.access;

import org.jspecify.annotations.NullMarked;
