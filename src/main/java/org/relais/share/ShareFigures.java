package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Paging;

/**
 * What came of sharing: per message, per volunteer, per day, and who brought whom. All of it is counted from the events
 * when it is asked for, so that the figures of one view add up to those of another.
 */
public final class ShareFigures {
    private static final int MOST_BRANCHES = 10_000;

    private final ShareFiguresStore store = new ShareFiguresStore();

    /**
     * @param opened times that volunteers opened their own page
     * @param shared times that it was passed on inside an app, or that an app was opened with the text ready, by app; whether
     *     it was sent then only the app knows
     * @param visits times that the page for friends was read
     * @param joins people who came by a link and said yes
     * @param entries people who entered the action's group by a volunteer's link, once each
     */
    public record Counts(long opened, Map<ShareApp, Long> shared, long visits, long joins, long entries) {
        public Counts {
            shared = Map.copyOf(shared);
        }

        /** Over all apps. */
        public long sharedInAll() {
            return shared.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * @param source the broadcast that it is a text of; null for none, as for what actions pass on
     * @param texts the text to share by language, as composed
     * @param endsAt when its public pages end; null for never
     * @param volunteers how many opened their page or an app
     */
    public record OfMessage(
            long messageId,
            @Nullable Source source,
            Map<String, String> texts,
            Instant createdAt,
            @Nullable Instant endsAt,
            long volunteers,
            Counts counts) {
        public OfMessage {
            texts = Map.copyOf(texts);
        }
    }

    /**
     * A broadcast that people are asked by to pass something on.
     *
     * @param variant which of its two texts the message is, {@code a} or {@code b}; null: it has one only
     */
    public record Source(long broadcastId, @Nullable String variant) {}

    /**
     * Somebody who passes on, or says that they have.
     *
     * @param contactId 0 for all who have been erased together
     * @param done whether they have said that it is done, of which nothing else need be known
     */
    public record OfVolunteer(long contactId, String name, boolean done, Counts counts) {}

    /** @param day in the organisation's time zone */
    public record Day(LocalDate day, Counts counts) {}

    /**
     * Somebody who joined, and by whom.
     *
     * @param depth 1 for those whom the root brought, 2 for those whom these brought, and so on
     */
    public record Branch(long contactId, String name, long broughtBy, long messageId, Instant joinedAt, int depth) {}

    /**
     * What a volunteer is told about their own links.
     *
     * @param joined people they brought
     * @param entered people who entered groups by their links
     * @param tree these, and those whom these brought in turn
     */
    public record Own(long opened, long shared, long visits, long joined, long entered, long tree) {}

    /** One shareable message; empty when the organisation has no such. */
    public Future<Optional<OfMessage>> ofMessage(SqlClient client, long organisationId, long messageId) {
        return store.ofMessages(client, organisationId, messageId, Paging.NEWEST, 1)
                .map(found -> found.stream().findFirst());
    }

    /**
     * Shareable messages.
     *
     * @param limit 1 to 200
     */
    public Future<List<OfMessage>> messages(SqlClient client, long organisationId, Paging paging, int limit) {
        return store.ofMessages(client, organisationId, null, paging, limit);
    }

    /**
     * Volunteers by contact id.
     *
     * @param messageId null for all messages together
     * @param fromId the first id wanted, 0 for the first page
     */
    public Future<List<OfVolunteer>> volunteers(
            SqlClient client, long organisationId, @Nullable Long messageId, long fromId, int limit) {
        return store.ofVolunteers(client, organisationId, messageId, fromId, limit);
    }

    /** By what volunteers may be compared. */
    public enum Rank {
        SHARED,
        VISITS,
        JOINS,
        ENTRIES
    }

    /**
     * Which volunteers of a message in which order.
     *
     * @param among only these people; null for everybody
     */
    public record Ranking(long messageId, Rank rank, @Nullable List<Long> among) {}

    /** Volunteers of a message, those of most first, behind so many of them. */
    public Future<List<OfVolunteer>> ranked(
            SqlClient client, long organisationId, Ranking ranking, long offset, int limit) {
        return store.ranked(client, organisationId, ranking, offset, limit);
    }

    /** Days on which something happened, oldest first; {@code messageId} null for all messages together. */
    public Future<List<Day>> days(SqlClient client, long organisationId, @Nullable Long messageId) {
        return store.byDay(client, organisationId, messageId);
    }

    /**
     * Who brought whom, level by level, at most 10,000 people.
     *
     * @param rootId whose branch; null for everybody's, from those whom nobody brought
     */
    public Future<List<Branch>> tree(SqlClient client, long organisationId, @Nullable Long rootId) {
        return store.tree(client, organisationId, rootId, MOST_BRANCHES);
    }

    /** What came of a volunteer's own links; empty when nothing has yet. */
    public Future<Optional<Own>> own(SqlClient client, long organisationId, long contactId) {
        return store.own(client, organisationId, contactId);
    }
}
