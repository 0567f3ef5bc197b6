package io.naestro.policy.engine;

import io.naestro.base.PathPattern;
import io.naestro.policy.Verdict;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The destinations that a rule is about, as {@code on} names them.
 *
 * @param hosts the hosts
 * @param methods the HTTP methods; empty for any
 * @param paths the files and folders
 * @param programs the programs, by absolute path
 */
record Destinations(List<HostRule> hosts, Set<String> methods, List<PathPattern> paths, Set<String> programs) {
    /** The methods that files can name. */
    static final Set<String> METHODS =
            Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT");

    private static final Pattern PROGRAM = Pattern.compile("(?:/|[A-Za-z]:[/\\\\])[^*\\p{Cntrl}]+");

    Destinations {
        hosts = List.copyOf(hosts);
        methods = Set.copyOf(methods);
        paths = List.copyOf(paths);
        programs = Set.copyOf(programs);
    }

    /** Whether files can name the program: an absolute path, without patterns. */
    static boolean isProgram(String text) {
        return PROGRAM.matcher(text).matches();
    }

    boolean cover(Target target, Verdict verdict) {
        return switch (target) {
            case Target.FileTarget file -> paths.stream().anyMatch(pattern -> pattern.matches(file.path()));
            case Target.ProgramTarget program -> programs.contains(program.program());
            case Target.WebTarget web ->
                hosts.stream().anyMatch(host -> host.covers(web.host(), verdict))
                        && (methods.isEmpty() || methods.contains(web.method()));
        };
    }
}
