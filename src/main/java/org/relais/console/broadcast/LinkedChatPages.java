package org.relais.console.broadcast;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastService;
import org.relais.console.ConsoleFeature;
import org.relais.console.MenuSection;
import org.relais.console.OneTimeSecret;
import org.relais.console.OneTimeSecrets;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.linkedchat.LinkedChat;
import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.Role;
import org.relais.template.MessageSpec;
import org.relais.template.TextTemplate;

/** The page on which an organiser links their own chat, in which they get what they compose as a test. */
public final class LinkedChatPages implements ConsoleFeature {
    static final String PATH = "/my-chat";

    private static final String BROADCASTS = "broadcasts/";

    private final LinkedChatService chats;
    private final BroadcastService broadcasts;
    private final OneTimeSecrets codes;

    public LinkedChatPages(LinkedChatService chats, BroadcastService broadcasts, InstantSource clock) {
        this.chats = chats;
        this.broadcasts = broadcasts;
        this.codes = new OneTimeSecrets(clock);
    }

    @Override
    public MenuSection section() {
        return MenuSection.BROADCASTS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PATH, Role.ORGANISER, this::page);
        routes.get(PATH + "/state", Role.ORGANISER, this::state);
        routes.post(PATH, Role.ORGANISER, this::issue);
        routes.post(PATH + "/test", Role.ORGANISER, this::test);
        routes.post(PATH + "/unlink", Role.ORGANISER, this::unlink);
    }

    /** @param draft to which whoever was sent here goes back, as {@code broadcasts/12} or {@code actions/7}; empty for none */
    public static String path(String draft) {
        return draft.isEmpty() ? PATH : PATH + "?draft=" + draft;
    }

    /** The draft from which somebody came; empty for none. */
    public static String draft(PageRequest visit) {
        return visit.query("draft")
                .filter(page -> page.matches("(broadcasts|actions)/\\d{1,18}"))
                .orElse("");
    }

    /** The same as long as it is a draft: to what has gone out since nobody goes back from here. */
    private Future<String> presentDraft(PageRequest visit) {
        String draft = draft(visit);
        return draft.startsWith(BROADCASTS)
                ? broadcasts
                        .find(visit.organisationId(), Long.parseLong(draft.substring(BROADCASTS.length())))
                        .map(found -> found.filter(BroadcastPages::isDraft)
                                .map(present -> draft)
                                .orElse(""))
                : Future.succeededFuture(draft);
    }

    private Future<Optional<LinkedChat>> own(PageRequest visit) {
        return chats.of(visit.organisationId(), visit.organiser().id());
    }

    private Future<PageResult> page(PageRequest visit) {
        Map<String, Object> model = new HashMap<>();
        Optional<String> code = codes.take(visit.formToken()).map(OneTimeSecret::value);
        code.ifPresent(shown -> model.put("code", shown));
        return (code.isEmpty() ? Future.succeededFuture(List.of()) : chats.links(visit.organisationId(), code.get()))
                .onSuccess(links -> model.put("links", links))
                .compose(links -> presentDraft(visit))
                .onSuccess(draft -> model.put("draft", draft))
                .compose(draft -> own(visit))
                .map(linked -> linked.map(one -> {
                            model.put("linked", one);
                            return PageResult.page("broadcast/myChat", model);
                        })
                        .orElseGet(PageResult::notFound));
    }

    /**
     * Asked again while a code waits. Nothing on the page changes, so that nobody loses their place in it, until another
     * chat is linked than it shows: then it is loaded anew, for its buttons differ and the code is spent.
     */
    private Future<PageResult> state(PageRequest visit) {
        return own(visit)
                .onSuccess(linked -> linked.filter(one -> since(one) != visit.query("since", 0))
                        .ifPresent(other -> visit.context().response().putHeader("HX-Refresh", "true")))
                .map(linked -> linked.map(one -> PageResult.page("broadcast/myChatState", Map.of("linked", one)))
                        .orElseGet(PageResult::notFound));
    }

    /** When the chat was linked, in milliseconds; 0 when none is. */
    public static long since(LinkedChat linked) {
        LinkedChat.Chat chat = linked.chat();
        return chat == null ? 0 : chat.linkedAt().toEpochMilli();
    }

    /** By way of a redirect, so that loading the page again makes no other code. */
    private Future<PageResult> issue(PageRequest visit) {
        return chats.issue(visit.actor(), visit.organiser().id()).map(issued -> issued.<PageResult>map(code -> {
                    codes.keep(visit.formToken(), new OneTimeSecret("code", "", code.code()));
                    return PageResult.to(path(draft(visit)));
                })
                .orElseGet(PageResult::notFound));
    }

    /** A message that says no more than that it arrives: whoever came here from no draft sees where tests go. */
    private Future<PageResult> test(PageRequest visit) {
        TextTemplate words = TextTemplate.literal(visit.text("broadcast.my-chat.trial"));
        MessageSpec message = new MessageSpec(
                visit.language(), Map.of(visit.language(), words), List.of(), null, null, null, true, Map.of(), null);
        BroadcastDraft trial = BroadcastDraft.plain(visit.text("broadcast.my-chat"), message, Audience.EVERYONE, null);
        return chats.test(visit.actor(), visit.organiser().id(), trial, null)
                .map(result -> sent(visit, PageResult.to(path(draft(visit))), result.refusal()));
    }

    /**
     * What follows a draft sent to one's own chat: back to it, or to where a chat is linked.
     *
     * @param draft as in {@link #path}
     */
    public static PageResult sent(PageRequest visit, String draft, @Nullable String refusal) {
        return "no_chat".equals(refusal)
                ? PageResult.to(path(draft)).saying("broadcast.to-me.no_chat")
                : sent(visit, PageResult.to("/" + draft), refusal);
    }

    /** What is said where somebody comes back to from a message to their own chat. */
    private static PageResult sent(PageRequest visit, PageResult.Redirect back, @Nullable String refusal) {
        return refusal == null
                ? back.saying("broadcast.to-me.sent")
                : back.warning("broadcast.to-me.refused", "why", BroadcastWords.reason(visit, refusal));
    }

    private Future<PageResult> unlink(PageRequest visit) {
        return chats.unlink(visit.actor(), visit.organiser().id())
                .map(done -> PageResult.to(PATH).saying("broadcast.my-chat.unlinked"));
    }
}
