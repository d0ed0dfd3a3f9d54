package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.relais.consent.proof.ProofService;
import org.relais.inbox.DataLinkService;
import org.relais.inbox.DataLinkService.Reader;
import org.relais.inbox.DataLinks;
import org.relais.input.RateLimiter;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationStore;
import org.relais.share.PublicAssets;
import org.relais.share.PublicPageRenderer;
import org.relais.share.PublicPageStore;
import org.relais.share.PublicPageTexts;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfiles;
import org.relais.text.WrittenDate;

/**
 * {@code /d/<code>}: where somebody who asked for their data fetches them. To look at the page (GET, HEAD) counts nothing,
 * because messengers and their robots open every link; its button does, shows the sheet or sends it as a file, and works a
 * few times in a few days.
 */
public final class DataLinkRoutes {
    private static final String PATH = DataLinks.PATH + ":code";

    private final Pool pool;
    private final DataLinkService links;
    private final ProofService proofs;
    private final OrganisationProfiles profiles;
    private final RateLimiter door;
    private final PublicPageRenderer pages;
    private final OrganisationStore organisations;
    private final PublicPageStore publicPages = new PublicPageStore();

    public DataLinkRoutes(
            Pool pool,
            DataLinkService links,
            ProofService proofs,
            OrganisationProfiles profiles,
            RateLimiter door,
            InstantSource clock) {
        this.pool = pool;
        this.links = links;
        this.proofs = proofs;
        this.profiles = profiles;
        this.door = door;
        this.pages = new PublicPageRenderer(door);
        this.organisations = new OrganisationStore(clock);
    }

    public void mount(Router router) {
        router.route(PATH).handler(DataLinkRoutes::headers).failureHandler(pages::refuse);
        router.route(PATH)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> pages.settle(context, found(context, this::ask)));
        router.post(PATH)
                .handler(BodyHandler.create(false).setBodyLimit(PublicPageRenderer.LARGEST_FORM))
                .handler(context -> pages.settle(context, found(context, this::open)));
        router.route(DataLinks.PATH + "*").handler(context -> pages.settle(context, pages.missing(context)));
    }

    /** The address is the key: it goes nowhere else. */
    private static void headers(RoutingContext context) {
        context.response().putHeader("Referrer-Policy", "no-referrer").putHeader("X-Robots-Tag", "noindex, nofollow");
        context.next();
    }

    private interface Step {
        Future<Void> take(Visitor visitor);
    }

    /** Whose link was followed, and in which words they are spoken to. */
    private record Visitor(RoutingContext context, Reader reader, OrganisationProfile profile) {
        String code() {
            return context.pathParam("code");
        }

        PublicPageTexts words() {
            return PublicPageTexts.of(
                    profile,
                    Stream.concat(Stream.ofNullable(reader.language()), PublicPageRenderer.languages(context).stream())
                            .toList());
        }

        boolean wantsFile() {
            return "file".equals(context.request().getFormAttribute("as"));
        }
    }

    private Future<Void> found(RoutingContext context, Step step) {
        if (!door.admits(context.request())) {
            return pages.busy(context);
        }
        return links.find(context.pathParam("code"))
                .compose(found -> found.isEmpty()
                        ? pages.missing(context)
                        : profiles.of(found.get().organisationId())
                                .compose(profile -> step.take(new Visitor(context, found.get(), profile))));
    }

    private Future<Void> ask(Visitor visitor) {
        return visitor.reader().usable() ? page(visitor, 200, "ask") : spent(visitor);
    }

    private Future<Void> spent(Visitor visitor) {
        return page(visitor, 410, "spent");
    }

    private Future<Void> page(Visitor visitor, int status, String what) {
        PublicPageTexts words = visitor.words();
        String until = WrittenDate.of(
                LocalDate.ofInstant(visitor.reader().until(), java.time.ZoneOffset.UTC), words.language());
        return pages.page(
                visitor.context(), status, "share/mydata.jte", Map.of("words", words, "what", what, "until", until));
    }

    private Future<Void> open(Visitor visitor) {
        return links.open(visitor.code())
                .compose(opened -> opened
                        ? organisations
                                .find(pool, visitor.reader().organisationId())
                                .compose(organisation -> sheet(visitor, organisation.orElseThrow()))
                        : spent(visitor));
    }

    private Future<Void> sheet(Visitor visitor, Organisation organisation) {
        Reader reader = visitor.reader();
        DataLanguage in = DataLanguage.of(
                        organisation,
                        Stream.of(Objects.requireNonNullElse(reader.language(), ""), organisation.language()))
                .toThem();
        return proofs.handOver(reader.organisationId(), reader.contactId())
                .compose(
                        data -> publicPages.links(pool, reader.organisationId()).compose(linked -> {
                            Map<String, Object> model = new HashMap<>();
                            if (visitor.wantsFile()) {
                                visitor.context()
                                        .response()
                                        .putHeader(
                                                "Content-Disposition",
                                                "attachment; filename=\"" + in.text("held.file-name") + ".html\"");
                                model.put("style", PublicAssets.style());
                            }
                            model.put("words", PublicPageTexts.of(visitor.profile(), List.of(in.code())));
                            model.put("sheet", DataSheet.of(in, data, linked));
                            return pages.page(visitor.context(), 200, "share/sheet.jte", model);
                        }));
    }
}
