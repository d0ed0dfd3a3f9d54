package org.relais.console.broadcast;

import org.relais.broadcast.Departures;
import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.SenderService;
import org.relais.spending.SpendingService;

/**
 * What is asked before something is sent: whether it can leave, when it will have left, what it may cost, and how it looks
 * in one's own chat.
 */
public record SendConfirmation(
        SenderService senders, Departures departures, SpendingService spending, LinkedChatService chats) {}
