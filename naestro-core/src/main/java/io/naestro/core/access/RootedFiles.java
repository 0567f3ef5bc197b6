package io.naestro.core.access;

import io.naestro.base.LexicalPath;
import io.naestro.effect.Resource.FileResource;
import io.naestro.effect.Resource.Operation;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.tool.ToolContext;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Supplier;

/**
 * The files of one call. A path is read strictly, put to the guard, and then reached without leaving its root: symbolic
 * links are refused wherever they stand and wherever they lead, writes refuse files with a second name, and pipes and
 * devices are refused. Messages name the lexical path, never a path of the host.
 *
 * <p>A path that is not one ends as {@link InputException}; a use that the guard does not allow, or that is unsafe, as
 * {@link io.naestro.tool.AccessRefused}.
 */
public final class RootedFiles implements ToolContext.Files {
    private final Roots roots;
    private final AccessGuard guard;

    /**
     * The files below some roots.
     *
     * @param roots the folders of the host
     * @param guard decides each use
     */
    public RootedFiles(Roots roots, AccessGuard guard) {
        this.roots = roots;
        this.guard = guard;
    }

    @Override
    public byte[] read(String path, long maxBytes) throws IOException {
        requireNotNegative("maxBytes", maxBytes);
        return use(Operation.READ, path, Json::object).read(maxBytes);
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        use(Operation.WRITE, path, () -> Carried.content(content)).write(content);
    }

    @Override
    public List<String> list(String path, int maxEntries) throws IOException {
        requireNotNegative("maxEntries", maxEntries);
        return use(Operation.LIST, path, Json::object).list(maxEntries);
    }

    private FileUse use(Operation operation, String text, Supplier<Json.Obj> carried) throws IOException {
        var path = LexicalPath.of(text);
        var resource = new FileResource(operation, path.toString());
        guard.check(resource, carried);
        var root = roots.find(path.root());
        if (root == null) {
            throw new NoSuchFileException(
                    path.toString(), null, "no root has the name '" + path.root() + "'; roots: " + roots.names());
        }
        if (path.segments().stream().anyMatch(TemporaryName::is)) {
            throw guard.refuse(
                    resource, "'" + path + "' is out of reach: names of this form are for files being written");
        }
        return new FileUse(path, resource, root, guard);
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " '" + value + "' must not be negative");
        }
    }
}
