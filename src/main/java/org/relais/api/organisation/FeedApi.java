package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.feed.Feed;
import org.relais.feed.FeedEvent;
import org.relais.feed.FeedKind;
import org.relais.feed.FeedPage;
import org.relais.feed.FeedSequencer;
import org.relais.input.QueryReader;

/** {@code /events}: what happened, in the order of its places, waited for when there is nothing new. */
public final class FeedApi implements ApiRoutes.Resource {
    private static final int LONGEST_WAIT_SECONDS = 30;

    private final Feed feed;

    public FeedApi(Feed feed) {
        this.feed = feed;
    }

    @Override
    public void mount(Router router) {
        router.get(ApiRoutes.BASE + "/events").handler(ApiHandlers.read(this::events));
    }

    private Future<JsonObject> events(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        long after = query.after();
        List<String> kinds = query.words("kind", FeedKind.NAMES);
        int limit = query.limit();
        int wait = query.number("wait", 0, LONGEST_WAIT_SECONDS, 0);
        query.done();
        long organisationId = ApiHandlers.actor(context).organisationId();
        return feed.read(new Feed.Query(organisationId, after, kinds, limit), Duration.ofSeconds(wait))
                .map(page -> json(page, after));
    }

    private static JsonObject json(FeedPage page, long after) {
        if (after > 0 && after < page.pruned()) {
            throw new ProblemException(Problem.gone("Events are kept for " + FeedSequencer.KEPT.toDays()
                    + " days, and some behind this place are gone: read the contacts anew, then begin with after=0."));
        }
        return Page.all(page.events(), FeedEvent::toJson).put("next", Long.toString(page.next()));
    }
}
