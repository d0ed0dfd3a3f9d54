package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.action.event.UnreachedStore.Person;
import org.relais.audience.Audience;
import org.relais.audience.AudienceMember;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastService;
import org.relais.template.MessageSpec;
import org.relais.template.PlatformTemplate;

/** Whom reminders and changes of an event would not reach now: before anything is sent, and after it did not arrive. */
final class EventReach {
    private static final int PAGE = 1_000;
    private static final Set<String> TO_CALL = Set.of("window_closed", "no_address", "unreachable");

    private final Pool pool;
    private final BroadcastService broadcasts;
    private final EventStore events = new EventStore();
    private final UnreachedStore store = new UnreachedStore();

    EventReach(Pool pool, BroadcastService broadcasts) {
        this.pool = pool;
        this.broadcasts = broadcasts;
    }

    /** All of them, in the order of their answers. */
    Future<List<Unreached>> all(Event event) {
        return events.invitation(pool, event.actionId())
                .compose(offer -> offer.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : pages(event, notice(event, offer.get()), 0, List.of()));
    }

    /** As reminders and changes are sent. */
    private static BroadcastDraft notice(Event event, MessageSpec offer) {
        MessageSpec plain = MessageSpec.of(offer.language(), event.details().title())
                .in(offer.template().filter(PlatformTemplate::carriesAnyText).orElse(null));
        return BroadcastDraft.plain(event.details().title(), plain, Audience.EVERYONE, null);
    }

    private Future<List<Unreached>> pages(Event event, BroadcastDraft notice, long after, List<Unreached> before) {
        return store.page(pool, event.actionId(), after, PAGE)
                .compose(page -> page(event, notice, page).compose(found -> {
                    List<Unreached> all =
                            Stream.concat(before.stream(), found.stream()).toList();
                    return page.size() < PAGE
                            ? Future.succeededFuture(all)
                            : pages(event, notice, page.get(page.size() - 1).answerId(), all);
                }));
    }

    private Future<List<Unreached>> page(Event event, BroadcastDraft notice, List<Person> people) {
        if (people.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        if (event.cancelled()) {
            // Nothing more is sent to them: who was told needs no call.
            return Future.succeededFuture(judged(people, List.of()));
        }
        BroadcastDraft toThem = BroadcastDraft.plain(
                notice.title(),
                notice.message(),
                Audience.of(people.stream().map(Person::contactId).toList()),
                null);
        return broadcasts.dryRun(event.organisationId(), toThem, 0, PAGE).map(members -> judged(people, members));
    }

    private static List<Unreached> judged(List<Person> people, List<AudienceMember> members) {
        Map<Long, String> refusals = members.stream()
                .filter(member -> member.refusal() != null && TO_CALL.contains(member.refusal()))
                .collect(Collectors.toMap(AudienceMember::contactId, member -> String.valueOf(member.refusal())));
        List<Unreached> unreached = new ArrayList<>();
        for (Person person : people) {
            String now = refusals.get(person.contactId());
            String reason = now != null ? now : person.failed();
            if (reason != null) {
                unreached.add(person.because(reason));
            }
        }
        return unreached;
    }
}
