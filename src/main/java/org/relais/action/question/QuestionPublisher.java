package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.CheckResult;
import org.relais.channel.FormCatalogue;
import org.relais.channel.SenderChecks;
import org.relais.conversation.OrganisationTexts;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;
import org.relais.organisation.SenderStore.SenderState;
import org.relais.task.Sequence;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfileStore;

/**
 * Maker of the forms of an action, one for each sender whose app has forms and each language of the questions, before the action
 * is opened. A sender that is connected later asks in the chat.
 */
final class QuestionPublisher {
    private static final String FIELD = "asForm";

    private final Pool pool;
    private final ChannelRegistry channels;
    private final FormCodes codes;
    private final InstantSource clock;
    private final SenderStore senders;
    private final QuestionStore store = new QuestionStore();
    private final OrganisationProfileStore profiles = new OrganisationProfileStore();

    QuestionPublisher(Pool pool, ChannelRegistry channels, FormCodes codes, InstantSource clock) {
        this.pool = pool;
        this.channels = channels;
        this.codes = codes;
        this.clock = clock;
        this.senders = new SenderStore(clock);
    }

    private record Maker(Sender sender, FormCatalogue forms) {}

    /** A form that is not there yet. */
    private record Wanted(Action action, QuestionForm form, Maker maker, String language) {
        String key() {
            return QuestionStore.publication(maker.sender(), language);
        }
    }

    /** What people call the channels on which an organisation can ask by a form, sorted. */
    Future<List<String>> channels(long organisationId) {
        return makers(pool, organisationId, state -> true).map(makers -> makers.stream()
                .map(maker -> ChannelCatalogue.name(maker.sender().channel()))
                .distinct()
                .sorted()
                .toList());
    }

    /** Those that send now: one that is paused may have lost its platform, and would hold up the others. */
    private Future<List<Maker>> makers(SqlClient client, long organisationId) {
        return makers(client, organisationId, state -> !state.paused());
    }

    private Future<List<Maker>> makers(SqlClient client, long organisationId, Predicate<SenderState> wanted) {
        return !codes.possible()
                ? Future.succeededFuture(List.of())
                : senders.states(client, organisationId).map(states -> states.stream()
                        .filter(wanted)
                        .map(SenderState::sender)
                        .flatMap(sender -> channels.find(sender.channel()).stream()
                                .flatMap(channel -> channel.forms(sender.externalId()).stream())
                                .map(forms -> new Maker(sender, forms)))
                        .toList());
    }

    /** What keeps it from being a form; empty when nothing does, or when none is wanted. */
    Future<List<Fault>> faults(SqlClient client, Action action, QuestionForm form) {
        if (!form.asForm()) {
            return Future.succeededFuture(List.of());
        }
        if (!form.straight()) {
            return Future.succeededFuture(List.of(Fault.of(FIELD, FaultCode.FORM_BRANCHES)));
        }
        return makers(client, action.organisationId())
                .map(makers ->
                        makers.isEmpty() ? List.of(Fault.of(FIELD, FaultCode.FORM_NO_SENDER)) : List.<Fault>of());
    }

    /**
     * Makes those that are wanted and not there yet. Where one can't be made, it is asked in the chat.
     *
     * @return fails with {@link InvalidInputException} when no platform takes any, or can be asked
     */
    Future<Void> publish(Action action) {
        return store.form(pool, action.organisationId(), action.id())
                .compose(form -> form.filter(QuestionForm::asForm).isEmpty()
                        ? Future.succeededFuture()
                        : publish(action, form.get()));
    }

    private Future<Void> publish(Action action, QuestionForm form) {
        return makers(pool, action.organisationId()).compose(makers -> {
            List<Wanted> wanted = wanted(action, form, makers);
            return store.published(pool, action.organisationId(), action.id())
                    .map(known -> wanted.stream()
                            .filter(one -> !known.contains(one.key()))
                            .toList())
                    .compose(missing ->
                            profiles.of(pool, action.organisationId()).compose(profile -> all(missing, profile)))
                    .compose(faults -> faults.isEmpty() || faults.size() < wanted.size()
                            ? Future.succeededFuture()
                            : Future.failedFuture(new InvalidInputException(List.of(faults.get(0)))));
        });
    }

    private static List<Wanted> wanted(Action action, QuestionForm form, List<Maker> makers) {
        List<Wanted> wanted = new ArrayList<>();
        makers.forEach(
                maker -> form.languages().forEach(language -> wanted.add(new Wanted(action, form, maker, language))));
        return wanted;
    }

    /** Completes with what kept some from being made. */
    private Future<List<Fault>> all(List<Wanted> wanted, OrganisationProfile profile) {
        List<Fault> faults = new ArrayList<>();
        return Sequence.each(wanted, one -> make(one, profile).onSuccess(fault -> fault.ifPresent(faults::add)))
                .map(faults);
    }

    private Future<Optional<Fault>> make(Wanted wanted, OrganisationProfile profile) {
        Action action = wanted.action();
        Sender sender = wanted.maker().sender();
        String name = String.join(
                "-",
                "relais",
                Long.toString(action.id()),
                wanted.language(),
                sender.externalId(),
                Long.toString(clock.millis()));
        QuestionMessages messages = new QuestionMessages(
                new OrganisationTexts(profile, wanted.language()), action.id(), wanted.form(), null);
        return wanted.maker()
                .forms()
                .publish(name, messages.content())
                .compose(made -> made.externalId() == null
                        ? Future.succeededFuture(Optional.of(refused(sender, made.fault())))
                        : store.publish(pool, action, wanted.form(), wanted.key(), made.externalId())
                                .map(Optional.empty()));
    }

    private static Fault refused(Sender sender, @Nullable CheckResult fault) {
        return fault == null || SenderChecks.unasked(fault)
                ? Fault.of(FIELD, FaultCode.FORM_UNASKED, sender.name())
                : Fault.of(
                        FIELD,
                        FaultCode.FORM_REFUSED,
                        sender.name(),
                        Optional.ofNullable(fault.arguments().get("words")).orElse(fault.code()));
    }
}
