package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionState;
import org.relais.action.ActionStore;
import org.relais.action.ActionType;
import org.relais.action.call.CallListStore.Added;
import org.relais.action.call.CallScriptStore.Version;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.contact.PhoneNumbers;
import org.relais.conversation.OrganisationTexts;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Permission;

/**
 * What organisers do with call actions: script, settings, list and figures; for the API and the console. Failed futures:
 * {@link InvalidInputException} names the field.
 */
public final class CallService {
    private static final int PAGE = 5_000;

    private final Pool pool;
    private final AuditStore audit;
    private final InstantSource clock;
    private final OrganisationStore organisations;
    private final PhoneNumbers numbers = new PhoneNumbers();
    private final ActionStore actions = new ActionStore();
    private final AudienceStore audiences = new AudienceStore();
    private final CallScriptStore scripts = new CallScriptStore();
    private final CallListStore lists = new CallListStore();
    private final CallHandOutStore handOuts = new CallHandOutStore();
    private final CallFiguresStore figures = new CallFiguresStore();

    public CallService(Pool pool, AuditStore audit, InstantSource clock) {
        this.pool = pool;
        this.audit = audit;
        this.clock = clock;
        this.organisations = new OrganisationStore(clock);
    }

    /**
     * How people went into a list.
     *
     * @param unknown numbers that no contact has, as they were given
     */
    public record Listed(Added people, List<String> unknown) {
        public Listed {
            unknown = List.copyOf(unknown);
        }
    }

    /** A call action of the organisation; empty for any other. */
    public Future<Optional<Action>> find(long organisationId, long actionId) {
        return actions.find(pool, organisationId, actionId)
                .map(found -> found.filter(action -> action.type() == ActionType.CALL));
    }

    /** Whether script, settings and list may still be changed. */
    public static boolean changeable(Action action) {
        return action.state() == ActionState.DRAFT || action.state() == ActionState.OPEN;
    }

    public Future<Optional<Version>> script(Action action) {
        return scripts.latest(pool, action.organisationId(), action.id());
    }

    /**
     * A call held with somebody made up, in each language in which it can be.
     *
     * @param script need not be one that could be saved
     * @param way the buttons pressed so far, by their places
     */
    public Future<List<CallRehearsal>> rehearse(Action action, CallScript script, List<Integer> way) {
        return OrganisationTexts.of(pool, action.organisationId(), null)
                .map(speech -> CallRehearsal.of(speech.profile(), script, way));
    }

    /** Stores a further version of the script; calls under way go on with theirs. */
    public Future<Version> write(Actor actor, Action action, CallScript script) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> pool.withTransaction(tx -> scripts.add(
                                tx, action.organisationId(), action.id(), script, actor.name(), clock.instant())
                        .compose(version -> audited(
                                        tx, actor, action, "script", new JsonObject().put("version", version.version()))
                                .map(version))));
    }

    public Future<CallSettings> settings(Action action) {
        return scripts.settings(pool, action.organisationId(), action.id());
    }

    public Future<CallSettings> set(Actor actor, Action action, CallSettings settings) {
        return actor.permittedToRun(action.id())
                .compose(permitted -> pool.withTransaction(tx -> scripts.put(
                                tx, action.organisationId(), action.id(), settings, actor.name(), clock.instant())
                        .compose(put -> audited(tx, actor, action, "settings", new JsonObject()))
                        .map(settings)));
    }

    /** Puts people into the list. Whoever is in it already stays as they are. */
    public Future<Listed> list(Actor actor, Action action, CallListAddition people) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted ->
                        pool.withTransaction(tx -> listed(tx, action, people).compose(listed -> audited(
                                        tx,
                                        actor,
                                        action,
                                        "list",
                                        new JsonObject()
                                                .put("added", listed.people().added()))
                                .map(listed))));
    }

    /** What putting people into the list would do, as far as the first of them tell; numbers are not looked up before. */
    public Future<Optional<CallListStore.Foreseen>> foresee(Action action, CallListAddition people) {
        Future<List<Long>> ids = people instanceof CallListAddition.OfAudience of
                ? audiences.page(pool, action.organisationId(), of.audience(), 0, Long.MAX_VALUE, PAGE + 1)
                : people instanceof CallListAddition.OfImport of
                        ? lists.imported(pool, action.organisationId(), of.importId())
                        : Future.succeededFuture(List.of());
        return ids.compose(found -> found.isEmpty() && people instanceof CallListAddition.OfPhones
                ? Future.succeededFuture(Optional.empty())
                : lists.foresee(pool, action, found.stream().limit(PAGE).toList(), found.size() > PAGE)
                        .map(Optional::of));
    }

    private Future<Listed> listed(SqlConnection tx, Action action, CallListAddition people) {
        if (people instanceof CallListAddition.OfAudience of) {
            return audiences
                    .lastContactId(tx, action.organisationId())
                    .compose(last -> pages(tx, action, of.audience(), 0, last, Added.NONE))
                    .map(added -> new Listed(added, List.of()));
        }
        if (people instanceof CallListAddition.OfImport of) {
            return imported(tx, action, of.importId());
        }
        return phoned(tx, action, ((CallListAddition.OfPhones) people).phones());
    }

    private Future<Added> pages(SqlConnection tx, Action action, Audience audience, long after, long last, Added sum) {
        return audiences
                .page(tx, action.organisationId(), audience, after, last, PAGE)
                .compose(ids -> ids.isEmpty()
                        ? Future.succeededFuture(sum)
                        : add(tx, action, ids)
                                .compose(added ->
                                        pages(tx, action, audience, ids.get(ids.size() - 1), last, sum.plus(added))));
    }

    private Future<Listed> imported(SqlConnection tx, Action action, long importId) {
        return lists.imported(tx, action.organisationId(), importId)
                .compose(ids -> ids.isEmpty()
                        ? Future.failedFuture(new InvalidInputException("import", FaultCode.IMPORT_NOT_USABLE))
                        : add(tx, action, ids).map(added -> new Listed(added, List.of())));
    }

    private Future<Listed> phoned(SqlConnection tx, Action action, List<String> phones) {
        return organisations.find(tx, action.organisationId()).compose(organisation -> {
            String country = organisation.orElseThrow().country();
            List<Fault> faults = new ArrayList<>();
            Map<String, String> wanted = new LinkedHashMap<>();
            for (int at = 0; at < phones.size(); at++) {
                if (numbers.normalise(phones.get(at), country) instanceof PhoneNumbers.Valid valid) {
                    wanted.putIfAbsent(valid.e164(), phones.get(at));
                } else {
                    faults.add(Fault.of("phones[" + at + "]", FaultCode.PHONE_NOT_A_NUMBER));
                }
            }
            if (!faults.isEmpty()) {
                return Future.failedFuture(new InvalidInputException(faults));
            }
            return lists.byNumber(tx, action.organisationId(), wanted.keySet()).compose(found -> add(
                            tx, action, found.values().stream().distinct().toList())
                    .map(added -> new Listed(
                            added,
                            wanted.entrySet().stream()
                                    .filter(number -> !found.containsKey(number.getKey()))
                                    .map(Map.Entry::getValue)
                                    .toList())));
        });
    }

    private Future<Added> add(SqlConnection tx, Action action, List<Long> ids) {
        Instant now = clock.instant();
        return lists.add(tx, action.organisationId(), action.id(), ids, now);
    }

    /**
     * Who of a list could be called.
     *
     * @param now how many now, by contact hours and what was promised
     * @param next from when on somebody can be; null when nobody waits
     */
    public record Possible(long now, @Nullable Instant next) {}

    /** Who of those waiting could be called now, and from when on. */
    public Future<Possible> possible(Action action) {
        Instant now = clock.instant();
        return handOuts.callable(pool, action.organisationId(), action.id(), now)
                .compose(people -> handOuts.next(pool, action.organisationId(), action.id(), now)
                        .map(next -> new Possible(people, next.at())));
    }

    /** As {@link CallListStore#page}. */
    public Future<List<CallListStore.Entry>> entries(
            Action action, @Nullable String state, @Nullable String name, long after, int limit) {
        return lists.page(pool, key(action), state, name, after, limit);
    }

    /** As {@link CallListStore#byTurn}. */
    public Future<List<CallListStore.Entry>> byTurn(
            Action action, @Nullable String state, @Nullable String name, long after, int limit) {
        return lists.byTurn(pool, key(action), state, name, after, limit);
    }

    public Future<CallListStore.Counts> counts(Action action) {
        return lists.counts(pool, action.organisationId(), action.id());
    }

    public Future<CallFigures> figures(Action action) {
        return figures.figures(pool, action.organisationId(), action.id());
    }

    /** As {@link CallFiguresStore#underWay}. */
    public Future<List<CallFiguresStore.UnderWay>> underWay(Action action, int limit) {
        return figures.underWay(pool, action.organisationId(), action.id(), limit);
    }

    /** As {@link CallFiguresStore#callBacks}. */
    public Future<CallFiguresStore.CallBacks> callBacks(Action action, int limit) {
        return figures.callBacks(pool, key(action), clock.instant(), limit);
    }

    /** As {@link CallFiguresStore#latest}. */
    public Future<List<CallFiguresStore.Call>> latest(
            Action action, long before, CallFiguresStore.Sought sought, int limit) {
        return figures.latest(pool, key(action), before, sought, limit);
    }

    private static CallFiguresStore.Key key(Action action) {
        return new CallFiguresStore.Key(action.organisationId(), action.id());
    }

    /** As {@link CallFiguresStore#page}. */
    public Future<List<CallFiguresStore.Call>> calls(Action action, long after, int limit) {
        return figures.page(pool, action.organisationId(), action.id(), after, limit);
    }

    /** The ids of what the newest script asks, in its order; none without a script. */
    public Future<List<String>> questions(Action action) {
        return script(action)
                .map(version -> version.map(found -> found.script().questions()).orElse(List.of()));
    }

    private Future<Void> audited(SqlConnection tx, Actor actor, Action action, String step, JsonObject detail) {
        return audit.write(tx, actor, "call." + step, "action:" + action.id(), detail);
    }
}
