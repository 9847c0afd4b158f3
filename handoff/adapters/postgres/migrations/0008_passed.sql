-- An offer that the customer passed over with a question: a part of the snapshot.
alter table conversations add column passed jsonb;
