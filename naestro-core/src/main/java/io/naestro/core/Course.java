package io.naestro.core;

import io.naestro.run.RunEvent;
import org.jspecify.annotations.Nullable;

/** Where a run is headed in this process: on, to an end that is decided, or nowhere. Used by the run's owner only. */
final class Course {
    private @Nullable RunEvent end;
    private @Nullable RuntimeException broken;
    private boolean halted;
    private boolean asleep;
    private boolean gone;

    /** How the run will end once its calls have ended; null while it goes on. */
    @Nullable RunEvent end() {
        return end;
    }

    /** Decides how the run will end, unless that was decided before. Whether it was not. */
    boolean decide(RunEvent event) {
        if (end != null) {
            return false;
        }
        end = event;
        return true;
    }

    /** Decides that the run is halted, whatever was decided before. Whether nothing was. */
    boolean halt(RunEvent event) {
        var first = end == null;
        end = event;
        halted = true;
        return first;
    }

    boolean isHalted() {
        return halted;
    }

    /** Why the run cannot go on in this process; null while it can. */
    @Nullable RuntimeException broken() {
        return broken;
    }

    void breakOff(RuntimeException why) {
        broken = why;
    }

    /** Starts nothing more; what is under way may end. */
    void sleep() {
        asleep = true;
    }

    /** Nothing happens from here on, and nobody waits. */
    void leave() {
        asleep = true;
        gone = true;
    }

    /** Whether nothing new is done for the run: it sleeps, cannot go on, or has ended. */
    boolean rests(RunState state) {
        return state.end() != null || broken != null || asleep;
    }

    /** Whether it makes no sense any more to think or judge for the run. */
    boolean isOver(RunState state) {
        return end != null || asleep || state.end() != null;
    }

    /** Whether waiting for the run is in vain here. */
    boolean lost() {
        return gone || broken != null;
    }
}
