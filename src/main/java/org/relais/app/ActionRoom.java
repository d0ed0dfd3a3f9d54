package org.relais.app;

import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.relais.action.ActionService;
import org.relais.action.call.CallCorrections;
import org.relais.action.call.CallService;
import org.relais.action.event.Events;
import org.relais.action.referral.ReferralService;
import org.relais.console.action.ActionPages;
import org.relais.console.action.CallPages;
import org.relais.console.action.EventPages;
import org.relais.console.action.SharePages;
import org.relais.imports.ImportService;
import org.relais.organisation.AuditStore;

/** The console's room for actions, with what each kind adds to it. */
final class ActionRoom {
    private ActionRoom() {}

    /** @param personal names of the variables that other parts compute per person */
    static ActionPages pages(
            Pool pool,
            ActionService actions,
            Events events,
            CallService calls,
            CallCorrections corrections,
            ImportService imports,
            ReferralService naming,
            AuditStore audit,
            Set<String> personal,
            InstantSource clock) {
        return new ActionPages(
                pool,
                actions,
                audit,
                personal,
                List.of(
                        new SharePages(pool, actions, naming, audit, clock),
                        new CallPages(
                                pool,
                                actions,
                                calls,
                                corrections,
                                (organisation, limit) -> imports.page(organisation, Long.MAX_VALUE, limit)),
                        new EventPages(pool, actions, events, audit)));
    }
}
