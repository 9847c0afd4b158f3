-- What became of each suggestion that an agent inserted. Before, one row said only, when the message
-- went out, whether the text had been changed.

alter table suggestion_uses drop column id;
alter table suggestion_uses add column id uuid not null default gen_random_uuid() primary key;
alter table suggestion_uses alter column id drop default;   -- the client names it: a resend is one

alter table suggestion_uses add column outcome text not null default 'sent'
    check (outcome in ('inserted', 'taken_back', 'sent', 'sent_edited'));
update suggestion_uses set outcome = 'sent_edited' where edited;
alter table suggestion_uses alter column outcome drop default;
alter table suggestion_uses drop column edited;

alter table suggestion_uses add column outcome_at timestamptz;
update suggestion_uses set outcome_at = at;
alter table suggestion_uses alter column outcome_at set not null;

-- The reference of an answer was the conversation that it came from. It is a digest of its words
-- now: a use says nothing of another customer's conversation.
update suggestion_uses set reference = 'before-0005' where source = 'answer';

create index suggestion_uses_at on suggestion_uses (at);
