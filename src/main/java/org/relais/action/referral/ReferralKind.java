package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.Assignment;
import org.relais.action.share.ShareKind;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyResult;
import org.relais.group.InviteLinks;
import org.relais.template.MessageSpec;

/** Sharing as it is, and where named sharing is on, how to write to people one knows: told with what is passed on. */
public final class ReferralKind extends ShareKind {
    private final @Nullable ReferralCodes codes;
    private final ReferralStore store = new ReferralStore();

    /** @param codes null when there are no public pages, and so no named sharing */
    public ReferralKind(InviteLinks links, @Nullable ReferralCodes codes) {
        super(links);
        this.codes = codes;
    }

    @Override
    public Future<ReplyResult> accepted(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return super.accepted(tx, reply, action, assignment)
                .compose(answer -> invited(tx, reply, action, assignment, answer));
    }

    @Override
    public Future<ReplyResult> resumed(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return super.resumed(tx, reply, action, assignment)
                .compose(answer -> invited(tx, reply, action, assignment, answer));
    }

    private Future<ReplyResult> invited(
            SqlClient tx, Reply reply, Action action, Assignment assignment, ReplyResult answer) {
        ReferralCodes known = codes;
        return known == null
                ? Future.succeededFuture(answer)
                : store.on(tx, action.id())
                        .compose(on -> on
                                ? OrganisationTexts.of(tx, reply)
                                        .map(speech -> with(answer, speech, known.page(assignment.contactId())))
                                : Future.succeededFuture(answer));
    }

    private static ReplyResult with(ReplyResult answer, OrganisationTexts speech, String page) {
        List<MessageSpec> messages = new ArrayList<>(answer.messages());
        messages.add(speech.say("named.invite", Map.of("link", page)));
        return new ReplyResult(messages, answer.storedIds());
    }
}
