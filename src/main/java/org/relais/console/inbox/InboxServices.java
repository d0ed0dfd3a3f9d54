package org.relais.console.inbox;

import org.relais.inbox.DataLinkService;
import org.relais.inbox.HoldService;
import org.relais.inbox.InboxCaseService;
import org.relais.inbox.InboxService;
import org.relais.inbox.OrganiserAnswerService;
import org.relais.inbox.RightsRequestService;
import org.relais.inbox.SavedAnswerService;
import org.relais.inbox.ThreadService;
import org.relais.inbox.media.MediaService;
import org.relais.notice.NoticeService;

/** The services behind what organisers read, decide and answer. */
public record InboxServices(
        InboxService inbox,
        HoldService holds,
        RightsRequestService rights,
        OrganiserAnswerService answers,
        InboxCaseService cases,
        SavedAnswerService saved,
        ThreadService threads,
        MediaService media,
        NoticeService notices,
        DataLinkService dataLinks) {}
