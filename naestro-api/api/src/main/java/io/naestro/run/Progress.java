package io.naestro.run;

/**
 * How far a run is.
 *
 * @param ended steps that ended, skipped ones included
 * @param running steps that are being worked on
 * @param total all steps that are known so far; a map step counts each element once it is known
 */
public record Progress(int ended, int running, int total) {
    @Override
    public String toString() {
        return ended + " of " + total + " steps ended, " + running + " running";
    }
}
