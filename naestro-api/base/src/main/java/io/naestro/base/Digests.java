package io.naestro.base;

import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The one place that hashes. A value's digest is SHA-256 over the name of its type, a zero byte, and its canonical
 * bytes, so that values of different types never share a digest even when their JSON is the same.
 */
public final class Digests {
    private Digests() {}

    /**
     * The digest of a value.
     *
     * @param typeName the name of the value's type, such as {@code plan/v1}; not empty, without a zero character
     * @param value the value
     * @throws IllegalArgumentException if the name is empty or has a zero character
     * @throws InputException if a number or text in the value has no canonical form; names its pointer
     */
    public static Digest of(String typeName, Json value) {
        return ofCanonical(typeName, Canonical.bytes(value));
    }

    private static Digest ofCanonical(String typeName, byte[] canonical) {
        if (typeName.isEmpty() || typeName.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("type name '" + InputProblem.excerpt(Json.of(typeName))
                    + "' must not be empty or have a zero character");
        }
        var sha = sha256("SHA-256");
        sha.update(typeName.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
        return digest(sha.digest(canonical));
    }

    /**
     * The digest of a Java value: that of its JSON, as {@link Values#write(Object, Shape)} gives it.
     *
     * @param typeName the name of the value's type; not empty, without a zero character
     * @param value the value
     * @param shape its shape
     * @param <T> its Java type
     * @throws IllegalArgumentException if the name is empty or has a zero character, or the value has no JSON form
     * @throws InputException if a number or text in the value has no canonical form; names its pointer
     */
    public static <T> Digest of(String typeName, T value, Shape<T> shape) {
        return ofCanonical(
                typeName,
                Values.write(value, shape, JsonBytes.sorted())
                        .bytes()
                        .orElseGet(() -> Canonical.bytes(Values.write(value, shape))));
    }

    /**
     * The digest of bytes as they are, without a type name: the identity of a blob or of a file.
     *
     * @param bytes the bytes
     */
    public static Digest ofBytes(byte[] bytes) {
        return digest(sha256("SHA-256").digest(bytes));
    }

    static MessageDigest sha256(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + algorithm, e);
        }
    }

    private static Digest digest(byte[] hash) {
        return new Digest("sha256:" + HexFormat.of().formatHex(hash));
    }
}
