package org.relais.inbound.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** What people say and read, conversation by conversation: one service, one phone each. */
@NeedsDatabase
class ConversationBookTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    static List<BookedConversation> book() {
        String only = System.getProperty("relais.conversation", "");
        return BookedConversation.all().stream()
                .filter(conversation -> conversation.toString().contains(only))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("book")
    void isSaid(BookedConversation conversation) {
        new ConversationPlayer(WORLD, conversation).play();
    }

    @Test
    void noTwoHaveOneTitle() {
        assertThat(BookedConversation.all().stream().map(BookedConversation::toString))
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }
}
