package io.naestro.tool;

import io.naestro.effect.CallContext;
import io.naestro.policy.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a tool may reach. Each use is decided by the policy on its own, and refused by {@link AccessRefused} when the
 * contract does not declare it or the policy does not allow it.
 */
public interface ToolContext extends CallContext {

    /** Files below the roots that the host declared. */
    Files files();

    /** Hosts that speak HTTP. */
    Http http();

    /** Programs of this machine. */
    Processes processes();

    /** Secrets of the host's vault. */
    Secrets secrets();

    /** Files by lexical path {@code root:/a/b}; symbolic links never lead out of a root. */
    interface Files {
        /**
         * Reads a whole file.
         *
         * @param path the lexical path
         * @param maxBytes the most bytes to accept
         * @throws java.nio.file.NoSuchFileException if there is no such file
         * @throws TooLarge if it has more bytes
         * @throws IOException if it cannot be read
         */
        byte[] read(String path, long maxBytes) throws IOException;

        /**
         * Creates or replaces a file in one step: a reader sees the old content or the new, never a part. Missing
         * folders are made.
         *
         * @param path the lexical path
         * @param content the bytes
         * @throws IOException if it cannot be written
         */
        void write(String path, byte[] content) throws IOException;

        /**
         * The names in a folder, sorted.
         *
         * @param path the lexical path
         * @param maxEntries the most names to accept
         * @throws java.nio.file.NoSuchFileException if there is no such folder
         * @throws TooLarge if it has more names
         * @throws IOException if it cannot be listed
         */
        List<String> list(String path, int maxEntries) throws IOException;
    }

    /** HTTP requests; each redirect hop is decided again, and proxies of the environment are not used. */
    interface Http {
        /**
         * Sends a request and reads the whole answer.
         *
         * @param request the request
         * @throws TooLarge if the answer's body has more bytes
         * @throws java.io.InterruptedIOException if the deadline passes or the thread is interrupted
         * @throws IOException if the host cannot be reached or redirects do not end
         */
        HttpReply send(HttpRequest request) throws IOException;
    }

    /**
     * An HTTP request.
     *
     * @param method the method, upper case
     * @param url an absolute {@code http} or {@code https} address without user information
     * @param headers header fields
     * @param body the body; empty for none
     * @param maxBytes the most bytes of the answer's body, after decompression
     * @param maxRedirects the most redirects to follow, from 0 to 10; with 0 a redirect is an answer like any other
     */
    @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; compared and shown by hand below
    record HttpRequest(
            String method, String url, Map<String, String> headers, byte[] body, long maxBytes, int maxRedirects) {
        public HttpRequest {
            headers = Map.copyOf(headers);
            body = body.clone();
            if (maxRedirects < 0 || maxRedirects > 10) {
                throw new IllegalArgumentException("maxRedirects '" + maxRedirects + "' must lie between 0 and 10");
            }
        }

        @Override
        public byte[] body() {
            return body.clone();
        }

        /**
         * A plain GET that follows up to five redirects.
         *
         * @param url the address
         * @param maxBytes the most bytes of the answer's body
         */
        public static HttpRequest get(String url, long maxBytes) {
            return new HttpRequest("GET", url, Map.of(), new byte[0], maxBytes, 5);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof HttpRequest that && identity().equals(that.identity());
        }

        @Override
        public int hashCode() {
            return identity().hashCode();
        }

        /** Method, address without query, names of header fields and the size of the body; never what they hold. */
        @Override
        public String toString() {
            return method + " " + withoutQuery(url) + " headers " + new TreeSet<>(headers.keySet()) + ", " + body.length
                    + " bytes";
        }

        private List<Object> identity() {
            return List.of(method, url, headers, ByteBuffer.wrap(body), maxBytes, maxRedirects);
        }
    }

    /**
     * An HTTP answer.
     *
     * @param status the status code
     * @param url the address that answered, after redirects
     * @param headers header fields with lower-case names; repeated fields are joined by {@code ", "}
     * @param body the body
     */
    @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; compared and shown by hand below
    record HttpReply(int status, String url, Map<String, String> headers, byte[] body) {
        public HttpReply {
            headers = Map.copyOf(headers);
            body = body.clone();
        }

        @Override
        public byte[] body() {
            return body.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof HttpReply that && identity().equals(that.identity());
        }

        @Override
        public int hashCode() {
            return identity().hashCode();
        }

        /** Status, address without query, names of header fields and the size of the body; never what they hold. */
        @Override
        public String toString() {
            return status + " " + withoutQuery(url) + " headers " + new TreeSet<>(headers.keySet()) + ", " + body.length
                    + " bytes";
        }

        private List<Object> identity() {
            return List.of(status, url, headers, ByteBuffer.wrap(body));
        }
    }

    /**
     * Programs, started without a shell and with an empty environment but for what is named. The policy decides on the
     * program's real path; what a program does once it runs is beyond every policy, so that a rule for a shell or an
     * interpreter allows everything.
     */
    interface Processes {
        /**
         * Runs a program until it has ended and closed its output. At the end of its time, of the call, or of the bytes
         * that it may write, it is killed with everything that it started and that still belongs to it.
         *
         * @param request the program and its limits
         * @throws io.naestro.json.InputException if the program or the folder has no path of the right form
         * @throws java.nio.file.NoSuchFileException if there is no such program or folder
         * @throws TooLarge if it writes more than allowed
         * @throws java.io.InterruptedIOException if its time or the call's is over, or the thread is interrupted
         * @throws IOException if it cannot be started
         */
        ProcessReply run(ProcessRequest request) throws IOException;

        /**
         * Starts a program, speaks with it, and kills it afterwards with everything that it started. A context that
         * cannot do so refuses, which is the default.
         *
         * @param request the program and its limits: the input is written before the dialogue begins, the time holds
         *     for the whole dialogue, and the bytes for what the dialogue reads
         * @param wire where the program listens and speaks
         * @param dialogue what is said; it works on a thread of its own, which is interrupted at the end of the time
         * @param <T> what the dialogue returns
         * @return what the dialogue returns
         * @throws IOException like {@link #run}, or what the dialogue throws, with the end of what the program wrote to
         *     standard error
         */
        default <T> T talk(ProcessRequest request, Wire wire, Dialogue<T> dialogue) throws IOException {
            throw new AccessRefused("no program here to speak with");
        }
    }

    /** Where a program listens and speaks. */
    enum Wire {
        /** Its standard input and output. */
        STANDARD,
        /**
         * Its file descriptors 3 (listens) and 4 (speaks), with nothing on its standard input and output, as browsers
         * do with {@code --remote-debugging-pipe}. Not on Windows.
         */
        EXTRA_DESCRIPTORS
    }

    /**
     * What is said to a program and heard from it.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    interface Dialogue<T> {
        /**
         * Speaks.
         *
         * @param output what the program says; reading more than the request's {@code maxBytes} throws {@link TooLarge}
         * @param input what the program hears; not flushed by itself
         */
        T speak(InputStream output, OutputStream input) throws IOException;
    }

    /**
     * A program to run.
     *
     * @param command the absolute path of the program, then its arguments
     * @param environment the environment, complete
     * @param folder the lexical path of the working folder, which must be there; empty for a new and empty one outside
     *     all roots, which is removed at the end
     * @param input what the program reads
     * @param timeout the most time
     * @param maxBytes the most bytes of output and of errors, each
     */
    @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; compared and shown by hand below
    record ProcessRequest(
            List<String> command,
            Map<String, String> environment,
            String folder,
            byte[] input,
            Duration timeout,
            long maxBytes) {
        public ProcessRequest {
            if (command.isEmpty()) {
                throw new IllegalArgumentException("a process request needs a program");
            }
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
            input = input.clone();
        }

        @Override
        public byte[] input() {
            return input.clone();
        }

        /**
         * A program with an empty environment that reads nothing, takes at most a minute and writes at most 1 MiB.
         *
         * @param folder the lexical path of the working folder; empty for a new and empty one
         * @param command the absolute path of the program, then its arguments
         */
        public static ProcessRequest of(String folder, String... command) {
            return new ProcessRequest(List.of(command), Map.of(), folder, new byte[0], Duration.ofMinutes(1), 1 << 20);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ProcessRequest that && identity().equals(that.identity());
        }

        @Override
        public int hashCode() {
            return identity().hashCode();
        }

        /**
         * The program, the number of its arguments, the names of its environment and the size of its input; never what
         * they hold.
         */
        @Override
        public String toString() {
            return command.getFirst() + " with " + (command.size() - 1) + " arguments in " + folder + ", environment "
                    + new TreeSet<>(environment.keySet()) + ", " + input.length + " bytes";
        }

        private List<Object> identity() {
            return List.of(command, environment, folder, ByteBuffer.wrap(input), timeout, maxBytes);
        }
    }

    /**
     * What a program left.
     *
     * @param exit the exit status
     * @param output what it wrote to standard output
     * @param errors what it wrote to standard error
     */
    @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; compared and shown by hand below
    record ProcessReply(int exit, byte[] output, byte[] errors) {
        public ProcessReply {
            output = output.clone();
            errors = errors.clone();
        }

        @Override
        public byte[] output() {
            return output.clone();
        }

        @Override
        public byte[] errors() {
            return errors.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ProcessReply that && identity().equals(that.identity());
        }

        @Override
        public int hashCode() {
            return identity().hashCode();
        }

        /** The exit status and the sizes of what was written; never the content. */
        @Override
        public String toString() {
            return "exit " + exit + ", output " + output.length + " bytes, errors " + errors.length + " bytes";
        }

        private List<Object> identity() {
            return List.of(exit, ByteBuffer.wrap(output), ByteBuffer.wrap(errors));
        }
    }

    /** Secrets, which are handles and never become values. */
    interface Secrets {
        /**
         * Leases a secret for one destination.
         *
         * @param name the secret's name
         * @param destination the host that it will be sent to
         */
        Secret lease(String name, String destination);
    }

    private static String withoutQuery(String url) {
        return url.split("[?#]", 2)[0];
    }
}
