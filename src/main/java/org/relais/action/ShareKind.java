package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyResult;
import org.relais.template.MessageSpec;
import org.relais.template.MessageStore;
import org.relais.template.ShareText;
import org.relais.template.SpecButton;
import org.relais.template.TextTemplate;

/**
 * Passing a message on. A yes is answered with the message itself, which can be forwarded as it is, and after it with the
 * ways to share it; it is done when the volunteer has shared by one of them, or says so.
 */
public final class ShareKind implements ActionKind {
    private final MessageStore messages = new MessageStore();

    @Override
    public ActionType type() {
        return ActionType.SHARE;
    }

    @Override
    public boolean doneByWord() {
        return true;
    }

    @Override
    public boolean acceptanceCounts() {
        return true;
    }

    @Override
    public Future<ReplyResult> accepted(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return passOn(tx, reply, action);
    }

    @Override
    public Future<ReplyResult> resumed(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return passOn(tx, reply, action);
    }

    /** The message is the same for everybody, so that what is shared is counted together; the link in it is each one's own. */
    private Future<ReplyResult> passOn(SqlClient tx, Reply reply, Action action) {
        long contentId = Objects.requireNonNull(action.contentId(), "an open share action has what is passed on");
        return messages.find(tx, action.organisationId(), contentId)
                .map(found -> found.orElseThrow(() -> new IllegalStateException("message " + contentId + " is gone")))
                .compose(content -> OrganisationTexts.of(tx, reply)
                        .map(texts ->
                                new ReplyResult(List.of(ask(texts, action, content, contentId)), List.of(contentId))));
    }

    private static MessageSpec ask(OrganisationTexts texts, Action action, MessageSpec content, long contentId) {
        String language = texts.language("action.share.how");
        Map<String, TextTemplate> shared = content.share().orElseThrow().texts();
        @Nullable TextTemplate own = shared.get(language);
        TextTemplate text = own == null ? Objects.requireNonNull(shared.get(content.language())) : own;
        SpecButton done = new SpecButton.Reply(
                Map.of(language, texts.text("action.done")),
                ButtonPayload.of(ActionReplies.PART, ActionReplies.DONE, action.id())
                        .encode());
        return new MessageSpec(
                language,
                Map.of(language, TextTemplate.literal(texts.text("action.share.how", Map.of("title", action.title())))),
                List.of(done),
                new ShareText(Map.of(language, text), null, false, contentId),
                null,
                null,
                false,
                Map.of());
    }
}
