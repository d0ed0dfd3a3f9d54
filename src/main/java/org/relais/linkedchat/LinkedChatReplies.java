package org.relais.linkedchat;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyResult;

/** The chat's side of linking: a code that was typed, or that a link brought. */
public final class LinkedChatReplies implements ReplyHandler {
    private final LinkedChatService chats;

    public LinkedChatReplies(LinkedChatService chats) {
        this.chats = chats;
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        return reply.kind() == Reply.Kind.JOIN
                ? linked(tx, reply, reply.argument())
                : Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Optional<ReplyResult>> coded(SqlClient tx, Reply reply) {
        return linked(tx, reply, reply.text());
    }

    private Future<Optional<ReplyResult>> linked(SqlClient tx, Reply reply, @Nullable String written) {
        Optional<LinkCode> code = Optional.ofNullable(written).flatMap(LinkCode::read);
        return code.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : chats.link(tx, reply.organisationId(), reply.addressId(), code.get())
                        .compose(outcome -> said(tx, reply, outcome))
                        .map(Optional::of);
    }

    private static Future<ReplyResult> said(SqlClient tx, Reply reply, LinkedChatService.Outcome outcome) {
        if (outcome instanceof LinkedChatService.Outcome.TooMany) {
            return Future.succeededFuture(ReplyResult.silent());
        }
        return outcome instanceof LinkedChatService.Outcome.Linked linked
                ? OrganisationTexts.of(tx, reply.organisationId(), linked.language())
                        .map(texts -> ReplyResult.of(texts.say("chat.linked", Map.of("name", linked.name()))))
                : OrganisationTexts.of(tx, reply).map(texts -> ReplyResult.of(texts.say("chat.code-invalid")));
    }
}
