-- Whether the legal mention also links to the person's own page to stop, for organisations that want it.
alter table organisation add column mention_link boolean not null default false;
