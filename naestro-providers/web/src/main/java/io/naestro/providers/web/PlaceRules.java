package io.naestro.providers.web;

import static io.naestro.providers.web.Category.SEARCH;
import static io.naestro.providers.web.Severity.HIGH;
import static io.naestro.providers.web.Severity.LOW;

import io.naestro.json.Json;
import io.naestro.providers.web.JsonLd.Thing;
import io.naestro.providers.web.Rule.PlaceCheck;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether businesses are where they say; needs a {@link Gazetteer}. */
final class PlaceRules {
    private static final String BUSINESS =
            "https://developers.google.com/search/docs/appearance/structured-data/local-business";
    private static final String SCRIPT = "script[type=\"application/ld+json\"]";
    private static final double FAR_KM = 50;

    static final List<Rule> ALL = List.of(
            new Rule(
                    "business-town-unknown",
                    SEARCH,
                    LOW,
                    "Town of a local business is not known in its country",
                    "Maps may not find the address.",
                    "Write the name of the town as its inhabitants do, or correct the country.",
                    BUSINESS,
                    (PlaceCheck) (page, html, gazetteer, found) -> addresses(html.data())
                            .filter(address -> gazetteer.covers(address.country())
                                    && gazetteer
                                            .named(address.town(), address.country())
                                            .isEmpty())
                            .forEach(address -> found.at(page, SCRIPT, address.town() + ", " + address.country()))),
            new Rule(
                    "business-far-off",
                    SEARCH,
                    HIGH,
                    "Coordinates of a local business are far from its town",
                    "Maps lead customers to the wrong place.",
                    "Correct the coordinates or the address.",
                    BUSINESS,
                    (PlaceCheck) (page, html, gazetteer, found) -> addresses(html.data())
                            .forEach(address -> address.distance(gazetteer)
                                    .filter(km -> km > FAR_KM)
                                    .ifPresent(km ->
                                            found.at(page, SCRIPT, Math.round(km) + " km from " + address.town())))));

    private PlaceRules() {}

    /** The address of a thing: its town, its country, and its coordinates as written. */
    private record Address(String town, String country, String latitude, String longitude) {
        /** How far the coordinates are from the nearest town of the name; empty where either is missing. */
        Optional<Double> distance(Gazetteer gazetteer) {
            try {
                var north = Double.parseDouble(latitude);
                var east = Double.parseDouble(longitude);
                return gazetteer.named(town, country).stream()
                        .map(place -> Gazetteer.distance(place, north, east))
                        .min(Double::compare);
            } catch (NumberFormatException e) {
                return Optional.empty(); // another rule tells
            }
        }
    }

    private static Stream<Address> addresses(List<String> data) {
        return data.stream()
                .flatMap(text -> JsonLd.things(text).stream())
                .filter(thing -> thing.object("address").isPresent())
                .map(PlaceRules::address)
                .filter(address -> !address.town().isEmpty());
    }

    private static Address address(Thing thing) {
        var address = thing.object("address").orElseThrow();
        var geo = thing.object("geo").orElse(Json.object());
        return new Address(
                word(address, "addressLocality"),
                word(address, "addressCountry"),
                word(geo, "latitude"),
                word(geo, "longitude"));
    }

    private static String word(Json.Obj thing, String name) {
        return switch (thing.get(name).orElse(Json.NULL)) {
            case Json.Str text -> text.value().strip();
            case Json.Num number -> number.toString();
            default -> "";
        };
    }
}
