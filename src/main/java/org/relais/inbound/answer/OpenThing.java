package org.relais.inbound.answer;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.relais.conversation.AnswerButton;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.Topic;

/** What may be named in an answer, with the messages about it, the newest first. */
record OpenThing(Topic topic, List<OpenMessage> messages) {
    OpenMessage newest() {
        return messages.get(0);
    }

    boolean awaits() {
        return topic.awaits(newest().sentAt());
    }

    boolean is(Topic.Sort sort) {
        return topic.sort() == sort;
    }

    boolean isEvent() {
        return is(Topic.Sort.EVENT);
    }

    boolean isCurrent() {
        return !topic.closed();
    }

    boolean isTaken() {
        return topic.taken();
    }

    boolean mayBeComeTo() {
        return awaits() || isTaken();
    }

    /** Whether it is what an organiser asks, and nothing to take part in. */
    boolean isAsked() {
        return topic.sort() == null;
    }

    /** Whether an organiser wrote the labels of its buttons. */
    boolean isComposed() {
        return isAsked()
                && newest().options().stream().allMatch(option -> AnswerButton.delivery(option.payload())
                        .isPresent());
    }

    /** The same named by no day. */
    OpenThing onNoDay() {
        return new OpenThing(topic.onNoDay(), messages);
    }

    Instant answeredAt() {
        return Objects.requireNonNullElse(topic.answeredAt(), Instant.EPOCH);
    }

    /** When it was last asked about, told or answered. */
    Instant spokenOf() {
        return answeredAt().isAfter(newest().sentAt()) ? answeredAt() : newest().sentAt();
    }

    /** Whether they answered it last, and not that they come: of what is refused nobody asks when it was. */
    boolean isLeft() {
        return topic.answeredAt() != null && !isTaken() && !answeredAt().isBefore(newest().sentAt());
    }
}
