package io.naestro.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A disk that forgets. What was not forced may be lost, in any order and torn at any byte, when power fails; so may the
 * name of a file whose folder was not forced. It can be full now and then, and it can lie about what it forced.
 */
final class SimulatedDisk implements LogStorage {
    private final Random random;
    private final Map<Path, Content> files = new HashMap<>();
    boolean off;
    boolean lies;
    double full;

    /** What a file holds: for its readers, on the platter, and what is between the two. */
    private static final class Content {
        byte[] seen = new byte[0];
        byte[] safe = new byte[0];
        boolean named;

        /** What had the name before, and will have it again when the power fails before the folder is forced. */
        @Nullable Content before;

        final List<UnaryOperator<byte[]>> unforced = new ArrayList<>();

        void change(UnaryOperator<byte[]> change, UnaryOperator<byte[]> torn) {
            seen = change.apply(seen);
            unforced.add(torn);
        }
    }

    SimulatedDisk(long seed) {
        random = new Random(seed);
    }

    @Override
    public LogFile open(Path file) throws IOException {
        if (!files.containsKey(file)) {
            Files.createFile(file); // for the list of the folder
            files.put(file, new Content());
        }
        var content = files.get(file);
        return new LogFile() {
            @Override
            public long length() {
                return content.seen.length;
            }

            @Override
            public int read(long at, byte[] into) {
                var count = (int) Math.max(0, Math.min(into.length, content.seen.length - at));
                System.arraycopy(content.seen, (int) at, into, 0, count);
                return count;
            }

            @Override
            public void write(long at, byte[] bytes, int length) throws IOException {
                requirePower();
                var whole = Arrays.copyOf(bytes, length);
                if (at + length > content.seen.length && random.nextDouble() < full) {
                    var some = Arrays.copyOf(whole, length / 2);
                    content.change(old -> put(old, (int) at, some), old -> old);
                    throw new IOException("No space left on device");
                }
                content.change(
                        old -> put(old, (int) at, whole),
                        old -> put(old, (int) at, Arrays.copyOf(whole, random.nextInt(length + 1))));
            }

            @Override
            public void resize(long length) throws IOException {
                requirePower();
                UnaryOperator<byte[]> cut = old -> Arrays.copyOf(old, (int) length);
                content.change(cut, cut);
            }

            @Override
            public void sync() throws IOException {
                requirePower();
                if (!lies || random.nextInt(4) > 0) {
                    content.safe = content.seen.clone();
                    content.unforced.clear();
                }
            }

            @Override
            public void close() {
                // a file is not forced when it is closed
            }
        };
    }

    @Override
    public void syncDirectory(Path directory) {
        for (var content : files.values()) {
            content.named = true;
            content.before = null;
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        var content = files.remove(from);
        content.named = false;
        content.before = files.put(to, content);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        files.remove(file);
    }

    private void requirePower() throws IOException {
        if (off) {
            throw new IOException("no power");
        }
    }

    /** Power fails: some of what was not forced arrives, in no order, perhaps in part. */
    void crash() throws IOException {
        for (var file : List.copyOf(files.keySet())) {
            var content = files.get(file);
            if (!content.named && random.nextBoolean()) {
                if (content.before == null) {
                    delete(file);
                    continue;
                }
                content = content.before;
                files.put(file, content);
            }
            java.util.Collections.shuffle(content.unforced, random);
            for (var change : content.unforced) {
                content.safe = random.nextBoolean() ? change.apply(content.safe) : content.safe;
            }
            content.unforced.clear();
            content.seen = content.safe.clone();
            content.named = true;
        }
    }

    private static byte[] put(byte[] old, int at, byte[] bytes) {
        var result = Arrays.copyOf(old, Math.max(old.length, at + bytes.length));
        System.arraycopy(bytes, 0, result, at, bytes.length);
        return result;
    }
}
