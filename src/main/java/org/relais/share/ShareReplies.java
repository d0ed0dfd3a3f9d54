package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.answer.AnswerFigures;
import org.relais.consent.ConsentWordingStore;
import org.relais.contact.ConsentState;
import org.relais.conversation.Command;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.StandardArguments;
import org.relais.delivery.Outbox;
import org.relais.organisation.Actor;
import org.relais.organisation.SenderStore;
import org.relais.share.ShareFigures.Own;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfileStore;
import org.relais.template.PoliticalLabel;
import org.relais.template.Recipient;
import org.relais.template.Renderer;
import org.relais.template.ShareText;
import org.relais.template.SpecButton;

/**
 * The chat's side of share links. Whoever comes by a join link is asked once whether they agree; who brought them is
 * written down only with their yes. MY STATS tells volunteers what came of their own links, and who
 * asks how to share gets one.
 */
public final class ShareReplies implements ReplyHandler {
    /** In front of the code, in the evidence. */
    private static final String REFERENCE = "share link ";
    /** Under which the versions are kept of what they agree to who let their first name be told. */
    private static final String NAME_WORDING = "friend_name";

    /** What the draft says behind JOIN of whoever comes without a link of somebody's own. */
    private static final String FRIEND = "friend";

    private final PersonalShareLinks links;
    private final JoinLinks joinLinks;
    private final SenderStore senders;
    private final ShareFigures figures;
    private final JoinNotices notices;
    private final InstantSource clock;
    private final Renderer renderer = new Renderer();
    private final AnswerFigures answers = new AnswerFigures();
    private final ShareStore store = new ShareStore();
    private final JoinStore joins = new JoinStore();
    private final PublicPageStore publicPages = new PublicPageStore();
    private final ConsentWordingStore wordings = new ConsentWordingStore();
    private final OrganisationProfileStore profiles = new OrganisationProfileStore();

    public ShareReplies(
            PersonalShareLinks links, JoinLinks joinLinks, ShareFigures figures, Outbox outbox, InstantSource clock) {
        this.joinLinks = joinLinks;
        this.senders = new SenderStore(clock);
        this.notices = new JoinNotices(outbox, clock);
        this.links = links;
        this.figures = figures;
        this.clock = clock;
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        String argument = reply.argument();
        if (reply.kind() == Reply.Kind.JOIN && argument != null) {
            return shared(tx, reply, argument)
                    .compose(shared -> shared.isEmpty()
                            ? Future.succeededFuture(Optional.empty())
                            : join(tx, reply, argument, shared.get()).map(Optional::of));
        }
        if (reply.command() == Command.SHARE && reply.state() == ConsentState.SUBSCRIBED) {
            return link(tx, reply);
        }
        return reply.command() == Command.STATS ? stats(tx, reply) : Future.succeededFuture(Optional.empty());
    }

    /** Where no action asks to share: their link of what reached them last, or else where friends may write to us. */
    private Future<Optional<ReplyResult>> link(SqlClient tx, Reply reply) {
        return OrganisationTexts.of(tx, reply)
                .compose(texts -> store.newest(tx, reply.organisationId(), reply.contactId(), clock.instant())
                        .compose(message -> message.isEmpty()
                                ? chats(tx, reply, texts)
                                : Future.succeededFuture(Optional.of(link(reply, texts, message.get())))));
    }

    private ReplyResult link(Reply reply, OrganisationTexts texts, SharedMessage message) {
        String page = links.page(links.code(new ShareLink(message.messageId(), reply.contactId())));
        return ReplyResult.of(texts.say("share.link", Map.of("link", page)));
    }

    private Future<Optional<ReplyResult>> chats(SqlClient tx, Reply reply, OrganisationTexts texts) {
        return publicPages
                .find(tx, reply.organisationId())
                .compose(page -> senders.states(tx, reply.organisationId())
                        .map(states ->
                                joinLinks.of(states, page.barredChannels(), FRIEND, texts.language("share.join"))))
                .map(joins -> joins.stream().map(LandingView.Join::link).collect(Collectors.joining("\n")))
                .map(chats -> chats.isEmpty()
                        ? Optional.empty()
                        : Optional.of(ReplyResult.of(texts.say("share.join", Map.of("links", chats)))));
    }

    /** Only a code of the organisation that was written to: another's links lead to its own senders. */
    private Future<Optional<SharedMessage>> shared(SqlClient tx, Reply reply, String code) {
        return links.read(code)
                .map(link -> store.find(tx, link))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .map(found -> found.filter(message -> message.organisationId() == reply.organisationId()));
    }

    @Override
    public Future<Optional<String>> reference(SqlClient tx, Reply join) {
        String code = join.argument();
        return code == null
                ? Future.succeededFuture(Optional.empty())
                : shared(tx, join, code).map(found -> found.map(message -> REFERENCE + code));
    }

    private Future<ReplyResult> join(SqlClient tx, Reply reply, String code, SharedMessage shared) {
        return profiles.of(tx, reply.organisationId())
                .compose(profile -> reply.state() == ConsentState.SUBSCRIBED
                        ? Future.succeededFuture(new ReplyResult(Stream.concat(
                                        Stream.of(already(profile, reply.language())),
                                        passedOn(profile, shared, reply.language()).stream())
                                .toList()))
                        : ask(tx, reply, profile, code));
    }

    private Future<ReplyResult> ask(SqlClient tx, Reply reply, OrganisationProfile profile, String code) {
        return OptInQuestion.ask(tx, profile, reply.contactId(), reply.language(), REFERENCE + code, clock.instant());
    }

    private static MessageSpec already(OrganisationProfile profile, @Nullable String language) {
        String spoken = profile.texts().language("welcome.again", language);
        return MessageSpec.of(
                spoken, profile.texts().text("welcome.again", language, StandardArguments.of(profile, spoken)));
    }

    /** The yes: whoever came by a link of ours is written down as brought by its volunteer. */
    @Override
    public Future<ReplyResult> agreed(SqlClient tx, Reply reply, OptInQuestion question) {
        return code(question)
                .map(code -> shared(tx, reply, code).compose(shared -> agreedName(tx, reply, code, question.language())
                        .compose(wording -> record(tx, reply, shared, wording))
                        .compose(recorded -> repeated(tx, reply, shared, question.language()))))
                .orElseGet(() -> Future.succeededFuture(ReplyResult.silent()));
    }

    /** The code of the link by which somebody came who is asked; empty for who came otherwise. */
    static Optional<String> code(OptInQuestion question) {
        return Optional.of(question.reference())
                .filter(reference -> reference.startsWith(REFERENCE))
                // Until wordings had versions of their own, the text's hash stood behind the code.
                .map(reference -> reference.substring(REFERENCE.length()).split(",", 2)[0]);
    }

    /** What they came for, once more. */
    private Future<ReplyResult> repeated(SqlClient tx, Reply reply, Optional<SharedMessage> shared, String language) {
        return profiles.of(tx, reply.organisationId())
                .map(profile -> new ReplyResult(shared.flatMap(message -> passedOn(profile, message, language)).stream()
                        .toList()));
    }

    /**
     * The text that was passed on, in the reader's language where it has it, with its link and, of political advertising, below
     * its label; empty once it has ended.
     */
    private Optional<MessageSpec> passedOn(
            OrganisationProfile profile, SharedMessage shared, @Nullable String language) {
        if (shared.ended(clock.instant())) {
            return Optional.empty();
        }
        Recipient reader = new Recipient(
                "", language, Map.of(PoliticalLabel.LINK, links.notice(shared.messageId())), false, false, null);
        return renderer.passedOn(shared.spec(), reader, profile)
                .map(text -> MessageSpec.of(text.language(), text.labelled(), link(profile, shared, text.language())));
    }

    /** A link of the volunteer's own would lead back to where they came from. */
    private static List<SpecButton> link(OrganisationProfile profile, SharedMessage shared, String language) {
        return shared
                .spec()
                .share()
                .flatMap(ShareText::link)
                .filter(url -> url.variables().isEmpty())
                .stream()
                .<SpecButton>map(url ->
                        new SpecButton.Link(Map.of(language, profile.texts().text("page.link", language)), url))
                .toList();
    }

    /** The wording of the page, as a version of the organisation's wordings, when they came by it having agreed. */
    private Future<Optional<String>> agreedName(SqlClient tx, Reply reply, String code, String language) {
        return ShareCodes.isNamed(code)
                ? profiles.of(tx, reply.organisationId())
                        .compose(profile -> wordings.approve(
                                tx,
                                Actor.service(reply.organisationId(), "service"),
                                NAME_WORDING,
                                profile.texts().language("page.join.name", language),
                                profile.texts().text("page.join.name", language),
                                clock.instant()))
                        .map(version -> Optional.of(version.reference()))
                : Future.succeededFuture(Optional.empty());
    }

    private Future<Void> record(
            SqlClient tx, Reply reply, Optional<SharedMessage> shared, Optional<String> nameWording) {
        return shared.isEmpty() || reply.state() == ConsentState.SUBSCRIBED
                ? Future.succeededFuture()
                : joins.record(
                                tx,
                                shared.get(),
                                shared.get().volunteerId(),
                                reply.contactId(),
                                nameWording.orElse(null),
                                clock.instant())
                        .compose(recorded -> recorded
                                ? notices.tell(tx, reply.organisationId(), reply.contactId())
                                : Future.succeededFuture());
    }

    private Future<Optional<ReplyResult>> stats(SqlClient tx, Reply reply) {
        return figures.own(tx, reply.organisationId(), reply.contactId())
                .compose(own -> profiles.of(tx, reply.organisationId())
                        .compose(profile -> answers.lines(tx, profile, reply.language(), reply.contactId())
                                .map(answered -> answer(profile, reply.language(), answered, own))));
    }

    private static Optional<ReplyResult> answer(
            OrganisationProfile profile, @Nullable String language, List<String> answered, Optional<Own> own) {
        List<String> lines = Stream.concat(
                        answered.stream(),
                        own.map(figures -> lines(profile, language, figures)).stream()
                                .flatMap(List::stream))
                .toList();
        String spoken = profile.texts().language("stats.share.shared", language);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(ReplyResult.of(MessageSpec.of(spoken, String.join("\n", lines))));
    }

    /** A volunteer's figures in words, a line each; for answers that put them beside other figures. */
    public static List<String> lines(OrganisationProfile profile, @Nullable String language, Own own) {
        List<String> lines = new ArrayList<>();
        lines.add(line(profile, language, "shared", own.shared()));
        lines.add(line(profile, language, "visits", own.visits()));
        lines.add(line(profile, language, "joined", own.joined()));
        if (own.entered() > 0) {
            lines.add(line(profile, language, "entered", own.entered()));
        }
        if (own.tree() > own.joined()) {
            lines.add(line(profile, language, "tree", own.tree()));
        }
        return lines;
    }

    private static String line(OrganisationProfile profile, @Nullable String language, String what, long count) {
        return profile.texts().text("stats.share." + what, language, Map.of("count", count));
    }
}
