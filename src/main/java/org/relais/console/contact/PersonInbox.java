package org.relais.console.contact;

import org.relais.inbox.HoldService;
import org.relais.inbox.ThreadService;

/** What the page of a person shows of the inbox: what holds their messages back, and what was said on either side. */
public record PersonInbox(HoldService holds, ThreadService threads) {}
