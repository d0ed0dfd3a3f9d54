package org.relais.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** What is written with the telephone's own app, on a number that the service uses too. */
@NeedsDatabase
class HandwrittenMessagesTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static void byHand(String phone, String text) {
        WORLD.phones.waited(
                "/phones/" + phone + "/events",
                new JsonObject().put("kind", "smb_message_echoes").put("body", text));
    }

    private static void kept(String text, boolean afterStop) {
        WORLD.eventually(() ->
                WORLD.count("handwritten_message where text = '" + text + "' and after_stop = " + afterStop) == 1);
    }

    private static ConsoleClient console(Role role) {
        return ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), role);
    }

    @Test
    void standsInTheConversationAndSaysNothingOfConsent() {
        String phone = WORLD.onWhatsApp("Nora");
        byHand(phone, "STOP par ici pour la salle");
        kept("STOP par ici pour la salle", false);
        long contact = WORLD.contact("Nora");
        assertThat(console(Role.VIEWER).get("/inbox/people/" + contact).body())
                .contains("STOP par ici pour la salle", "By hand, from the phone")
                .doesNotContain("after the stop");
        assertThat(WORLD.count("consent where state = 'subscribed' and contact_id = " + contact))
                .isEqualTo(1);
    }

    @Test
    void afterAStopItIsAuditedAndShownToOwners() {
        String phone = WORLD.onWhatsApp("Rachid");
        WORLD.phones.stopAndWait(phone, "STOP");
        long contact = WORLD.contact("Rachid");
        WORLD.eventually(() -> WORLD.count("consent where state = 'unsubscribed' and contact_id = " + contact) == 1);
        // The platform's times are whole seconds, and what was written in that of the stop may have come before it.
        WORLD.rows("update consent set stopped_at = stopped_at - interval '1 minute' where contact_id = " + contact
                + " returning 1");
        byHand(phone, "Tu viens quand même ?");
        kept("Tu viens quand même ?", true);
        assertThat(WORLD.count("audit_event where action = 'handwritten_message.after_stop' and subject = 'contact:"
                        + contact + "'"))
                .isEqualTo(1);
        assertThat(console(Role.VIEWER).get("/inbox/people/" + contact).body()).contains("after the stop");
        assertThat(console(Role.OWNER).get("").body()).contains("Written by hand after a stop", "Tu viens quand même");
        assertThat(console(Role.ORGANISER).get("").body()).doesNotContain("Written by hand after a stop");

        WORLD.erase(contact);
        assertThat(WORLD.count("handwritten_message where contact_id = " + contact))
                .isZero();
    }

    @Test
    void strangersToWhomATelephoneWritesAreNotKept() {
        String stranger = WORLD.whatsappPhone("Inconnue");
        long people = WORLD.count("contact");
        byHand(stranger, "Bonjour, maman");
        WORLD.eventually(() ->
                WORLD.count("inbox where kind = 'HANDWRITTEN' and outcome = 'ignored' and not event ? 'text'") == 1);
        assertThat(WORLD.count("inbox where kind = 'HANDWRITTEN' and outcome = 'ignored' and person is null"
                        + " and event->'from' = '[]' and strpos(inbox::text, '" + stranger.substring(1) + "') = 0"))
                .as("their number")
                .isEqualTo(1);
        assertThat(WORLD.count("contact")).isEqualTo(people);
        assertThat(WORLD.count("handwritten_message where text = 'Bonjour, maman'"))
                .isZero();
    }
}
