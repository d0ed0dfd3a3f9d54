package org.relais.inbound.book;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** What people read, and when, of an organisation that has contact hours; everywhere else it writes around the clock. */
@NeedsDatabase
class ContactHoursBookTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    static List<BookedConversation> book() {
        return BookedConversation.all("night");
    }

    @BeforeAll
    static void itIsNoon() {
        WORLD.rows("update organisation set contact_from = '09:00', contact_until = '20:00', time_zone = '"
                + ServiceFixture.zone(12) + "' where id = " + WORLD.service.organisationId() + " returning id");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("book")
    void isSaid(BookedConversation conversation) {
        assertThatCode(() -> new ConversationPlayer(WORLD, conversation).play()).doesNotThrowAnyException();
    }
}
