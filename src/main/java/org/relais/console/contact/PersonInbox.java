package org.relais.console.contact;

import org.relais.inbox.HoldService;
import org.relais.inbox.RightsRequestService;
import org.relais.inbox.ThreadService;
import org.relais.share.JoinLinks;

/**
 * What the page of a person shows of the inbox: what holds their messages back, what they ask for by right, and what was
 * said on either side.
 *
 * @param openers links that open a chat with the organisation, for whoever has not done so yet
 */
public record PersonInbox(HoldService holds, RightsRequestService rights, ThreadService threads, JoinLinks openers) {}
