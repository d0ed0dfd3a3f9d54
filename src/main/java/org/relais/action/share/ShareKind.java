package org.relais.action.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import org.relais.action.Action;
import org.relais.action.ActionButtons;
import org.relais.action.ActionKind;
import org.relais.action.ActionType;
import org.relais.action.Assignment;
import org.relais.channel.GroupChange.Ability;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyResult;
import org.relais.group.GroupStore;
import org.relais.group.InviteLinks;
import org.relais.input.Fault;
import org.relais.input.FaultCode;

/**
 * Passing a message on. A yes is answered with the message itself, which can be forwarded as it is, and after it with the
 * ways to share it; it is done when the volunteer has shared by one of them, or says so.
 */
public class ShareKind implements ActionKind {
    private final InviteLinks links;
    private final GroupStore groups = new GroupStore();
    private final SharedContent content = new SharedContent();

    /** @param links into the group that an action may name */
    public ShareKind(InviteLinks links) {
        this.links = links;
    }

    @Override
    public final ActionType type() {
        return ActionType.SHARE;
    }

    @Override
    public final boolean doneByWord() {
        return true;
    }

    @Override
    public final boolean acceptanceCounts() {
        return true;
    }

    /** A right that lacks may be given at any time; of a group that the sender has left nothing comes but by adding it anew. */
    @Override
    public Future<List<Fault>> missing(SqlClient tx, Action action) {
        Long groupId = action.groupId();
        return groupId == null
                ? Future.succeededFuture(List.of())
                : groups.find(tx, action.organisationId(), groupId)
                        .map(group -> group.filter(known -> known.ability() != Ability.REMOVED)
                                .map(known -> List.<Fault>of())
                                .orElseGet(() -> List.of(Fault.of("groupId", FaultCode.GROUP_LEFT))));
    }

    @Override
    public Future<ReplyResult> accepted(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return links.want(tx, action.organisationId(), action.id(), assignment.contactId())
                .compose(wanted -> passOn(tx, reply, action));
    }

    @Override
    public Future<ReplyResult> resumed(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return passOn(tx, reply, action);
    }

    private Future<ReplyResult> passOn(SqlClient tx, Reply reply, Action action) {
        return OrganisationTexts.of(tx, reply)
                .compose(texts -> content.with(
                        tx,
                        action,
                        texts.ask(
                                "action.share.how",
                                Map.of("title", action.title()),
                                ReplyChoices.of(texts.choice(
                                        "action.done",
                                        ButtonPayload.of(ActionButtons.PART, ActionButtons.DONE, action.id()))))));
    }
}
