package org.relais.console.inbox;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.console.inbox.InboxPages.Show;
import org.relais.inbox.AnswerStatus;
import org.relais.inbox.HeldPerson;
import org.relais.inbox.InboxCase;
import org.relais.inbox.InboxService;
import org.relais.inbox.RightsCase;
import org.relais.notice.NoticeReport;

/**
 * What one of the inbox's tabs shows.
 *
 * @param waiting how much waits, whichever tab it is
 * @param nextHold after whom there are more holds; null when there are none
 * @param linked requests answered by a link that still opens; none on a tab that is not of rights alone
 * @param next before which message there are more; null when there are none
 * @param answers what has been answered to the messages, and whether they may be answered now
 */
public record InboxList(
        InboxService.Waiting waiting,
        List<HeldPerson> holds,
        @Nullable Long nextHold,
        List<RightsCase> rights,
        List<RightsCase> linked,
        List<NoticeReport> reports,
        List<InboxCase.Waiting> messages,
        @Nullable Long next,
        Map<Long, AnswerStatus> answers) {

    /**
     * One tab's page of an organisation.
     *
     * @param label only messages with it; empty for all
     * @param mine whose conversations alone are shown; null: everybody's
     * @param before the page's first message comes before it
     * @param afterHold the page's first hold comes after it
     */
    public record View(
            long organisationId, Show show, String label, @Nullable Long mine, long before, long afterHold) {}

    /** Everything that waits, of all kinds. */
    public long all() {
        return waiting.all() + reports.size();
    }

    /** How much a tab announces; 0 where nothing is announced. */
    public long count(Show show) {
        return switch (show) {
            case ALL -> all();
            case STOPS -> waiting.held();
            case RIGHTS -> waiting.rights() + reports.size();
            case MESSAGES -> waiting.writers();
            case MINE, LATER -> 0;
        };
    }

    /** Reports stand with the rights. */
    public boolean showsReports(Show show) {
        return !reports.isEmpty() && show.rights();
    }

    /** Tells one standing from another, for a page that need not be told what it shows. */
    public String mark() {
        return Integer.toHexString(hashCode());
    }
}
