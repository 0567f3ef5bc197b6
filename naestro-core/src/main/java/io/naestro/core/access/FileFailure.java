package io.naestro.core.access;

import io.naestro.base.LexicalPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Tells what a file system says by the lexical path: a path of the host is nothing for a model. */
final class FileFailure {
    private FileFailure() {}

    static IOException of(LexicalPath path, IOException e) {
        var name = path.toString();
        return switch (e) {
            case NoSuchFileException missing -> new NoSuchFileException(name, null, "no such file or folder");
            case NotDirectoryException file -> new FileSystemException(name, null, "a folder of the path is a file");
            case AccessDeniedException denied ->
                new AccessDeniedException(name, null, "denied by the operating system");
            case FileSystemException other -> new FileSystemException(name, null, reason(other));
            default -> e;
        };
    }

    private static String reason(FileSystemException e) {
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }
}
