package org.relais.action;

import java.time.Instant;
import org.relais.audience.Audience;

/** Actions as their store reads them, for tests of what is shown of them. */
public final class TestActions {
    private TestActions() {}

    /** An open one that passes a message on, of everybody. */
    public static Action sharing(long organisationId, long id) {
        return new Action(
                id,
                organisationId,
                ActionType.SHARE,
                ActionState.OPEN,
                "Fête",
                1,
                1L,
                null,
                1L,
                Audience.EVERYONE,
                null,
                null,
                new RemindRule(24, 0, false),
                null,
                null,
                "Ana",
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                1);
    }
}
