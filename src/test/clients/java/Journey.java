import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.api.BroadcastsApi;
import org.openapitools.client.api.ContactsApi;
import org.openapitools.client.api.FeedApi;
import org.openapitools.client.model.*;

/**
 * A whole way through the API by the client that openapi-generator makes from the document: {@code java Journey ADDRESS TOKEN},
 * with ADDRESS as {@code https://relais.example.org/api/v1}.
 */
public final class Journey {
    private static final OffsetDateTime AGREED = OffsetDateTime.parse("2026-11-08T10:00:00Z");

    private final ContactsApi contacts;
    private final BroadcastsApi broadcasts;
    private final FeedApi feed;

    private Journey(ApiClient client) {
        this.contacts = new ContactsApi(client);
        this.broadcasts = new BroadcastsApi(client);
        this.feed = new FeedApi(client);
    }

    public static void main(String[] arguments) throws ApiException {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + arguments[1]));
        Journey journey = new Journey(client);
        long contact = journey.person();
        journey.message();
        journey.events(contact);
        journey.refusal();
    }

    private static NewContact chloe() {
        String number = "+336399%05d".formatted(ThreadLocalRandom.current().nextInt(100_000));
        return new NewContact()
                .name("Chloé Martin")
                .language("fr")
                .tags(List.of("journey"))
                .addresses(List.of(new NewAddress().channel("whatsapp").kind("phone").identifier(number)))
                .consent(new NewConsent()
                        .propertyClass(ConsentClass.OCCASIONAL)
                        .source("List of the neighbours")
                        .at(AGREED));
    }

    /** Sent again under its key after a broken connection, it is done once. */
    private long person() throws ApiException {
        String key = UUID.randomUUID().toString();
        NewContact chloe = chloe();
        long id = contacts.createContact(chloe, key).getId();
        ApiResponse<Contact> again = contacts.createContactWithHttpInfo(chloe, key);
        expect(
                "the first answer comes back",
                again.getData().getId() == id && again.getHeaders().containsKey("idempotency-replayed"));
        Contact agreed = contacts.recordOptIn(
                id,
                new OptIn()
                        .propertyClass(OptIn.PropertyClassEnum.REGULAR)
                        .source("Paper form 12")
                        .at(AGREED)
                        .wording("I agree to receive news (form v3)"),
                null);
        expect("they have agreed", agreed.getConsent().getState() == ConsentState.SUBSCRIBED);
        return id;
    }

    private void message() throws ApiException {
        long id = broadcasts
                .createBroadcast(
                        new BroadcastDraft()
                                .title("Samedi")
                                .audience(new Audience().everyone(true))
                                .message(new Message()
                                        .language("fr")
                                        .body(Map.of("fr", "Bonjour {{first_name|à vous}}, on se voit samedi ?"))),
                        null)
                .getId();
        expect(
                "it is shown as people read it",
                broadcasts.previewBroadcast(id, null, null).getItems().stream()
                        .anyMatch(one -> one.getText().contains("on se voit samedi ?")));
        expect("somebody would get it", broadcasts.countBroadcast(id).getReceiving() > 0);
        broadcasts.sendBroadcast(id, null, null);
        expect("nothing has failed", broadcasts.readProgress(id).getFailed() == 0);
    }

    private void events(long contact) throws ApiException {
        Set<FeedKind> kinds = EnumSet.noneOf(FeedKind.class);
        String after = "0";
        while (!kinds.containsAll(List.of(FeedKind.CONTACT_CREATED, FeedKind.OPT_IN))) {
            // An empty page is held back until something happens, so long at most.
            FeedPage page = feed.readEvents(after, null, 10, 100);
            expect("the feed goes on", !page.getItems().isEmpty());
            page.getItems().stream()
                    .filter(event -> Long.valueOf(contact).equals(event.getContactId()))
                    .forEach(event -> kinds.add(event.getKind()));
            after = page.getNext();
        }
    }

    /** A fault is a {@code Problem}, which names its field. */
    private void refusal() {
        try {
            contacts.createContact(chloe().addresses(List.of()), null);
            throw new AssertionError("a contact without an address was taken");
        } catch (ApiException refused) {
            expect(
                    "a fault names its field",
                    refused.getCode() == 400 && refused.getResponseBody().contains("\"field\":\"addresses\""));
        }
    }

    private static void expect(String what, boolean so) {
        if (!so) {
            throw new AssertionError("not so: " + what);
        }
    }
}
