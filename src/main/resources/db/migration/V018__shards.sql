-- The organisations may be spread over several databases (src/site/markdown/shards.md). Nothing here is read where there is
-- one, whose number is 0.
--
-- Which of them this one is, from its first migration on. Every id that is made here has it above its 40 lowest bits
-- (afterMigrate__shard.sql): an organisation keeps its ids when it moves, and meets no others.
create table shard (
    one    boolean primary key default true check (one),
    number integer not null check (number between 0 and 4095)
);
insert into shard (number) values (${shard});

-- Organisations that are leaving this database or have left it: here nothing of theirs is worked on or written any more.
-- With it go triggers that refuse every write (shard.MoveStore), so that no node has to have heard of it. The row stays as
-- long as the database. It lives where there is no such row.
create table organisation_move (
    organisation_id bigint      primary key,
    target          integer     not null check (target between 0 and 4095),
    began_at        timestamptz not null,
    -- Its senders as they were, to be so again there, or here when nothing comes of it.
    senders         jsonb       not null,
    -- When everything of it stood in the target, and its rows here were no longer its.
    left_at         timestamptz
);
