package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class ReplyChoicesTest {

    @Test
    void labelsOfDifferentTitlesAreTheirBeginnings() {
        assertThat(ReplyChoices.labels(List.of("Bal folk", "Marche aux lampions du village")))
                .containsExactly("Bal folk", "Marche aux lampions…");
    }

    @Test
    void titlesThatBeginAlikeAreToldApartByWhatFollows() {
        assertThat(ReplyChoices.labels(
                        List.of("On cherche des bras pour la fête", "On cherche des bras pour le marché", "Bal folk")))
                .containsExactly("…la fête", "…le marché", "Bal folk");
    }

    @Test
    void equalTitlesHaveTheNumberOfTheirPlace() {
        assertThat(ReplyChoices.labels(List.of("Collecte", "Collecte", "On cherche des bras", "On cherche des bras")))
                .doesNotHaveDuplicates()
                .allSatisfy(label -> assertThat(label.length()).isLessThanOrEqualTo(ReplyChoices.LONGEST_LABEL));
    }
}
