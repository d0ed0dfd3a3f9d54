package org.relais.console.broadcast;

import org.relais.organisation.SenderService;
import org.relais.spending.SpendingService;

/** What is asked before something is sent: whether it can leave, and what it may cost. */
public record BeforeSending(SenderService senders, SpendingService spending) {}
