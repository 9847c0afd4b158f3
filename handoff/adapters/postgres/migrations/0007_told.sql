-- What whoever waits was told and asked: a part of the snapshot.
alter table conversations add column told jsonb not null default '{}';
