package org.relais.console.contact;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.consent.identity.ContactListService;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.contact.ContactLimits;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;

/** What is done with several people of the list at once: a tag given or taken, a broadcast to them, a list of calls, or a file. */
final class ContactSelection {
    /** As many as a page shows. */
    private static final int MOST = 50;

    private final ContactListService service;

    ContactSelection(ContactListService service) {
        this.service = service;
    }

    void mount(PageRoutes routes) {
        routes.post("/contacts/selected", Role.ORGANISER, this::selected);
    }

    private Future<PageResult> selected(PageRequest visit) {
        List<Long> people = people(visit.fields("contact").stream());
        if (people.isEmpty()) {
            return Future.succeededFuture(PageResult.to("/contacts").warning("contact.selected.nobody"));
        }
        String picked = people.stream().map(String::valueOf).collect(Collectors.joining(","));
        return switch (visit.field("do").orElse("")) {
            case "write" -> Future.succeededFuture(PageResult.to("/broadcasts/new?picked=" + picked));
            case "list" -> Future.succeededFuture(PageResult.to("/call-lists?picked=" + picked));
            case "export" -> Future.succeededFuture(PageResult.to("/contacts.csv?picked=" + picked));
            case "untag" -> tagged(visit, people, false);
            default -> tagged(visit, people, true);
        };
    }

    /** The contacts of these numbers, as many as a page has; what is no number is left out. */
    static List<Long> people(Stream<String> numbers) {
        return numbers.filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .distinct()
                .limit(MOST)
                .toList();
    }

    private Future<PageResult> tagged(PageRequest visit, List<Long> people, boolean give) {
        // As the list was, with the same people ticked.
        PageResult.Redirect back = PageResult.to("/contacts" + ContactPages.query(visit) + "&picked="
                + people.stream().map(String::valueOf).collect(Collectors.joining(",")));
        PageResult refused = back.warning("paper.fault.tags", "most", ContactLimits.TAGS, "longest", ContactLimits.TAG);
        Optional<String> tag = visit.field("tag").map(String::strip).filter(text -> !text.isEmpty());
        if (tag.isEmpty()) {
            return Future.succeededFuture(back.warning("contact.selected.no-tag"));
        }
        if (tag.get().contains(",") || !ContactLimits.allow(List.of(tag.get()))) {
            return Future.succeededFuture(refused);
        }
        List<String> one = List.of(tag.get());
        return service.tag(visit.actor(), people, give ? one : List.of(), give ? List.of() : one)
                .map(done -> (PageResult) back.saying(
                        give ? "contact.selected.tagged" : "contact.selected.untagged",
                        "count",
                        done.changed(),
                        "tag",
                        tag.get()))
                .recover(fault -> fault instanceof InvalidInputException
                        ? Future.succeededFuture(refused)
                        : Future.failedFuture(fault));
    }
}
