package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.channel.InboundEvent.Card;
import org.relais.contact.PhoneNumbers;
import org.relais.conversation.StandardArguments;
import org.relais.input.RateLimiter;
import org.relais.share.PublicPageRenderer;
import org.relais.share.PublicPageStore;
import org.relais.share.PublicPageTexts;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfiles;

/**
 * {@code /n/<code>}: a volunteer's own page to name a person, for those who can send no contact card. Its rules, limits and
 * words are those of the chat.
 */
public final class ReferralRoutes {
    private static final int LONGEST_FIELD = 1_000;
    /** People named in one form. */
    private static final int MOST_AT_ONCE = 10;

    private final Pool pool;
    private final ReferralCodes codes;
    private final ReferralDialogue dialogue;
    private final OrganisationProfiles profiles;
    private final RateLimiter door;
    private final PhoneNumbers numbers = new PhoneNumbers();
    private final LongConsumer wake;
    private final ReferralStore store = new ReferralStore();
    private final PublicPageRenderer pages;
    private final PublicPageStore publicPages = new PublicPageStore();

    /** @param wake tells the delivery of an organisation that something is urgent */
    public ReferralRoutes(
            Pool pool,
            ReferralCodes codes,
            ReferralDialogue dialogue,
            OrganisationProfiles profiles,
            RateLimiter door,
            LongConsumer wake) {
        this.pool = pool;
        this.codes = codes;
        this.dialogue = dialogue;
        this.profiles = profiles;
        this.door = door;
        this.pages = new PublicPageRenderer(door);
        this.wake = wake;
    }

    public void mount(Router router) {
        router.route(ReferralCodes.PATH + ":code").failureHandler(pages::refuse);
        router.route(ReferralCodes.PATH + ":code")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> pages.settle(
                        context, open(context, (visitor, offer) -> page(visitor, offer, List.of(), List.of()))));
        router.post(ReferralCodes.PATH + ":code")
                .handler(BodyHandler.create(false).setBodyLimit(PublicPageRenderer.LARGEST_FORM))
                .handler(context -> pages.settle(context, open(context, this::bring)));
        router.get("/n/*").handler(context -> pages.settle(context, pages.missing(context)));
    }

    /** A request whose code is good. */
    private record Visitor(
            RoutingContext context, Referrer volunteer, OrganisationProfile profile, PublicPageTexts words) {
        String text(String key, Map<String, ?> arguments) {
            Map<String, Object> all = new HashMap<>(StandardArguments.of(profile, words.language()));
            all.putAll(arguments);
            return profile.texts().text(key, words.language(), all);
        }

        String field(String name) {
            String value = context.request().getFormAttribute(name);
            return value == null ? "" : value.substring(0, Math.min(value.length(), LONGEST_FIELD));
        }
    }

    private interface Step {
        Future<Void> take(Visitor visitor, ReferralOffer offer);
    }

    private Future<Void> open(RoutingContext context, Step step) {
        if (!door.admits(context.request())) {
            return pages.busy(context);
        }
        return codes.read(context.pathParam("code"))
                .map(contactId -> store.volunteer(pool, contactId))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .compose(volunteer ->
                        volunteer.isEmpty() ? pages.missing(context) : enter(context, volunteer.get(), step));
    }

    private Future<Void> enter(RoutingContext context, Referrer volunteer, Step step) {
        return dialogue.offer(pool, volunteer.organisationId(), volunteer.contactId())
                .compose(offer -> offer.isEmpty()
                        ? pages.missing(context)
                        : profiles.of(volunteer.organisationId())
                                .compose(profile -> step.take(visitor(context, volunteer, profile), offer.get())));
    }

    private static Visitor visitor(RoutingContext context, Referrer volunteer, OrganisationProfile profile) {
        PublicPageTexts words = PublicPageTexts.of(
                profile,
                volunteer.language() == null ? PublicPageRenderer.languages(context) : List.of(volunteer.language()));
        Referrer speaking =
                new Referrer(volunteer.organisationId(), volunteer.contactId(), null, null, words.language());
        return new Visitor(context, speaking, profile, words);
    }

    private Future<Void> bring(Visitor visitor, ReferralOffer offer) {
        if (offer.consentOnly()) {
            return page(visitor, offer, List.of(visitor.text("named.off", Map.of())), List.of());
        }
        return pool.withTransaction(tx -> bring(tx, visitor, offer)).compose(result -> {
            if (!result.links().isEmpty()) {
                wake.accept(visitor.volunteer().organisationId());
            }
            return page(visitor, offer, result.said(), result.links());
        });
    }

    private record Result(List<String> said, List<ReferralView.Link> links) {}

    private Future<Result> bring(SqlConnection tx, Visitor visitor, ReferralOffer offer) {
        Referrer volunteer = visitor.volunteer();
        List<String> lines = visitor.field("number")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(MOST_AT_ONCE)
                .toList();
        List<String> named = lines.isEmpty() ? List.of("") : lines;
        return store.lock(tx, volunteer.contactId())
                .compose(locked ->
                        dialogue.mayTry(tx, offer, volunteer.organisationId(), volunteer.contactId(), named.size()))
                .compose(allowed -> bring(tx, visitor, offer, named, allowed));
    }

    /** Each line is judged by itself: one that can't be taken keeps no other back, and is named by its number. */
    private Future<Result> bring(
            SqlConnection tx, Visitor visitor, ReferralOffer offer, List<String> lines, int allowed) {
        List<ReferralView.Link> links = new ArrayList<>();
        List<Integer> refused = new ArrayList<>();
        List<Integer> unreadable = new ArrayList<>();
        Future<Void> all = Future.succeededFuture();
        for (int at = 0; at < allowed; at++) {
            int number = at + 1;
            String name = lines.size() == 1 ? visitor.field("name") : "";
            Optional<Referral> person = Referral.of(new Card(name, List.of(lines.get(at))), numbers, offer.country());
            if (person.isEmpty()) {
                unreadable.add(number);
                continue;
            }
            all = all.compose(before -> dialogue.bring(
                            tx, visitor.volunteer(), visitor.profile(), offer, person.get(), purpose(visitor, offer)))
                    .map(link -> link.map(address ->
                                    links.add(new ReferralView.Link(person.get().name(), address)))
                            .orElseGet(() -> refused.add(number)))
                    .mapEmpty();
        }
        return all.map(brought -> new Result(
                Stream.of(
                                told(visitor, "named.refused", refused, lines.size()),
                                told(visitor, "named.unreadable", unreadable, lines.size()),
                                allowed < lines.size() ? visitor.text("named.limit", Map.of()) : "")
                        .filter(text -> !text.isEmpty())
                        .toList(),
                links));
    }

    private static String told(Visitor visitor, String key, List<Integer> lines, int all) {
        if (lines.isEmpty()) {
            return "";
        }
        return all == 1
                ? visitor.text(key, Map.of("count", 1))
                : visitor.text(
                        key + ".lines",
                        Map.of(
                                "count",
                                lines.size(),
                                "lines",
                                lines.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }

    private static String purpose(Visitor visitor, ReferralOffer offer) {
        return visitor.text("named.purpose", Map.of("count", 1, "days", offer.retentionDays()));
    }

    private Future<Void> page(Visitor visitor, ReferralOffer offer, List<String> said, List<ReferralView.Link> links) {
        ReferralView view = new ReferralView(purpose(visitor, offer), said, links);
        return publicPages
                .links(pool, visitor.volunteer().organisationId())
                .compose(linked -> pages.page(
                        visitor.context(),
                        200,
                        "share/named.jte",
                        Map.of("words", visitor.words(), "view", view, "links", linked)));
    }
}
