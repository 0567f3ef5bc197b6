package io.naestro.core.access;

import io.naestro.run.TimeSource;
import io.naestro.tool.ToolContext;
import java.net.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * The HTTP client that all calls of an engine share, without anything that acts by itself: no redirects, no proxies of
 * the environment, no cookies, no cache, no second tries, and no connection that is used twice (a stale one would look
 * like a host that fails, as nothing is tried again here).
 */
public final class HttpClients {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final OkHttpClient client;
    private final HostResolver resolver;
    private final AddressRule rule;

    HttpClients(OkHttpClient client, HostResolver resolver, AddressRule rule) {
        this.client = client;
        this.resolver = resolver;
        this.rule = rule;
    }

    /**
     * Clients that ask the operating system for addresses.
     *
     * @param localAllowed whether a host, in its one form, may have addresses of this machine or a private network
     */
    public static HttpClients of(Predicate<String> localAllowed) {
        return of(localAllowed, HostResolver.SYSTEM);
    }

    /**
     * Clients with their own resolver.
     *
     * @param localAllowed whether a host, in its one form, may have addresses of this machine or a private network
     * @param resolver finds the addresses of a host; asked once for each request and redirect
     */
    public static HttpClients of(Predicate<String> localAllowed, HostResolver resolver) {
        return new HttpClients(inert(), resolver, new AddressRule(localAllowed));
    }

    /**
     * The hosts of one call.
     *
     * @param guard decides each request and each redirect
     * @param time tells how far the deadline is
     * @param deadline when requests end at the latest
     */
    public ToolContext.Http guardedBy(AccessGuard guard, TimeSource time, Instant deadline) {
        return new GovernedHttp(new WebExchange(client, resolver, rule), guard, time, deadline);
    }

    /** Reading and writing have no limits of their own: the deadline of the call ends them. */
    static OkHttpClient inert() {
        return new OkHttpClient.Builder()
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .proxy(Proxy.NO_PROXY)
                .cookieJar(CookieJar.NO_COOKIES)
                .cache(null)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .connectTimeout(CONNECT)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .addNetworkInterceptor(HttpClients::leaveTryingAgainToTheEngine)
                .build();
    }

    /** OkHttp repeats a request by itself when it is answered by 503 with {@code Retry-After: 0}. */
    private static Response leaveTryingAgainToTheEngine(Interceptor.Chain chain) throws java.io.IOException {
        var response = chain.proceed(chain.request());
        return response.code() == 503 && response.header("Retry-After", "").matches("0+")
                ? response.newBuilder().removeHeader("Retry-After").build()
                : response;
    }
}
