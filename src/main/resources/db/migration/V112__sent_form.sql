-- Forms of the console that were sent: a second press of the same button does nothing again, on whichever node it arrives.
create table sent_form (
    -- SHA-256 of the session's secret, the form's address, the page's key and everything that was filled in.
    key     bytea       primary key check (length(key) = 32),
    sent_at timestamptz not null
);
create index sent_form_by_time on sent_form (sent_at);
