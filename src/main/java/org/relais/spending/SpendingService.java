package org.relais.spending;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelProvider;
import org.relais.channel.ChannelRegistry;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What months cost, the rates and the ceiling that an owner sets, and the pause of broadcasts that have reached it. */
public final class SpendingService {
    /** UTF-16 units of a table of rates. */
    public static final int LONGEST_TABLE = RateTable.LONGEST;
    /** Whole units of a ceiling. */
    public static final long HIGHEST_CEILING = 100_000_000;

    /** What texts outside templates are billed as: they go to people who have just written. */
    private static final String FREE_TEXT = "service";

    private static final Logger LOG = LoggerFactory.getLogger(SpendingService.class);
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private final Pool pool;
    private final InstantSource clock;
    private final AuditStore audit;
    private final SpendingStore store = new SpendingStore();

    public SpendingService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.audit = new AuditStore(clock);
    }

    /**
     * What sending something may cost.
     *
     * @param most if every message goes to the organisation's own country, in the dearest category that it may travel in
     * @param likely the same if windows stay as they are: who has just written gets it in no template
     * @param messages how many that is for
     * @param spent what the month has cost so far
     * @param ceiling whole units at which broadcasts are paused; null: never
     */
    public record Estimate(
            BigDecimal most,
            BigDecimal likely,
            String currency,
            long messages,
            BigDecimal spent,
            @Nullable Long ceiling) {
        /** Whether not all of it fits under the ceiling, if the worst comes. */
        public boolean passesCeiling() {
            return ceiling != null && spent.add(most).compareTo(BigDecimal.valueOf(ceiling)) > 0;
        }
    }

    /**
     * Whom a message is for, by the channels they can be reached on, separated by commas.
     *
     * @param receiving how many would get it
     * @param inTemplate how many of them in a template, because they have not written lately
     * @param freeText whether it has no template of its own
     */
    public record Recipients(Map<String, Long> receiving, Map<String, Long> inTemplate, boolean freeText) {}

    /** Messages and what they cost, at most and likely. */
    private record Cost(BigDecimal most, BigDecimal likely, long messages) {
        Cost and(Cost other) {
            return new Cost(most.add(other.most), likely.add(other.likely), messages + other.messages);
        }
    }

    /** What a month has cost so far; null: the one that it is in the organisation's time zone. */
    public Future<Spending> of(long organisationId, @Nullable YearMonth month) {
        return (month == null ? today(organisationId) : Future.succeededFuture(month.atDay(1)))
                .compose(first -> store.totals(pool, organisationId, first)
                        .compose(totals -> store.lines(pool, organisationId, first)
                                .map(lines -> new Spending(
                                        YearMonth.from(first),
                                        totals.currency(),
                                        totals.ceiling(),
                                        totals.reached(),
                                        totals.spent(),
                                        totals.unrated(),
                                        lines))));
    }

    /** The months in which something arrived, newest first, of the last two years. */
    public Future<List<Spending.Month>> months(long organisationId) {
        return today(organisationId).compose(first -> store.months(pool, organisationId, first));
    }

    /** What a broadcast has cost so far; empty when the organisation has none of that id. */
    public Future<Optional<Spending.Of>> ofBroadcast(long organisationId, long broadcastId) {
        return store.ofBroadcast(pool, organisationId, broadcastId);
    }

    /** What an action has cost so far: its offers, reminders and what is passed on; empty as above. */
    public Future<Optional<Spending.Of>> ofAction(long organisationId, long actionId) {
        return store.ofAction(pool, organisationId, actionId);
    }

    private Future<LocalDate> today(long organisationId) {
        return store.month(pool, organisationId, clock.instant());
    }

    /** The rates that count: those that an owner has set, and those published of channels of which none is set. */
    public Future<List<Rate>> rates(long organisationId) {
        return store.rates(pool, organisationId);
    }

    /**
     * Loads rates, which take the place of all that count from the same days; for owners.
     *
     * @param currency ISO 4217, of all rates
     * @param csv as {@link RateTable}; a rate without a day counts from the month that it is
     * @return how many there are now; fails with {@link InvalidInputException}, field {@code csv} or {@code currency}
     */
    public Future<List<Rate>> load(Actor actor, String currency, String csv) {
        return permitted(actor, currency)
                .map(month -> RateTable.read(csv, month))
                .compose(rates ->
                        replace(actor, currency, rates.stream().map(Rate::from).toList(), rates));
    }

    /**
     * Sets single rates from the month that it is, beside those that stand; for owners.
     *
     * @param prices as in a table, by {@link RateKey}; an empty one takes back what was set since the month began
     * @return how many there are now; fails with {@link InvalidInputException}, field {@code currency} or the key of a rate
     */
    public Future<List<Rate>> set(Actor actor, String currency, Map<RateKey, String> prices) {
        return permitted(actor, currency).compose(month -> store.rates(pool, actor.organisationId())
                .map(standing -> RateTable.withPublished(standing, RateTable.with(standing, prices, month), currency))
                .compose(rates -> replace(actor, currency, List.of(month), rates)));
    }

    private Future<LocalDate> permitted(Actor actor, String currency) {
        if (!CURRENCY.matcher(currency).matches()) {
            return Future.failedFuture(new InvalidInputException("currency", FaultCode.CURRENCY_UNREADABLE));
        }
        return actor.permitted(Permission.ORGANISATION).compose(permitted -> today(actor.organisationId()));
    }

    private Future<List<Rate>> replace(Actor actor, String currency, List<LocalDate> from, List<Rate> rates) {
        return pool.withTransaction(transaction -> store.replaceRates(transaction, actor.organisationId(), from, rates)
                        .compose(replaced -> store.currency(transaction, actor.organisationId(), currency))
                        .compose(set -> audit.write(
                                transaction,
                                actor,
                                "spending.rates",
                                "organisation:" + actor.organisationId(),
                                new JsonObject().put("rates", rates.size()).put("currency", currency))))
                .compose(written -> rates(actor.organisationId()));
    }

    /** Sets what a month may cost, in whole units, or nothing; for owners. What was paused stays so until it is resumed. */
    public Future<Void> limit(Actor actor, @Nullable Long ceiling) {
        return actor.permitted(Permission.ORGANISATION)
                .compose(permitted -> pool.withTransaction(transaction -> store.ceiling(
                                transaction, actor.organisationId(), ceiling)
                        .compose(set -> audit.write(
                                transaction,
                                actor,
                                "spending.ceiling",
                                "organisation:" + actor.organisationId(),
                                ceiling == null ? new JsonObject() : new JsonObject().put("ceiling", ceiling)))))
                .mapEmpty();
    }

    /**
     * What a message may cost that these people would get: in a template, the dearest category is taken.
     *
     * @return empty when no channel of theirs has rates
     */
    public Future<Optional<Estimate>> estimate(long organisationId, Recipients recipients) {
        return today(organisationId).compose(month -> store.totals(pool, organisationId, month)
                .compose(totals -> costs(organisationId, recipients, month)
                        .map(cost -> cost.map(found -> new Estimate(
                                found.most(),
                                found.likely(),
                                totals.currency(),
                                found.messages(),
                                totals.spent(),
                                totals.ceiling())))));
    }

    private Future<Optional<Cost>> costs(long organisationId, Recipients recipients, LocalDate month) {
        Future<Optional<Cost>> all = Future.succeededFuture(Optional.empty());
        for (Map.Entry<String, Long> group : recipients.receiving().entrySet()) {
            long messages = group.getValue();
            long inTemplate = recipients.inTemplate().getOrDefault(group.getKey(), 0L);
            boolean free = recipients.freeText() && inTemplate == 0;
            List<String> channels = List.of(group.getKey().split(","));
            all = all.compose(before -> dearest(organisationId, channels, FREE_TEXT, month)
                    .compose(cheap -> dearest(organisationId, channels, free ? FREE_TEXT : null, month)
                            .map(dear -> dear.map(price -> {
                                        BigDecimal written = cheap.orElse(price);
                                        Cost cost = new Cost(
                                                price.multiply(BigDecimal.valueOf(messages)),
                                                price.multiply(BigDecimal.valueOf(inTemplate))
                                                        .add(written.multiply(
                                                                BigDecimal.valueOf(messages - inTemplate))),
                                                messages);
                                        return before.map(cost::and).orElse(cost);
                                    })
                                    .or(() -> before))));
        }
        return all;
    }

    private Future<Optional<BigDecimal>> dearest(
            long organisationId, List<String> channels, @Nullable String category, LocalDate month) {
        Future<Optional<BigDecimal>> all = Future.succeededFuture(Optional.empty());
        for (String channel : channels) {
            all = all.compose(
                    before -> store.price(pool, new SpendingStore.Priced(organisationId, channel, category), month)
                            .map(price -> price.filter(found -> before.isEmpty() || found.compareTo(before.get()) > 0)
                                    .or(() -> before)));
        }
        return all;
    }

    /** Writes down what platforms publish, as this version of the program knows it; to be done when the service starts. */
    public Future<Void> publish() {
        return store.publish(
                pool,
                ChannelRegistry.providers().values().stream()
                        .map(ChannelProvider::publishedRates)
                        .filter(table -> !table.isEmpty())
                        .flatMap(table -> RateTable.read(table, LocalDate.EPOCH).stream())
                        .toList());
    }

    /** Sums counts up, and pauses broadcasts of those who have reached their ceiling; to be run every few seconds. */
    public Future<Void> look() {
        return store.fold(pool)
                .compose(folded -> store.hold(pool, clock.instant()))
                .onSuccess(paused -> {
                    if (paused > 0) {
                        LOG.warn("{} broadcasts are paused: their month has cost as much as it may", paused);
                    }
                })
                .mapEmpty();
    }
}
