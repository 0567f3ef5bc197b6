package io.naestro.providers.web;

import static io.naestro.providers.web.Category.SEARCH;
import static io.naestro.providers.web.Severity.HIGH;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import io.naestro.json.Json;
import io.naestro.providers.web.JsonLd.Thing;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Structured data, local businesses among it, and what social networks show. */
final class DataRules {
    private static final String GUIDE =
            "https://developers.google.com/search/docs/appearance/structured-data/sd-policies";
    private static final String GALLERY =
            "https://developers.google.com/search/docs/appearance/structured-data/search-gallery";
    private static final String LIGHTHOUSE = "https://developer.chrome.com/docs/lighthouse/seo/structured-data";
    private static final String BUSINESS =
            "https://developers.google.com/search/docs/appearance/structured-data/local-business";
    private static final String GRAPH = "https://ogp.me/";
    private static final String SCRIPT = "script[type=\"application/ld+json\"]";

    /** What Google requires of a type before it shows a rich result. */
    private static final Map<String, List<String>> REQUIRED = Map.ofEntries(
            Map.entry("BreadcrumbList", List.of("itemListElement")),
            Map.entry("Event", List.of("name", "startDate", "location")),
            Map.entry("FAQPage", List.of("mainEntity")),
            Map.entry("JobPosting", List.of("title", "description", "datePosted", "hiringOrganization")),
            Map.entry("LocalBusiness", List.of("name", "address")),
            Map.entry("Product", List.of("name")),
            Map.entry("Recipe", List.of("name", "image")),
            Map.entry("Review", List.of("author", "itemReviewed", "reviewRating")),
            Map.entry("VideoObject", List.of("name", "thumbnailUrl", "uploadDate")));

    /** Types below LocalBusiness that are common; schema.org has more. */
    private static final Set<String> BUSINESSES = Set.of(
            "LocalBusiness",
            "Restaurant",
            "Bakery",
            "CafeOrCoffeeShop",
            "BarOrPub",
            "Hotel",
            "Store",
            "Dentist",
            "AutoRepair",
            "HairSalon",
            "Pharmacy",
            "LegalService",
            "FoodEstablishment",
            "MedicalClinic");

    static final List<Rule> ALL = List.of(
            Rule.page(
                    "jsonld-invalid",
                    SEARCH,
                    HIGH,
                    "Structured data is no JSON",
                    "Search engines ignore it.",
                    "Correct the JSON.",
                    LIGHTHOUSE,
                    (page, html, found) -> html.data()
                            .forEach(text ->
                                    JsonLd.problem(text).ifPresent(problem -> found.at(page, SCRIPT, problem)))),
            Rule.page(
                    "jsonld-context",
                    SEARCH,
                    MEDIUM,
                    "Structured data does not say its vocabulary",
                    "Without \"@context\": \"https://schema.org\" its names mean nothing.",
                    "Add the context.",
                    LIGHTHOUSE,
                    (page, html, found) -> html.data().stream()
                            .filter(text -> JsonLd.problem(text).isEmpty() && !text.contains("schema.org"))
                            .forEach(text -> found.at(page, SCRIPT, text))),
            thing(
                    "jsonld-type",
                    MEDIUM,
                    "Structured data does not say what it describes",
                    "A thing without @type is ignored.",
                    "Add its @type.",
                    GUIDE,
                    thing -> thing.top() && thing.types().isEmpty() ? List.of("no @type") : List.of()),
            thing(
                    "jsonld-required",
                    MEDIUM,
                    "Structured data misses what search engines require",
                    "No rich result is shown.",
                    "Add the property.",
                    GALLERY,
                    thing -> thing.types().stream()
                            .flatMap(
                                    type -> REQUIRED
                                            .getOrDefault(BUSINESSES.contains(type) ? "LocalBusiness" : type, List.of())
                                            .stream()
                                            .filter(name -> thing.lacks(name))
                                            .map(name -> type + " without " + name))
                            .toList()),
            business(
                    "business-address",
                    MEDIUM,
                    "Address of a local business is not complete",
                    "Maps cannot show where it is.",
                    "Give streetAddress, addressLocality, postalCode and addressCountry.",
                    thing -> thing.object("address").stream()
                            .flatMap(address ->
                                    List.of("streetAddress", "addressLocality", "postalCode", "addressCountry").stream()
                                            .filter(name -> new Thing(address, false).lacks(name)))
                            .toList()),
            business(
                    "business-place",
                    HIGH,
                    "Coordinates of a local business are no place on earth",
                    "Maps show it elsewhere or not at all.",
                    "Give latitude from -90 to 90 and longitude from -180 to 180.",
                    thing -> thing.object("geo").stream()
                            .flatMap(geo -> List.of(
                                            "latitude " + outside(geo, "latitude", 90),
                                            "longitude " + outside(geo, "longitude", 180))
                                    .stream()
                                    .filter(text -> !text.endsWith(" ")))
                            .toList()),
            business(
                    "business-phone",
                    LOW,
                    "Local business gives no telephone number",
                    "Customers on a phone cannot call at a touch.",
                    "Add telephone, with the code of the country.",
                    thing -> thing.lacks("telephone") ? List.of("no telephone") : List.of()),
            business(
                    "business-hours",
                    LOW,
                    "Local business gives no opening hours",
                    "Search results cannot say whether it is open.",
                    "Add openingHoursSpecification.",
                    thing -> thing.lacks("openingHoursSpecification") && thing.lacks("openingHours")
                            ? List.of("no opening hours")
                            : List.of()),
            Rule.page(
                    "social-missing",
                    SEARCH,
                    LOW,
                    "Page says nothing to social networks",
                    "A shared link shows what the network guesses.",
                    "Add og:title, og:type, og:image and og:url.",
                    GRAPH,
                    (page, html, found) -> {
                        if (html.social().isEmpty()) {
                            found.at(page, "head", "");
                        }
                    }),
            Rule.page(
                    "social-incomplete",
                    SEARCH,
                    LOW,
                    "Open Graph properties are missing",
                    "A shared link shows what the network guesses.",
                    "Add the property.",
                    GRAPH + "#metadata",
                    (page, html, found) -> {
                        if (!html.social().isEmpty()) {
                            List.of("og:title", "og:type", "og:image", "og:url").stream()
                                    .filter(name -> !html.social().containsKey(name))
                                    .forEach(name -> found.at(page, "head", name));
                        }
                    }),
            Rule.page(
                    "social-relative",
                    SEARCH,
                    LOW,
                    "Open Graph address is relative",
                    "Networks do not know what it is relative to.",
                    "Write the full address.",
                    GRAPH + "#url",
                    (page, html, found) -> html.social().forEach((name, value) -> {
                        if (name.matches("og:(image|url)")
                                && Urls.canonical(value).isEmpty()) {
                            found.at(page, "meta[property=\"" + name + "\"]", value);
                        }
                    })));

    private DataRules() {}

    private interface Faults {
        List<String> of(Thing thing);
    }

    private static Rule thing(
            String id, Severity severity, String title, String why, String fix, String source, Faults faults) {
        return Rule.page(
                id,
                SEARCH,
                severity,
                title,
                why,
                fix,
                source,
                (page, html, found) -> html.data().stream()
                        .flatMap(text -> JsonLd.things(text).stream())
                        .flatMap(thing -> faults.of(thing).stream())
                        .forEach(fault -> found.at(page, SCRIPT, fault)));
    }

    private static Rule business(String id, Severity severity, String title, String why, String fix, Faults faults) {
        return thing(
                id,
                severity,
                title,
                why,
                fix,
                BUSINESS,
                thing -> thing.types().stream().anyMatch(BUSINESSES::contains) ? faults.of(thing) : List.of());
    }

    /** What is wrong with a coordinate; empty for nothing. */
    private static String outside(Json.Obj geo, String name, int most) {
        var given = geo.get(name).map(value -> value instanceof Json.Str text ? text.value() : value.toString());
        if (given.isEmpty()) {
            return "is missing";
        }
        try {
            return new BigDecimal(given.get()).abs().compareTo(BigDecimal.valueOf(most)) > 0 ? given.get() : "";
        } catch (NumberFormatException e) {
            return given.get();
        }
    }
}
