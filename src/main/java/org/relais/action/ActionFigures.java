package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of actions, counted from the events and deliveries when it is asked for, so that the figures of one view add
 * up to those of another: offered = accepted + declined + silent, and whoever is done has accepted.
 */
public final class ActionFigures {
    private final ActionFiguresStore store = new ActionFiguresStore();

    /**
     * @param offered offers that the platform took
     * @param silent those that were not answered
     * @param units pieces of work done
     * @param reminded reminders queued
     */
    public record Counts(
            long offered, long accepted, long declined, long silent, long done, long units, long reminded) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);
    }

    /** @param contactId 0 for all who have been erased together */
    public record OfVolunteer(
            long contactId,
            String name,
            Counts counts,
            Instant offeredAt,
            @Nullable Instant answeredAt,
            @Nullable Instant doneAt) {}

    /**
     * What happened on a day in the organisation's time zone; over all days, the sums are those of the whole action but for
     * {@code silent}, which is no deed.
     */
    public record Day(LocalDate day, Counts counts) {}

    /** By action; actions without an offer are there with zeros. */
    public Future<Map<Long, Counts>> of(SqlClient client, long organisationId, Collection<Long> actionIds) {
        return store.totals(client, organisationId, actionIds);
    }

    /**
     * By volunteer, in contact id order.
     *
     * @param fromId the first id wanted, 0 for the first page
     * @param limit 1 to 10,000
     */
    public Future<List<OfVolunteer>> volunteers(SqlClient client, Action action, long fromId, int limit) {
        return store.volunteers(client, action, fromId, limit);
    }

    /** Days on which something happened, oldest first. */
    public Future<List<Day>> days(SqlClient client, Action action) {
        return days(client, action.organisationId(), action.id());
    }

    /** The same of the action with this id. */
    public Future<List<Day>> days(SqlClient client, long organisationId, long actionId) {
        return store.days(client, organisationId, actionId);
    }
}
