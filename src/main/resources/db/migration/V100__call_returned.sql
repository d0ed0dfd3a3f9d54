-- returned: the volunteer left (their own stop) while they had the contact, who went back to the list at once.
alter table call_attempt drop constraint call_attempt_result_check;
alter table call_attempt add constraint call_attempt_result_check
    check (result in ('reached', 'no_answer', 'call_back', 'refused', 'wrong_number', 'removed',
                      'expired', 'paused', 'returned', 'stopped', 'withdrawn'));
