-- What has accumulated of one stretch with the bot, the offer of a person that is pending or open,
-- and which of our own lines were said so far: parts of the snapshot.
alter table conversations
    add column evidence jsonb not null default '{}',
    add column offer    jsonb,
    add column lines    jsonb not null default '[]';
