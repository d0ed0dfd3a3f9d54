package org.relais.console.contact;

import org.relais.inbox.HoldService;
import org.relais.inbox.RightsRequestService;
import org.relais.inbox.ThreadService;

/**
 * What the page of a person shows of the inbox: what holds their messages back, what they ask for by right, and what was
 * said on either side.
 */
public record PersonInbox(HoldService holds, RightsRequestService rights, ThreadService threads) {}
