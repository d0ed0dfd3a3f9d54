package org.relais.consent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.Unit;

@Unit
class ContactSearchTest {
    @ParameterizedTest
    @CsvSource({
        "Zoë, Zoë, ",
        "+33612340411, +33612340411, ",
        "+33 6 12 34 04 11, +33612340411, ",
        "06 12 34 04 11, 0612340411, 612340411",
        "0411, 0411, 411",
        "12.34, 1234, 1234",
        "FR.123456789, FR.123456789, ",
        "123, 123, 123",
        "12, 12, ",
    })
    void tellsNumbersFromNames(String text, String identifier, String ending) {
        assertThat(ContactSearch.of(text)).isEqualTo(new ContactSearch(text, identifier, ending));
    }
}
