package io.naestro.providers.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of places with where they are, read from a GeoNames extract that the host has, such as {@code cities15000.txt}
 * (<a href="https://download.geonames.org/export/dump/readme.txt">its form</a>; the data is licensed CC BY 4.0).
 * Immutable. Names are compared without regard to case.
 */
public final class Gazetteer {
    /** No places: what needs some is not judged. */
    public static final Gazetteer NONE = new Gazetteer(Map.of());

    private static final int MOST_PLACES = 2_000_000;
    private static final int LONGEST_LINE = 64 << 10;
    private static final int COLUMNS = 19;
    private static final double EARTH_KM = 6_371;

    private final Map<String, List<Place>> places;
    private final Set<String> countries = new HashSet<>();

    /**
     * A place.
     *
     * @param name its name
     * @param country its country, in two capital letters (ISO 3166-1)
     * @param latitude in degrees
     * @param longitude in degrees
     * @param population how many people live there; 0 when that is not known
     */
    record Place(String name, String country, double latitude, double longitude, long population) {}

    private Gazetteer(Map<String, List<Place>> places) {
        this.places = places;
        places.values().forEach(all -> all.forEach(place -> countries.add(place.country())));
    }

    /**
     * Reads an extract. Only populated places (feature class P) count; lines of another form are passed over.
     *
     * @param file the file, in UTF-8
     * @throws IOException if it cannot be read, has a line of more than 64 KiB, or more than two million places
     */
    public static Gazetteer read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /**
     * Reads an extract from a stream, which stays open.
     *
     * @param in the extract, in UTF-8
     * @throws IOException as for a file
     */
    public static Gazetteer read(InputStream in) throws IOException {
        var places = new HashMap<String, List<Place>>();
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        int count = 0;
        for (var line = line(reader); line != null; line = line(reader)) {
            var columns = line.split("\t", -1);
            if (columns.length == COLUMNS && columns[6].equals("P") && isNumber(columns[4]) && isNumber(columns[5])) {
                if (++count > MOST_PLACES) {
                    throw new IOException("more than " + MOST_PLACES + " places");
                }
                var place = new Place(
                        columns[1],
                        columns[8],
                        Double.parseDouble(columns[4]),
                        Double.parseDouble(columns[5]),
                        columns[14].matches("[0-9]{1,18}") ? Long.parseLong(columns[14]) : 0);
                names(columns)
                        .forEach(name -> places.computeIfAbsent(name, first -> new ArrayList<>(1))
                                .add(place));
            }
        }
        return new Gazetteer(places);
    }

    private static @Nullable String line(BufferedReader reader) throws IOException {
        var line = new StringBuilder();
        for (int next = reader.read(); next != '\n'; next = reader.read()) {
            if (next < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("a line has more than " + LONGEST_LINE + " characters");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private static boolean isNumber(String text) {
        return text.matches("-?[0-9]{1,3}(\\.[0-9]{1,10})?");
    }

    private static Set<String> names(String... columns) {
        var names = new LinkedHashSet<String>();
        names.add(key(columns[1]));
        names.add(key(columns[2]));
        for (var other : columns[3].split(",", -1)) {
            names.add(key(other));
        }
        names.remove("");
        return names;
    }

    private static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /** Whether it knows places of a country at all. */
    boolean covers(String country) {
        return countries.contains(country.toUpperCase(Locale.ROOT));
    }

    /** The places of a name; all countries when none is given. */
    List<Place> named(String name, String country) {
        return places.getOrDefault(key(name), List.of()).stream()
                .filter(place -> country.isEmpty() || place.country().equalsIgnoreCase(country))
                .toList();
    }

    /** How far a place is from a point, in kilometers on a sphere (haversine formula). */
    static double distance(Place place, double latitude, double longitude) {
        var down = Math.toRadians(latitude - place.latitude());
        var along = Math.toRadians(longitude - place.longitude());
        var a = Math.pow(Math.sin(down / 2), 2)
                + Math.cos(Math.toRadians(latitude))
                        * Math.cos(Math.toRadians(place.latitude()))
                        * Math.pow(Math.sin(along / 2), 2);
        return 2 * EARTH_KM * Math.asin(Math.sqrt(a));
    }
}
