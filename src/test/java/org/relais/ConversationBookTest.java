package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relais.inbound.book.BookedConversation;
import org.relais.inbound.book.ConversationPlayer;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/**
 * What people say and read, conversation by conversation: one service, one phone each. It computes more than any other test,
 * so it stands among the first, which mostly wait.
 */
@NeedsDatabase
class ConversationBookTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    /** Each talk mostly waits for an answer: many at once cost one service little. */
    private static final int AT_ONCE = 8;

    private static final List<BookedConversation> ALL = BookedConversation.all();

    private static final Map<String, CompletableFuture<Void>> TALKS = new HashMap<>();

    static List<BookedConversation> book() {
        String[] parts = System.getProperty("relais.conversation", "").split("\\|");
        return ALL.stream()
                .filter(conversation -> Arrays.stream(parts).anyMatch(conversation.toString()::contains))
                .toList();
    }

    /** All begin at once, so many at a time as people write to one service at a time; each test waits for its own. */
    @BeforeAll
    static void everybodyWrites() {
        ExecutorService phones = Executors.newFixedThreadPool(AT_ONCE);
        book().forEach(conversation -> TALKS.put(
                conversation.toString(),
                CompletableFuture.runAsync(() -> new ConversationPlayer(WORLD, conversation).play(), phones)));
        phones.shutdown();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("book")
    void isSaid(BookedConversation conversation) {
        CompletableFuture<Void> talk = Objects.requireNonNull(TALKS.get(conversation.toString()));
        assertThatCode(talk::join).doesNotThrowAnyException();
    }

    @Test
    void noTwoHaveOneTitle() {
        assertThat(ALL).isNotEmpty().extracting(BookedConversation::toString).doesNotHaveDuplicates();
    }
}
