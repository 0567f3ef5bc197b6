package io.naestro.run;

/**
 * The host's own name for a run. A key belongs to the tenant of the principal it is started for. Starting twice with
 * one key starts one run: the second start returns the first one's run, whatever became of it.
 *
 * @param value 1 to 200 characters, none of them a control character
 */
public record RunKey(String value) {
    private static final int LONGEST = 200;

    public RunKey {
        if (value.isBlank() || value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a run key has 1 to 200 characters and no control characters");
        }
    }

    /**
     * A key.
     *
     * @param value 1 to 200 characters, none of them a control character
     */
    public static RunKey of(String value) {
        return new RunKey(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
