package org.relais.action.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.relais.action.Action;
import org.relais.conversation.ReplyResult;
import org.relais.template.MessageSpec;
import org.relais.template.MessageStore;
import org.relais.template.ShareText;
import org.relais.template.TextTemplate;

/**
 * What volunteers pass on in an action. The message is the same for everybody, so that what is shared is counted together;
 * the link in it is each one's own.
 */
public final class SharedContent {
    private final MessageStore messages = new MessageStore();

    /**
     * The message itself, which can be forwarded as it is, and after it the ways to share it.
     *
     * @param words what is said over these ways, in one language
     */
    public Future<ReplyResult> with(SqlClient tx, Action action, MessageSpec words) {
        long contentId = Objects.requireNonNull(action.contentId(), "an open action with something that is passed on");
        return messages.find(tx, action.organisationId(), contentId)
                .map(found -> found.orElseThrow(() -> new IllegalStateException("message " + contentId + " is gone")))
                .map(content -> new ReplyResult(List.of(ask(content, contentId, words)), List.of(contentId)));
    }

    private static MessageSpec ask(MessageSpec content, long contentId, MessageSpec words) {
        Map<String, TextTemplate> shared = content.share().orElseThrow().texts();
        TextTemplate own = shared.get(words.language());
        TextTemplate text = own != null ? own : Objects.requireNonNull(shared.get(content.language()));
        return new MessageSpec(
                words.language(),
                words.bodies(),
                words.buttons(),
                new ShareText(Map.of(words.language(), text), null, false, contentId),
                null,
                null,
                false,
                Map.of(),
                null);
    }
}
