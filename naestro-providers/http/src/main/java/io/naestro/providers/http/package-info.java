/**
 * What adapters of model servers share: sending, reading streams, failures and what may be shown of them; not promised
 * to users. Start with {@link io.naestro.providers.http.Transport}.
 */
@NullMarked
package io.naestro.providers.http;

import org.jspecify.annotations.NullMarked;
