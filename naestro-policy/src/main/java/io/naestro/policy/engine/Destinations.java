package io.naestro.policy.engine;

import io.naestro.base.PathPattern;
import io.naestro.effect.Resource;
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
 * @param tables the tables, as {@code database/table}, with stars
 * @param operations what is done with files and tables; empty for anything
 */
record Destinations(
        List<HostRule> hosts,
        Set<String> methods,
        List<PathPattern> paths,
        Set<String> programs,
        List<String> tables,
        Set<Resource.Operation> operations) {
    /** The methods that files can name. */
    static final Set<String> METHODS =
            Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT");

    static final String TABLE_FORM = "crm/customer, crm/public.customer, crm/*";
    static final Pattern TABLE = Pattern.compile("[a-z0-9_.*-]+/[a-z0-9_.*-]+");
    private static final Pattern PROGRAM = Pattern.compile("(?:/|[A-Za-z]:[/\\\\])[^*\\p{Cntrl}]+");

    Destinations {
        hosts = List.copyOf(hosts);
        methods = Set.copyOf(methods);
        paths = List.copyOf(paths);
        programs = Set.copyOf(programs);
        tables = List.copyOf(tables);
        operations = Set.copyOf(operations);
    }

    /** Whether files can name the program: an absolute path, without patterns. */
    static boolean isProgram(String text) {
        return PROGRAM.matcher(text).matches();
    }

    /** Whether the target is named, and what is done with it too. */
    boolean cover(Target target, Verdict verdict) {
        return names(target, verdict) && admit(target);
    }

    /** Whether what is done with the target is meant. */
    boolean admit(Target target) {
        return switch (target) {
            case Target.FileTarget file -> operations.isEmpty() || operations.contains(file.operation());
            case Target.WebTarget web -> methods.isEmpty() || methods.contains(web.method());
            case Target.ProgramTarget program -> true;
            case Target.TableTarget table -> operations.isEmpty() || operations.contains(table.operation());
        };
    }

    private boolean names(Target target, Verdict verdict) {
        return switch (target) {
            case Target.FileTarget file -> named(file);
            case Target.ProgramTarget program -> programs.contains(program.program());
            case Target.TableTarget table -> Globs.any(tables, table.name());
            case Target.WebTarget web -> named(web, verdict);
        };
    }

    private boolean named(Target.FileTarget file) {
        for (int i = 0; i < paths.size(); i++) {
            var pattern = paths.get(i);
            if (pattern.root().equals(file.path().root()) && Globs.matches(pattern.segments(), file.names())) {
                return true;
            }
        }
        return false;
    }

    private boolean named(Target.WebTarget web, Verdict verdict) {
        for (int i = 0; i < hosts.size(); i++) {
            if (hosts.get(i).covers(web, verdict)) {
                return true;
            }
        }
        return false;
    }
}
