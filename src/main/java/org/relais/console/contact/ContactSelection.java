package org.relais.console.contact;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.consent.UnknownContactException;
import org.relais.consent.identity.ContactService;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactLimits;
import org.relais.organisation.Role;

/** What is done with several people of the list at once: a tag for each, or a broadcast to them. */
final class ContactSelection {
    /** As many as a page shows. */
    private static final int MOST = 50;

    private final ContactService service;

    ContactSelection(ContactService service) {
        this.service = service;
    }

    void mount(PageRoutes routes) {
        routes.post("/contacts/selected", Role.ORGANISER, this::selected);
    }

    private Future<PageResult> selected(PageRequest visit) {
        List<Long> people = visit.fields("contact").stream()
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .distinct()
                .limit(MOST)
                .toList();
        PageResult.Redirect back = PageResult.to("/contacts");
        if (people.isEmpty()) {
            return Future.succeededFuture(back.warning("contact.selected.nobody"));
        }
        if (visit.field("do").filter("write"::equals).isPresent()) {
            return Future.succeededFuture(PageResult.to("/broadcasts/new?picked="
                    + people.stream().map(String::valueOf).collect(Collectors.joining(","))));
        }
        Optional<String> tag = visit.field("tag").map(String::strip).filter(text -> !text.isEmpty());
        if (tag.isEmpty() || tag.get().contains(",") || !ContactLimits.allow(List.of(tag.get()))) {
            return Future.succeededFuture(
                    back.warning("paper.fault.tags", "most", ContactLimits.TAGS, "longest", ContactLimits.TAG));
        }
        return tag(visit, people, tag.get()).map(tagged -> back.saying("contact.selected.tagged", "count", tagged));
    }

    /** One after the other, each in its own transaction with its own audit row; who is gone meanwhile is passed over. */
    private Future<Integer> tag(PageRequest visit, List<Long> people, String tag) {
        Future<Integer> all = Future.succeededFuture(0);
        for (long person : people) {
            all = all.compose(done -> service.edit(visit.actor(), person, details -> with(details, tag))
                    .map(done + 1)
                    .recover(fault -> fault instanceof UnknownContactException
                            ? Future.succeededFuture(done)
                            : Future.failedFuture(fault)));
        }
        return all;
    }

    private static ContactDetails with(ContactDetails details, String tag) {
        List<String> tags = Stream.concat(details.tags().stream(), Stream.of(tag))
                .distinct()
                .toList();
        return ContactLimits.allow(tags) ? details.tagged(tags) : details;
    }
}
