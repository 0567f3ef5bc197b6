package io.naestro.policy.engine;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;

/**
 * Times of the week. A window that ends before it starts goes on over midnight and belongs to the day on which it
 * starts.
 *
 * @param days the days on which it starts
 * @param from the second of the day at which it starts
 * @param to the second of the day before which it ends; the same as {@code from} for the whole day
 * @param zone where the days and times are those of the clock on the wall
 */
record Window(Set<DayOfWeek> days, int from, int to, ZoneId zone) {
    static final int DAY = 24 * 60 * 60;
    private static final int WEEK = 7;

    /** The days from Monday to Thursday, which 1 January 1970 was. */
    private static final int EPOCH = 3;

    Window {
        days = Set.copyOf(days);
    }

    boolean holds(Instant at) {
        var local = at.getEpochSecond() + zone.getRules().getOffset(at).getTotalSeconds();
        var second = (int) Math.floorMod(local, (long) DAY);
        var day = Math.floorDiv(local, (long) DAY);
        if (from < to) {
            return second >= from && second < to && startsOn(day);
        }
        return second >= from ? startsOn(day) : second < to && startsOn(day - 1);
    }

    private boolean startsOn(long day) {
        return days.contains(DayOfWeek.of(Math.floorMod(day + EPOCH, WEEK) + 1));
    }
}
