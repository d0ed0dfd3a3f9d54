package org.relais.console.broadcast;

import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.SenderService;
import org.relais.spending.SpendingService;

/** What is asked before something is sent: whether it can leave, what it may cost, and how it looks in one's own chat. */
public record BeforeSending(SenderService senders, SpendingService spending, LinkedChatService chats) {}
