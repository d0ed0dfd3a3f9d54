package org.relais.action.question;

import java.util.List;
import org.relais.contact.PersonStore;

/** What a person answered to questions: follows merges, and goes with an erasure. */
public final class QuestionPersonStore extends PersonStore {
    /** Of two people's answers to one action those stay that were given last; mixed, nobody would have said them. */
    private static final String ONE_OF_TWO =
            """
            with ranked as (
                select a.action_id, a.contact_id,
                       row_number() over (partition by a.action_id order by max(a.answered_at) desc, a.contact_id) as place
                from question_answer a
                where a.organisation_id = $1 and a.contact_id in ($2, $3)
                group by a.action_id, a.contact_id
            )
            delete from question_answer a using ranked r
            where r.place > 1 and a.action_id = r.action_id and a.contact_id = r.contact_id
            """;

    private static final String MOVE =
            """
            update question_answer set contact_id = $3 where organisation_id = $1 and contact_id = $2
            """;

    private static final String ERASE =
            """
            delete from question_answer where organisation_id = $1 and contact_id = any ($2)
            """;

    private static final String EXPORT =
            """
            select jsonb_strip_nulls(jsonb_build_object(
                       'action', a.action_id, 'title', t.title, 'question', a.step,
                       'asked', said_in_step(f.form, a.step, null, c.language),
                       'choice', case when a.choice is not null
                                      then coalesce(said_in_step(f.form, a.step, a.choice, c.language), a.choice) end,
                       'number', trim_scale(a.number), 'words', a.words, 'at', a.answered_at)) as record
            from question_answer a
            join action t on t.id = a.action_id
            join contact c on c.id = a.contact_id
            left join question_form f on f.action_id = a.action_id
            where a.organisation_id = $1 and a.contact_id = $2
            order by a.id
            """;

    public QuestionPersonStore() {
        super("questions", List.of(ONE_OF_TWO, MOVE), List.of(ERASE), EXPORT);
    }
}
