-- Which keys this suppression list was written under, and a mark that each makes: a secret that was mistyped or exchanged
-- under the same name would find nobody on the list, and say nothing about it.
create table suppression_key (
    id            text        primary key,
    mark          bytea       not null check (length(mark) = 32),
    first_used_at timestamptz not null
);
