package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.Preview;
import org.relais.group.ChatGroup;
import org.relais.group.GroupStore;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.template.MessageSpec;
import org.relais.template.MessageStore;
import org.relais.template.OrganisationProfileStore;

/** Actions as the broadcasts that offer them: composed, judged, prepared. Whether an action may be offered is not asked here. */
final class ActionOffers {
    private final Pool pool;
    private final BroadcastService broadcasts;
    private final ActionKinds kinds;
    private final InstantSource clock;
    private final MessageStore messages = new MessageStore();
    private final GroupStore groups = new GroupStore();
    private final OrganisationProfileStore profiles = new OrganisationProfileStore();

    ActionOffers(Pool pool, BroadcastService broadcasts, ActionKinds kinds, InstantSource clock) {
        this.pool = pool;
        this.broadcasts = broadcasts;
        this.kinds = kinds;
        this.clock = clock;
    }

    /** A broadcast that can be sent, and is not yet. */
    Future<Broadcast> prepared(Actor actor, Action action, Audience audience) {
        return of(action, audience)
                .compose(draft -> broadcasts.createOffer(actor, draft))
                .compose(broadcast -> broadcasts
                        .refuseUnready(action.organisationId(), broadcast.id())
                        .recover(fault -> dropped(broadcast).compose(deleted -> Future.failedFuture(fault)))
                        .map(broadcast));
    }

    /** One that was prepared and is not used. */
    Future<Boolean> dropped(Broadcast broadcast) {
        return broadcasts.deleteOffer(broadcast.organisationId(), broadcast.id());
    }

    /** A draft judged as the broadcast that it will be, and as what follows a yes; fails with its faults. */
    Future<Void> refuseFaults(long organisationId, ActionDraft draft) {
        return looks(organisationId, 0, draft, null).compose(looks -> refuseUnknownGroup(organisationId, draft));
    }

    private Future<Void> refuseUnknownGroup(long organisationId, ActionDraft draft) {
        Long groupId = draft.groupId();
        return groupId == null
                ? Future.succeededFuture()
                : groups.find(pool, organisationId, groupId)
                        .compose(group -> group.isPresent()
                                ? Future.succeededFuture()
                                : Future.failedFuture(new InvalidInputException("groupId", FaultCode.GROUP_UNKNOWN)));
    }

    /** What volunteers would read of a draft; fails with its faults. */
    Future<ActionService.Looks> looks(long organisationId, long actionId, ActionDraft draft, @Nullable Long contactId) {
        return kinds.has(draft.type())
                ? kinds.of(draft.type())
                        .details(pool, organisationId, actionId)
                        .compose(details -> looks(organisationId, draft, details, contactId))
                : Future.failedFuture(new InvalidInputException("kind", FaultCode.KIND_NOT_POSSIBLE));
    }

    /** The same with other words under the text of the offer than its kind has now. */
    Future<ActionService.Looks> looks(long organisationId, ActionDraft draft, UnaryOperator<String> details) {
        return looks(organisationId, draft, Optional.of(details), null);
    }

    private Future<ActionService.Looks> looks(
            long organisationId, ActionDraft draft, Optional<UnaryOperator<String>> details, @Nullable Long contactId) {
        Instant endsAt = draft.endsAt();
        if (endsAt != null && !endsAt.isAfter(clock.instant())) {
            return Future.failedFuture(new InvalidInputException("endsAt", FaultCode.MUST_BE_FUTURE));
        }
        return profiles.of(pool, organisationId).compose(profile -> {
            ActionMessages texts = new ActionMessages(
                    profile,
                    Long.MAX_VALUE,
                    draft.title(),
                    draft.message(),
                    kinds.of(draft.type()).buttons());
            Optional<MessageSpec> ways = kinds.of(draft.type()).doneByWord() ? texts.ways() : Optional.empty();
            return broadcasts
                    .preview(organisationId, draft(draft, texts.offer(details)), contactId)
                    .compose(offer -> answer(organisationId, draft, texts.content(), contactId)
                            .compose(passedOn -> answer(organisationId, draft, ways, contactId)
                                    .compose(after -> intoGroup(organisationId, draft, texts)
                                            .compose(link -> answer(organisationId, draft, link, contactId))
                                            .map(group -> new ActionService.Looks(offer, passedOn, after, group)))));
        });
    }

    /** Of a group into which nobody can be invited now no link comes. */
    private Future<Optional<MessageSpec>> intoGroup(long organisationId, ActionDraft draft, ActionMessages texts) {
        Long groupId = draft.groupId();
        return groupId == null
                ? Future.succeededFuture(Optional.empty())
                : groups.find(pool, organisationId, groupId)
                        .map(group -> group.filter(ChatGroup::invites).flatMap(texts::intoGroup));
    }

    private Future<List<Preview>> answer(
            long organisationId, ActionDraft draft, Optional<MessageSpec> message, @Nullable Long contactId) {
        return message.map(answer -> broadcasts.previewAnswer(organisationId, draft(draft, answer), contactId))
                .orElseGet(() -> Future.succeededFuture(List.of()));
    }

    /** An action as the broadcast that would offer it to these people. */
    Future<BroadcastDraft> of(Action action, Audience audience) {
        return kinds.of(action)
                .details(pool, action.organisationId(), action.id())
                .compose(details -> texts(pool, action).map(texts -> BroadcastDraft.plain(
                                action.title(), texts.offer(details), audience, action.endsAt())
                        .declared(action.declaration())));
    }

    /** What its kind says besides the offer, and what is passed on. */
    Future<List<SpokenPart>> spoken(Action action) {
        return kinds.of(action).spoken(pool, action).compose(own -> composed(pool, action)
                .map(message -> Stream.concat(
                                own.stream(),
                                message.share().stream()
                                        .map(share -> new SpokenPart(
                                                "share",
                                                message.language(),
                                                share.texts().keySet(),
                                                null)))
                        .toList()));
    }

    /** The offer as it was composed. */
    Future<MessageSpec> composed(SqlClient client, Action action) {
        return messages.find(client, action.organisationId(), action.messageId())
                .map(found -> found.orElseThrow(
                        () -> new IllegalStateException("message " + action.messageId() + " is gone")));
    }

    /** Everything that is said of an action, as composed. */
    Future<ActionMessages> texts(SqlClient client, Action action) {
        return profiles.of(client, action.organisationId()).compose(profile -> composed(client, action)
                .map(composed -> new ActionMessages(
                        profile,
                        action.id(),
                        action.title(),
                        composed,
                        kinds.of(action).buttons())));
    }

    static BroadcastDraft draft(ActionDraft draft, MessageSpec message) {
        return BroadcastDraft.plain(draft.title(), message, draft.audience(), draft.endsAt())
                .declared(draft.declaration());
    }
}
