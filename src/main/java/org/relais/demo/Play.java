package org.relais.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Thirty volunteers with phones on both platforms work a list of people and pass one message on; some say no, some give
 * up, some write STOP, friends come by their links and join. Then the books are compared: what the service says with what
 * was done.
 */
public final class Play {
    /** People on the list, unless somebody asks for another size. */
    public static final int PEOPLE = 300;

    /** Calls that a volunteer may make at most: enough for the list, and one more than tires the weary. */
    private static final int FEWEST_CALLS = 4;

    private static final long SEED = 20_261;

    /** Bound for an answer that does come, on a busy machine too; less than {@link JsonHttp} waits. */
    private static final int ANSWER_MILLIS = 45_000;

    /** Every third friend who reads the page joins. */
    private static final int SHARE_OF_READERS = 3;

    private static final Pattern JOIN_LINK =
            Pattern.compile("https?://(?:[^/]+/)?t\\.me/[A-Za-z0-9_]+\\?start=([A-Za-z0-9_-]{1,64})");

    private static final String SCRIPT =
            """
            {"language": "fr",
             "steps": [
               {"id": "party", "text": {"fr": "La fête du quartier est samedi à 15\u00a0h. Viendrez-vous ?",
                                        "en": "The neighbourhood party is on Saturday at 3 pm. Will you come?"},
                "options": [{"id": "yes", "label": {"fr": "Oui", "en": "Yes"}},
                            {"id": "maybe", "label": {"fr": "Peut-être", "en": "Maybe"}},
                            {"id": "no", "label": {"fr": "Non", "en": "No"}, "next": "end"}]},
               {"id": "help", "text": {"fr": "Pourriez-vous aider à installer les tables ?",
                                       "en": "Could you help to set up the tables?"},
                "options": [{"id": "yes", "label": {"fr": "Oui", "en": "Yes"}},
                            {"id": "no", "label": {"fr": "Non", "en": "No"}}]}]}
            """;

    private final JsonHttp api;
    private final JsonHttp site;
    private final JsonHttp sandbox;
    private final OrganiserClient office;
    private final Phones phones;
    private final int people;
    private final Consumer<String> told;
    private final Random random = new Random(SEED);
    private final Reconciliation books = new Reconciliation();
    private List<SimulatedVolunteer> volunteers = List.of();
    private Map<String, Long> volunteerIds = Map.of();
    private long callAction;
    private long shareAction;
    private int visits;
    private int joins;

    private Play(Vertx vertx, String service, String sandbox, String token, int people, Consumer<String> told) {
        this.api = new JsonHttp(vertx, service + "/api/v1", token);
        this.site = new JsonHttp(vertx, service, null);
        this.sandbox = new JsonHttp(vertx, sandbox + "/sandbox/api", null);
        this.office = new OrganiserClient(vertx, api);
        this.phones = new Phones(this.sandbox);
        this.people = people;
        this.told = told;
    }

    /**
     * Plays it once on a demonstration that runs; empty where it was played before: the same people can't join twice.
     *
     * @param service address of the service, {@code http://host:port}
     * @param sandbox address of the simulated platforms
     * @param token of an owner, for the API
     * @param people on the list that is worked
     * @param told of each act as it begins
     */
    public static Future<Optional<Reconciliation>> on(
            Vertx vertx, String service, String sandbox, String token, int people, Consumer<String> told) {
        Play play = new Play(vertx, service, sandbox, token, people, told);
        return play.office
                .get("/actions?limit=1")
                .compose(actions -> actions.getJsonArray("items").isEmpty()
                        ? play.everything().map(Optional::of)
                        : Future.succeededFuture(Optional.<Reconciliation>empty()))
                .eventually(play::close);
    }

    /** The tour on the page of the phones waits meanwhile: its steps are the visitor's to take. */
    private Future<Reconciliation> everything() {
        return playing(true).compose(begun -> acts()).eventually(() -> playing(false));
    }

    private Future<Void> playing(boolean plays) {
        return sandbox.put("/playing", new JsonObject().put("playing", plays)).mapEmpty();
    }

    private Future<Reconciliation> acts() {
        return act(Names.VOLUNTEERS + " volunteers write from their phones")
                .compose(begun -> join())
                .compose(joined -> act(people + " people are imported, to be called"))
                .compose(begun -> office.importPeople("people.csv", Names.people(people)))
                .compose(imported -> prepareCalls(imported))
                .compose(ready -> act("The list is offered to everybody and worked in their chats"))
                .compose(begun -> office.open(callAction))
                .compose(opened -> all(volunteers, SimulatedVolunteer::play))
                .compose(played -> prepareSharing())
                .compose(ready -> act("One message is passed on, and friends join by it"))
                .compose(begun -> office.open(shareAction))
                .compose(opened -> all(remaining(), SimulatedVolunteer::play))
                .compose(played -> passOn())
                .compose(shared -> act("The books are compared"))
                .compose(begun -> balance());
    }

    private Future<Void> act(String what) {
        told.accept(what);
        return Future.succeededFuture();
    }

    private Future<Void> close() {
        api.close();
        site.close();
        sandbox.close();
        return Future.succeededFuture();
    }

    private Future<Void> join() {
        return each(IntStream.range(0, Names.VOLUNTEERS).boxed().toList(), this::join)
                .compose(phoneIds -> phones.now().map(now -> {
                    volunteers = IntStream.range(0, phoneIds.size())
                            .mapToObj(index -> new SimulatedVolunteer(
                                    phones, phoneIds.get(index), Behaviour.of(index), new Random(SEED + index), now))
                            .toList();
                    return null;
                }))
                .compose(made -> findVolunteers());
    }

    private Future<String> join(int index) {
        return phones.make(Names.volunteer(index))
                .compose(phone -> (Names.onTelegram(index) ? phones.open(phone, "") : phones.write(phone, "START"))
                        .compose(written -> phones.next(phone, 0, ANSWER_MILLIS))
                        .map(phone));
    }

    private Future<Void> findVolunteers() {
        Set<String> names = IntStream.range(0, Names.VOLUNTEERS)
                .mapToObj(Names::volunteerName)
                .collect(Collectors.toSet());
        return office.all("/contacts?limit=100").compose(people -> {
            volunteerIds = people.stream()
                    .filter(person -> names.contains(person.getString("name")))
                    .collect(Collectors.toMap(person -> person.getString("name"), person -> person.getLong("id")));
            return volunteerIds.size() == Names.VOLUNTEERS
                    ? Future.succeededFuture()
                    : Future.failedFuture(new IllegalStateException("only " + volunteerIds.size() + " have joined"));
        });
    }

    private Future<Void> prepareCalls(long imported) {
        JsonObject offer = message(
                "Bonjour {{first_name|à vous}} ! Auriez-vous une heure pour inviter nos voisins par téléphone ?",
                "Hello {{first_name|there}}! Could you spare an hour to invite our neighbours by telephone?");
        return office.draft(action("call", "Inviter à la fête", offer)
                        .put("perVolunteer", Math.max(FEWEST_CALLS, people * 14 / PEOPLE)))
                .onSuccess(id -> callAction = id)
                .compose(id -> office.put(calls("/script"), new JsonObject(SCRIPT)))
                .compose(put -> office.put(calls("/settings"), new JsonObject().put("leaseMinutes", 1)))
                .compose(put -> office.post(calls("/list"), new JsonObject().put("import", imported)))
                .mapEmpty();
    }

    private Future<Void> prepareSharing() {
        JsonObject offer = message(
                        "Merci pour vos appels ! Et si vous passiez l’invitation à vos proches ?",
                        "Thank you for calling! Would you pass the invitation on to your friends?")
                .put(
                        "share",
                        new JsonObject()
                                .put(
                                        "text",
                                        new JsonObject()
                                                .put(
                                                        "fr",
                                                        "Samedi à 15\u00a0h, c’est la fête du quartier. On y va ensemble ?")
                                                .put(
                                                        "en",
                                                        "The neighbourhood party is on Saturday at 3 pm. Come along!"))
                                .put("url", "{{share_link}}"));
        return office.draft(action("share", "Passer l’invitation", offer))
                .onSuccess(id -> shareAction = id)
                .mapEmpty();
    }

    private JsonObject action(String kind, String title, JsonObject message) {
        return new JsonObject()
                .put("kind", kind)
                .put("title", title)
                .put("message", message)
                .put("audience", new JsonObject().put("contacts", new JsonArray(List.copyOf(volunteerIds.values()))));
    }

    private static JsonObject message(String french, String english) {
        return new JsonObject()
                .put("language", "fr")
                .put("body", new JsonObject().put("fr", french).put("en", english));
    }

    private String calls(String rest) {
        return "/actions/" + callAction + "/calls" + rest;
    }

    private List<SimulatedVolunteer> remaining() {
        return volunteers.stream().filter(volunteer -> !volunteer.stopped()).toList();
    }

    /** Every volunteer with a link sends it off; friends read, and every third one joins. */
    private Future<Void> passOn() {
        List<String> codes = volunteers.stream()
                .flatMap(volunteer -> volunteer.shareCodes().stream().limit(1))
                .toList();
        if (codes.isEmpty()) {
            return Future.failedFuture(new IllegalStateException("nobody was given a link to share"));
        }
        return each(codes, code -> site.page("/s/" + code + "/whatsapp", "volunteer " + code))
                .compose(sent -> each(
                        IntStream.range(0, Names.FRIENDS).boxed().toList(),
                        friend -> visit(friend, codes.get(random.nextInt(codes.size())))))
                .mapEmpty();
    }

    private Future<Void> visit(int friend, String code) {
        visits++;
        return site.page("/m/" + code, "friend " + friend).compose(page -> {
            Matcher link = JOIN_LINK.matcher(page.bodyAsString());
            if (friend % SHARE_OF_READERS != 0 || !link.find()) {
                return Future.succeededFuture();
            }
            joins++;
            return agree(friend, link.group(1));
        });
    }

    /** Opens the chat by the link, is asked once, and says yes. */
    private Future<Void> agree(int friend, String payload) {
        return phones.make(Names.friend(friend)).compose(phone -> phones.open(phone, payload)
                .compose(opened -> phones.next(phone, 0, ANSWER_MILLIS))
                .compose(asked -> phones.press(phone, yes(asked)))
                .compose(said -> phones.now())
                .mapEmpty());
    }

    private static String yes(Phones.ReceivedMessages asked) {
        return asked.messages().stream()
                .flatMap(message -> message.taps().stream())
                .map(Phones.Tap::data)
                .filter(data -> data.contains(":optin:yes"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a friend was not asked whether they agree"));
    }

    private Future<Reconciliation> balance() {
        return office.get("/actions/" + callAction)
                .compose(this::theOffer)
                .compose(done -> office.get(calls("/figures")))
                .compose(this::theCalls)
                .compose(done -> office.until("/actions/" + shareAction, action -> action.getValue("shareId") != null))
                .compose(
                        action -> office.until("/shares/" + action.getLong("shareId"), share -> joined(share) >= joins))
                .compose(this::theSharing)
                .compose(done -> theStops())
                .map(books);
    }

    private static long joined(JsonObject share) {
        return share.getJsonObject("figures").getLong("joins");
    }

    private Future<Void> theOffer(JsonObject action) {
        JsonObject figures = action.getJsonObject("figures");
        long declined = volunteers.stream().filter(SimulatedVolunteer::declined).count();
        books.agree("volunteers who were asked", figures.getLong("offered"), Names.VOLUNTEERS);
        books.agree("of them said no", figures.getLong("declined"), declined);
        books.agree(
                "yes, no and silence together",
                figures.getLong("accepted") + figures.getLong("declined") + figures.getLong("silent"),
                figures.getLong("offered"));
        return Future.succeededFuture();
    }

    private Future<Void> theCalls(JsonObject figures) {
        JsonObject list = figures.getJsonObject("list");
        long closed = sum(list.getJsonObject("closed"));
        books.agree("people on the list", list.getLong("people"), people);
        books.agree(
                "waiting, with a volunteer, and done with",
                list.getLong("waiting") + list.getLong("leased") + closed,
                people);
        Map<String, Long> reported = volunteers.stream()
                .flatMap(volunteer -> volunteer.results().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        JsonObject results = figures.getJsonObject("results");
        for (String result : List.of("reached", "no_answer", "call_back", "refused", "wrong_number", "removed")) {
            books.agree(
                    "calls with the result " + result,
                    results.getLong(result, 0L),
                    reported.getOrDefault(result.replace("_", ""), 0L));
        }
        return Future.succeededFuture();
    }

    private Future<Void> theSharing(JsonObject share) {
        JsonObject figures = share.getJsonObject("figures");
        books.agree("visits of friends", figures.getLong("visits"), visits);
        books.agree("friends who joined", figures.getLong("joins"), joins);
        return Future.succeededFuture();
    }

    /** Of those who play: whoever looks on may write STOP on any phone meanwhile. */
    private Future<Void> theStops() {
        Set<Long> stopped = IntStream.range(0, volunteers.size())
                .filter(index -> volunteers.get(index).stopped())
                .mapToObj(Names::volunteerName)
                .map(volunteerIds::get)
                .collect(Collectors.toSet());
        long removed = volunteers.stream()
                .flatMap(volunteer -> volunteer.results().stream())
                .filter("removed"::equals)
                .count();
        return office.all("/ledger?limit=100")
                .map(events -> events.stream()
                        .filter(event -> event.getString("kind").equals("opt_out"))
                        .filter(event -> stopped.contains(event.getLong("contactId"))
                                || event.getString("source").equals("volunteer"))
                        .map(event -> event.getLong("contactId"))
                        .distinct()
                        .count())
                .onSuccess(people -> books.agree("people who stopped, in the ledger", people, stopped.size() + removed))
                .compose(people -> phones.stops())
                .onSuccess(stops -> {
                    books.agree("who stopped and got their one confirmation", stops.getLong("one"), stopped.size());
                    books.agree("who got more than that", stops.getLong("more"), 0);
                })
                .compose(stops -> office.get("/ledger/verify"))
                .onSuccess(verified -> books.holds("the ledger’s chain is whole", verified.getBoolean("intact")))
                .mapEmpty();
    }

    private static long sum(JsonObject counts) {
        return counts.fieldNames().stream().mapToLong(counts::getLong).sum();
    }

    /** Does it for all at the same time; results in the order of the list. */
    private static <T, R> Future<List<R>> each(List<T> list, Function<T, Future<R>> deed) {
        List<Future<R>> begun = new ArrayList<>(list.stream().map(deed).toList());
        return Future.all(begun).map(all -> all.list());
    }

    private static <T> Future<Void> all(List<T> list, Function<T, Future<Void>> deed) {
        return each(list, deed).mapEmpty();
    }
}
