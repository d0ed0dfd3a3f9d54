package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.consent.stopword.RightsKind;
import org.relais.contact.ConsentState;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyInterpreter;
import org.relais.inbound.reply.ReplyPersonStore.ContactOrigin;
import org.relais.ledger.EventSource;
import org.relais.template.MessageSpec;
import org.relais.template.PersonalText;
import org.relais.text.WrittenDate;

/**
 * What somebody is told at once who asks who we are, if anybody reads this, or where we have their number from: our name, why
 * we write, that a service answers and people read, and the origin that the ledger knows (GDPR articles 14(2)(f) and 15(1)(g))
 * with how to leave.
 */
final class OrganisationInquiries {
    private final ReplyPersonStore persons;
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    OrganisationInquiries(ReplyPersonStore persons) {
        this.persons = persons;
    }

    /** Whether it is asked, by whoever does not speak of people they call. */
    static boolean isAsked(ReplyContext replyContext) {
        boolean calls = replyContext.conversation() != null
                && replyContext.conversation().readsWords();
        return !calls && replyContext.button() == null && (replyContext.asksOrigin() || replyContext.asksWho());
    }

    /** Answers, and says by when organisers answer what this is no answer to. */
    Future<Void> say(SqlConnection tx, ReplyContext replyContext, ReplyMessages messages) {
        Future<Optional<ContactOrigin>> origin = replyContext.asksOrigin()
                ? persons.origin(
                        tx, replyContext.organisationId(), replyContext.person().contactId())
                : Future.succeededFuture(Optional.empty());
        return origin.compose(found -> messages.say(tx, replyContext.listener(), texts -> {
            List<String> lines = new ArrayList<>(List.of(texts.text("about.us")));
            if (replyContext.asksWho()) {
                lines.add(texts.text("about.robot"));
            }
            found.ifPresent(known -> lines.add(told(texts, known)));
            if (found.isPresent() && replyContext.person().state() == ConsentState.SUBSCRIBED) {
                lines.add(texts.text(ReplyContext.WAY_OUT));
            }
            lines.addAll(RightsIntake.told(
                    texts, left(replyContext), replyContext.open().receivedAt(), false));
            return MessageSpec.of(texts.language("about.us"), String.join("\n", lines));
        }));
    }

    /** The rights that organisers answer to: all of somebody who names the law or has stopped, else what is more than where from. */
    private Set<RightsKind> left(ReplyContext replyContext) {
        boolean all = replyContext.person().state() == ConsentState.UNSUBSCRIBED
                || interpreter.isFormal(
                        Objects.requireNonNullElse(replyContext.event().text(), ""));
        Set<RightsKind> left = EnumSet.noneOf(RightsKind.class);
        left.addAll(replyContext.rights());
        if (!all) {
            left.remove(RightsKind.ORIGIN);
        }
        return left;
    }

    private static String told(OrganisationTexts texts, ContactOrigin origin) {
        String key = key(origin.source(), origin.told());
        return texts.text(
                key,
                Map.of(
                        "origin",
                        PersonalText.clean(Objects.requireNonNullElse(origin.told(), "")),
                        "date",
                        WrittenDate.of(origin.since().atZone(ZoneOffset.UTC).toLocalDate(), texts.language(key))));
    }

    private static String key(EventSource source, @Nullable String told) {
        if (told != null) {
            return "about.number.told";
        }
        return switch (source) {
            case WEBHOOK -> "about.number.own";
            case PAGE -> "about.number.page";
            case VOLUNTEER -> "about.number.volunteer";
            case IMPORT, API, CONSOLE, RETENTION, SYSTEM, REPLAY -> "about.number.team";
        };
    }
}
