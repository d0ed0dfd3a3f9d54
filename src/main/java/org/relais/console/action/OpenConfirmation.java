package org.relais.console.action;

import org.relais.linkedchat.LinkedChatService;
import org.relais.spending.SpendingService;

/** What is asked before an action is opened: what it may cost, and how it looks in one's own chat. */
public record OpenConfirmation(SpendingService spending, LinkedChatService chats) {}
