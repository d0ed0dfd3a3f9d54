package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.channel.Channel;
import org.relais.channel.Channel.SharedItem;
import org.relais.channel.InboundEvent;
import org.relais.channel.MarkedText;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfiles;
import org.relais.template.SharedText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sharing without leaving the app: the app asks what a person may pass on, and tells what they sent. A volunteer is offered
 * what they agreed to pass on or were sent to pass on, while it is open; everybody else nothing: strangers, whoever has
 * stopped or is held, and whoever holds another's code.
 */
public final class InAppSharing {
    private static final Logger LOG = LoggerFactory.getLogger(InAppSharing.class);
    private static final int MOST = 10;
    /** The link's code and the question that it was offered to: each sending is another item. */
    private static final Pattern ITEM = Pattern.compile("([0-9A-Za-z]{1,34})-([0-9A-Za-z]{1,29})");

    private final Pool pool;
    private final PersonalShareLinks links;
    private final OrganisationProfiles profiles;
    private final InstantSource clock;
    private final PassedOn passedOn;
    private final OpenShareStore store = new OpenShareStore();

    public InAppSharing(Pool pool, PersonalShareLinks links, OrganisationProfiles profiles, InstantSource clock) {
        this.pool = pool;
        this.links = links;
        this.profiles = profiles;
        this.clock = clock;
        this.passedOn = new PassedOn(links);
    }

    /** Offers what there is: all of it to who typed nothing, else what their own code leads to. Never fails. */
    public Future<Void> answer(Channel channel, InboundEvent query) {
        return items(query)
                .onFailure(fault -> LOG.error("what may be passed on could not be looked up", fault))
                .otherwise(List.of())
                .compose(items -> channel.offer(query, items));
    }

    private Future<List<SharedItem>> items(InboundEvent query) {
        String typed = query.text() == null ? "" : query.text().strip();
        ShareLink link = links.read(typed).orElse(null);
        return !typed.isEmpty() && link == null
                ? Future.succeededFuture(List.of())
                : store.open(pool, query, link, clock.instant(), MOST)
                        .compose(open -> open.isEmpty()
                                ? Future.succeededFuture(List.of())
                                : profiles.of(open.get(0).organisationId()).map(profile -> open.stream()
                                        .map(message -> item(message, query, profile))
                                        .toList()));
    }

    private SharedItem item(SharedMessage message, InboundEvent query, OrganisationProfile profile) {
        long volunteerId = Objects.requireNonNull(message.volunteerId(), "who asks is somebody");
        String code = links.code(new ShareLink(message.messageId(), volunteerId));
        SharedText text = passedOn.text(message, code, profile);
        String first = text.text().lines().findFirst().orElse(text.text());
        return new SharedItem(
                code + "-" + query.externalId(),
                MarkedText.read(first).text(),
                MarkedText.read(text.signed() + "\n" + links.page(code)).text(),
                message.spec().imageUrl());
    }

    /** Counts what they sent, once; not what was never theirs. Fails when that can't be told now. */
    public Future<Void> count(InboundEvent sent) {
        Matcher item = ITEM.matcher(sent.externalId() == null ? "" : sent.externalId());
        Optional<ShareLink> link = item.matches() ? links.read(item.group(1)) : Optional.empty();
        if (link.isEmpty()) {
            return Future.succeededFuture();
        }
        return store.open(pool, sent, link.get(), clock.instant(), 1)
                .compose(open -> open.isEmpty()
                        ? Future.succeededFuture()
                        : store.record(pool, open.get(0), sent.channel(), item.group(), clock.instant()));
    }
}
