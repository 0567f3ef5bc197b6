package io.naestro.json;

/**
 * The identity of a piece of content: {@code sha256:} and 64 lower-case hexadecimal digits. Values are hashed as RFC
 * 8785 canonical JSON, domain-separated by type name, by one class in {@code io.naestro.base}.
 *
 * @param value the text form
 */
public record Digest(String value) {
    private static final String PREFIX = "sha256:";
    private static final int LENGTH = PREFIX.length() + 64;

    public Digest {
        if (!valid(value)) {
            throw new IllegalArgumentException(
                    "a digest is 'sha256:' and 64 hex digits, not " + Preview.of(Json.of(value)));
        }
    }

    /** The first 12 hexadecimal digits: enough for people to tell two apart. */
    public String brief() {
        return value.substring(PREFIX.length(), PREFIX.length() + 12);
    }

    private static boolean valid(String value) {
        return value.length() == LENGTH && value.startsWith(PREFIX) && isHex(value);
    }

    private static boolean isHex(String value) {
        for (int i = PREFIX.length(); i < LENGTH; i++) { // there are many, so without a stream
            var c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
