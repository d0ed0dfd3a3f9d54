package org.relais.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.Unit;

/** What a span may tell. */
@Unit
class HarmlessTagsTest {
    private static HarmlessTags statement(String sql) {
        return HarmlessTags.of("Query", Map.of("db.query.text", sql, "db.user", "relais"), null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select name from contact where id = $1|select contact",
                "SELECT extract(epoch from $1 - now()), x from (select 1 from inbox) i|select inbox",
                "insert into ledger_event (id) values ($1)|insert ledger_event",
                "with gone as (delete from delivery where id = $1 returning id) select id from gone|delete delivery",
                "update contact set name = 'update Zephyrina' where id = 1|update contact",
                "select 'from Zephyrina' as words|select",
                "select $$ from Zephyrina $$|select",
                "-- from Zephyrina|other",
                "begin|begin",
                "set local lock_timeout = 20000|set",
                "Zephyrina|other"
            })
    void aStatementTellsItsDeedAndItsTable(String sql, String name) {
        HarmlessTags tags = statement(sql);
        assertThat(tags.name()).isEqualTo(name);
        assertThat(tags.tags())
                .noneMatch(tag ->
                        tag.getValue().contains("zephyrina") || tag.getKey().equals("db.user"));
    }

    @Test
    void aRequestTellsItsMethodAndWhoIsCalled() {
        Map<String, String> told = Map.of("url.full", "https://x.example/bot12:AB/send", "http.request.method", "POST");
        assertThat(HarmlessTags.of("telegram", told, "abcdefgh")).satisfies(tags -> {
            assertThat(tags.name()).isEqualTo("POST telegram");
            assertThat(tags.tags())
                    .containsExactly(
                            Map.entry("http.request.method", "POST"),
                            Map.entry("relais.peer", "telegram"),
                            Map.entry("relais.correlation", "abcdefgh"));
        });
        assertThat(HarmlessTags.of("POST", told, null).name()).isEqualTo("POST");
        assertThat(HarmlessTags.of("https://x.example/bot12:AB", told, null).name())
                .isEqualTo("POST");
        assertThat(HarmlessTags.of("+33639985001", Map.of("http.request.method", "+33639985001"), null)
                        .name())
                .isEqualTo("_OTHER");
        assertThat(HarmlessTags.of("+33639985001", Map.of(), null).name()).isEqualTo("_OTHER");
    }

    @Test
    void anAnswerTellsItsStatus() {
        assertThat(HarmlessTags.ofAnswer(Map.of("http.response.status_code", "503", "words", "no"))
                        .tags())
                .containsExactly(Map.entry("http.response.status_code", "503"));
        assertThat(HarmlessTags.ofAnswer(Map.of("http.response.status_code", "no"))
                        .tags())
                .isEmpty();
    }
}
