package org.relais.template.catalogue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.CheckResult;
import org.relais.channel.TemplateCatalogue;
import org.relais.channel.TemplateCatalogue.CatalogueTemplate;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue of templates: asked for when a node starts, every hour, after each webhook that speaks of one, and when an
 * organiser wants it. Broadcasts whose template may not be sent any more stand still with the reason.
 */
public final class TemplateService {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateService.class);
    private static final Duration HOURLY = Duration.ofHours(1);
    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(5);
    /** A decision comes by webhook, unless that is not connected yet. */
    private static final Duration UNDECIDED = Duration.ofMinutes(5);

    private final Pool pool;
    private final ChannelRegistry channels;
    private final InstantSource clock;
    private final AuditStore audit;
    private final SenderStore senders;
    private final TemplateStore store = new TemplateStore();
    private final TemplateChanges changes = new TemplateChanges();
    private final AtomicBoolean begun = new AtomicBoolean();

    public TemplateService(Pool pool, ChannelRegistry channels, InstantSource clock) {
        this.pool = pool;
        this.channels = channels;
        this.clock = clock;
        this.audit = new AuditStore(clock);
        this.senders = new SenderStore(clock);
    }

    /** What is known of an organisation's templates. */
    public Future<Catalogue> catalogue(long organisationId) {
        return store.load(pool, organisationId);
    }

    /** Channels with senders that have templates. */
    private Set<String> kinds() {
        return channels.all().stream()
                .filter(channel -> channel.senders().stream().anyMatch(sender -> channel.templates(sender.externalId())
                        .isPresent()))
                .map(channel -> channel.kind())
                .collect(Collectors.toSet());
    }

    /** Whether that sender's platform has templates, and its account is known. */
    public boolean hasTemplates(Sender sender) {
        return templates(sender).isPresent();
    }

    /** Codes of the languages that its platform takes templates in; empty where it has none. */
    public Set<String> languages(Sender sender) {
        return templates(sender).map(TemplateCatalogue::languages).orElse(Set.of());
    }

    private Optional<TemplateCatalogue> templates(Sender sender) {
        return channels.find(sender.channel()).flatMap(channel -> channel.templates(sender.externalId()));
    }

    /** Asks for what is due and holds what has to wait; to be run every few seconds. */
    public Future<Void> run() {
        Instant now = clock.instant();
        Future<Void> all = begun.getAndSet(true) ? Future.succeededFuture() : store.allDue(pool);
        return all.compose(due -> hold())
                .compose(held -> store.takeDue(pool, kinds(), now, now.plus(HOURLY), now.plus(UNDECIDED)))
                .compose(this::each);
    }

    /** One after the other: a platform that is away costs one timeout at a time. */
    private Future<Void> each(List<Sender> due) {
        return Sequence.each(due, this::fetch);
    }

    /**
     * Why a sender's templates could not be known.
     *
     * @param inFile the sender stands in a configuration file, and is put right there
     */
    public record Unlisted(CheckResult what, boolean inFile) {}

    /**
     * Asks for the templates of an organisation's senders now.
     *
     * @return what is wrong, by the first sender of which it could not be known; empty when all came
     */
    public Future<Optional<Unlisted>> refresh(Actor actor) {
        return actor.permitted(Permission.SENDERS)
                .compose(permitted -> senders.states(pool, actor.organisationId()))
                .compose(states -> {
                    Future<Optional<Unlisted>> all = Future.succeededFuture(Optional.empty());
                    for (SenderStore.SenderState state : states) {
                        all = all.compose(before -> fetch(state.sender())
                                .map(fault -> before.or(() -> fault.map(what -> new Unlisted(what, state.inFile())))));
                    }
                    return all;
                })
                .compose(fault -> audit.write(pool, actor, "template.refresh", "templates")
                        .map(fault));
    }

    private Future<Optional<CheckResult>> fetch(Sender sender) {
        return templates(sender)
                .map(catalogue -> catalogue.list().compose(listing -> kept(sender, listing)))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<Optional<CheckResult>> kept(Sender sender, TemplateCatalogue.Listing listing) {
        CheckResult fault = listing.fault();
        Instant now = clock.instant();
        return fault == null
                ? pool.withTransaction(transaction -> store.replace(transaction, sender, listing.templates(), now)
                                .compose(changed -> changes.recategorised(transaction, sender, changed)))
                        .compose(kept -> hold())
                        .map(Optional.empty())
                : store.failed(pool, sender.id(), fault, now.plus(AFTER_A_FAULT))
                        .map(Optional.of(fault));
    }

    private Future<Void> hold() {
        return store.hold(pool)
                .onSuccess(paused -> {
                    if (paused > 0) {
                        LOG.error("{} broadcasts wait: their template may not be sent", paused);
                    }
                })
                .mapEmpty();
    }

    /** Adds one that a platform took, with its row of the audit. */
    Future<Void> added(Actor actor, Sender sender, CatalogueTemplate template, @Nullable String title) {
        return pool.withTransaction(transaction -> store.add(transaction, sender, template, title)
                .compose(added ->
                        store.soon(transaction, sender.id(), clock.instant().plus(UNDECIDED)))
                .compose(soon -> audit.write(
                        transaction,
                        actor,
                        "template.create",
                        "template:" + template.name().name())));
    }
}
