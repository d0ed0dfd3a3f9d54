package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class BodyBudgetTest {
    private final BodyBudget budget = new BodyBudget(10, 6);
    private final List<String> gone = new ArrayList<>();

    private BodyBudget.Body body(String address, String name) {
        return new BodyBudget.Body() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public void giveWay() {
                gone.add(name);
            }
        };
    }

    @Test
    void theOldestGivesWayToWhatComes() {
        budget.begin(body("a", "1"), 4);
        budget.begin(body("b", "2"), 4);
        assertThat(gone).isEmpty();
        budget.begin(body("c", "3"), 4);
        assertThat(gone).containsExactly("1");
        assertThat(budget.total()).isEqualTo(8);
    }

    @Test
    void anAddressPastItsOwnBudgetPaysItself() {
        budget.begin(body("a", "1"), 2);
        budget.begin(body("b", "2"), 3);
        BodyBudget.Body second = body("b", "3");
        budget.begin(second, 3);
        assertThat(gone).isEmpty();
        budget.add(second, 1);
        assertThat(gone).containsExactly("2");
        budget.add(second, 3);
        assertThat(gone).containsExactly("2", "3");
        assertThat(budget.total()).isEqualTo(2);
    }

    @Test
    void whatHasGivenWayOrEndedHoldsNothing() {
        BodyBudget.Body first = body("a", "1");
        budget.begin(first, 5);
        budget.begin(body("b", "2"), 6);
        assertThat(gone).containsExactly("1");
        budget.add(first, 5);
        budget.end(first);
        assertThat(budget.total()).isEqualTo(6);
    }
}
