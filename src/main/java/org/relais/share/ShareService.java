package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.MarkedText;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfileStore;
import org.relais.template.PoliticalLabel;
import org.relais.template.Recipient;
import org.relais.template.Renderer;

/**
 * Service that ends the public pages of messages that volunteers pass on, and writes the posts by which organisers pass
 * them on to groups.
 */
public final class ShareService {
    private final Pool pool;
    private final InstantSource clock;
    private final AuditStore audit;
    private final Optional<PersonalShareLinks> links;
    private final ShareStore store = new ShareStore();
    private final OrganisationProfileStore profiles = new OrganisationProfileStore();
    private final Renderer renderer = new Renderer();

    /** @param links empty where there are no public pages */
    public ShareService(Pool pool, Optional<PersonalShareLinks> links, InstantSource clock) {
        this.links = links;
        this.pool = pool;
        this.clock = clock;
        this.audit = new AuditStore(clock);
    }

    /**
     * What an organiser may post in groups and channels, in each language of the message, the default one first; who joins
     * by its link is counted for the message and for no volunteer. Empty when there is no such message, when its pages have
     * ended, and where there are none.
     */
    public Future<List<GroupPost>> posts(long organisationId, long messageId) {
        ShareLink link = new ShareLink(messageId, 0);
        return links.isEmpty()
                ? Future.succeededFuture(List.of())
                : store.find(pool, link)
                        .map(found -> found.filter(message ->
                                message.organisationId() == organisationId && !message.ended(clock.instant())))
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(List.of())
                                : profiles.of(pool, organisationId)
                                        .map(profile -> posts(
                                                found.get(),
                                                profile,
                                                links.get().page(links.get().code(link)))));
    }

    private List<GroupPost> posts(SharedMessage message, OrganisationProfile profile, String page) {
        MessageSpec spec = message.spec();
        Map<String, String> variables = links.map(each -> each.notice(message.messageId()))
                .map(notice -> Map.of(PoliticalLabel.LINK, notice))
                .orElse(Map.of());
        return spec.share().orElseThrow().texts().keySet().stream()
                .sorted(Comparator.comparing((String language) -> !language.equals(spec.language()))
                        .thenComparing(language -> language))
                .map(language -> renderer.passedOn(
                                spec, new Recipient("", language, variables, false, false, null), profile)
                        .orElseThrow())
                .map(text -> new GroupPost(text.language(), MarkedText.read(text.signed() + "\n" + page), page))
                .toList();
    }

    /**
     * Ends the pages of a message, and of the other text of its broadcast if there is one; a time that is later than one
     * set before opens them again.
     *
     * @param at null: now
     * @return false when the organisation has no such message
     */
    public Future<Boolean> end(Actor actor, long messageId, @Nullable Instant at) {
        Instant now = clock.instant();
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> pool.withTransaction(
                        tx -> store.end(tx, actor.organisationId(), messageId, at == null ? now : at, actor.name(), now)
                                .compose(ended -> audit.write(ended, tx, actor, "share.end", "message:" + messageId))));
    }
}
