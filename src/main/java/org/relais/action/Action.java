package org.relais.action;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.broadcast.Declaration;

/**
 * Something volunteers are asked to do.
 *
 * @param messageId the offer as composed, without buttons
 * @param offerId the offer as it is sent; null until it is opened
 * @param contentId what is passed on; null where nothing is, and until it is opened
 * @param reminderId the reminder; null until it is opened
 * @param perVolunteer most units of work of one volunteer in this action; null for no ceiling
 * @param perDay most units of work of one volunteer on a day of the organisation's time zone, in all
 *     actions together; null for no ceiling
 * @param reminders whether and when volunteers are reminded
 * @param declaration what its organisation said it is; null: nothing yet
 * @param groupId the group that its volunteers help to grow; null for none
 * @param createdBy who composed it, as in the audit trail
 * @param endsAt when it ends by itself; null for never
 * @param endedAt when it was ended or cancelled
 * @param version changes with every update of the draft
 */
public record Action(
        long id,
        long organisationId,
        ActionType type,
        ActionState state,
        String title,
        long messageId,
        @Nullable Long offerId,
        @Nullable Long contentId,
        @Nullable Long reminderId,
        Audience audience,
        @Nullable Integer perVolunteer,
        @Nullable Integer perDay,
        RemindRule reminders,
        @Nullable Declaration declaration,
        @Nullable Long groupId,
        String createdBy,
        Instant createdAt,
        @Nullable Instant openedAt,
        @Nullable Instant endsAt,
        @Nullable Instant endedAt,
        int version) {

    /** Text for whoever acts in one that was called off. */
    public static final String CANCELLED_KEY = "action.cancelled";

    /** Text for whoever acts in one that has ended. */
    public static final String OVER_KEY = "action.over";

    /** Whether volunteers may act in it now. */
    public boolean isOpen(Instant now) {
        return state == ActionState.OPEN && (endsAt == null || now.isBefore(endsAt));
    }

    /**
     * Whether it is offered to nobody new until it is said what it is.
     *
     * @param required whether its organisation has to say so
     */
    public boolean isUndeclared(boolean required) {
        return required && declaration == null && state == ActionState.OPEN;
    }

    /** Key of the text, with {@code title}, for whoever acts in it when it is not open any more. */
    public String overKey() {
        return state == ActionState.CANCELLED ? CANCELLED_KEY : OVER_KEY;
    }
}
