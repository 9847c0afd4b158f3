-- The whole first schema. Everything lives in the schema `hangat`, which the migrator creates.

create table customers (
    id         uuid primary key,
    subject    text unique,             -- the host site's name for its customer; null: anonymous
    name       text,
    created_at timestamptz not null
);

create table staff (
    id            uuid primary key,
    email         text not null,
    name          text not null,
    role          text not null check (role in ('agent', 'supervisor', 'admin')),
    capacity      integer not null check (capacity between 1 and 20),
    active        boolean not null,
    password_hash text not null,
    created_at    timestamptz not null
);
create unique index staff_email on staff (lower(email));

create table staff_sessions (
    token_hash bytea primary key,       -- sha-256: a stolen backup opens no session
    staff_id   uuid not null references staff on delete cascade,
    csrf       text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index staff_sessions_staff on staff_sessions (staff_id);

create table staff_presence (
    staff_id    uuid primary key references staff on delete cascade,
    status      text not null check (status in ('available', 'away')),
    lease_until timestamptz not null    -- renewed by the socket; lapses by itself
);

create table failed_sign_ins (
    key text not null,                  -- an address or a network, hashed
    at  timestamptz not null
);
create index failed_sign_ins_key on failed_sign_ins (key, at);

-- The snapshot of a conversation: the fold of its events. It is also the queue entry (floor,
-- due_at) and the bot's outbox (awaiting_bot_since).
create table conversations (
    id                  uuid primary key,
    seq                 integer not null,
    floor               text not null check (floor in ('bot', 'queue', 'agent', 'closed')),
    customer_id         uuid not null references customers,
    customer_name       text,
    language            text not null,
    started_at          timestamptz not null,
    updated_at          timestamptz not null,
    bot_session         integer not null,
    awaiting_bot_since  timestamptz,
    news_seq            integer not null,
    last_customer_seq   integer not null,
    answered_seq        integer not null,
    topic               text,
    failures            integer not null,
    last_answer         jsonb not null,
    settled             jsonb,
    handoffs            integer not null,
    reason              text,
    queued_at           timestamptz,
    due_at              timestamptz,
    waiting_since       timestamptz,
    nobody_on_duty_said boolean not null,
    agent_id            uuid references staff,
    agent_name          text,
    follow_up           text,
    closed_by           text,
    rating              integer,
    seen_by_customer    integer not null,
    seen_by_agent       integer not null,
    -- Not part of the snapshot: who asks the bot now. It lapses by itself.
    bot_lease_until     timestamptz,
    constraint agent_holds_the_floor check ((floor = 'agent') = (agent_id is not null)),
    constraint bot_owes_only_on_its_floor check (awaiting_bot_since is null or floor = 'bot'),
    constraint who_waits_is_due check (floor <> 'queue' or (due_at is not null and waiting_since is not null))
);
create index conversations_customer on conversations (customer_id, started_at desc);
create index conversations_waiting on conversations (due_at) where floor = 'queue';
create index conversations_agent on conversations (agent_id) where floor = 'agent';
create index conversations_owed on conversations (awaiting_bot_since)
    where awaiting_bot_since is not null;
create index conversations_with_bot on conversations (updated_at) where floor = 'bot';

create table events (
    conversation_id uuid not null references conversations on delete cascade,
    seq             integer not null,
    at              timestamptz not null,
    type            text not null,
    body            jsonb not null,
    sender          text,               -- "customer" or a staff id, where the sender names its events
    client_id       text,
    primary key (conversation_id, seq)
);
-- A resend is the same message.
create unique index events_client_id on events (conversation_id, sender, client_id)
    where client_id is not null;
create index events_assignments on events (at)
    where type in ('agent_assigned', 'handed_back', 'requeued', 'closed');

create sequence follow_up_number;
create table follow_ups (
    reference       text primary key,
    kind            text not null check (kind in ('callback', 'ticket')),
    conversation_id uuid not null references conversations on delete cascade,
    phone           text,
    reason          text not null,
    topic           text,
    created_at      timestamptz not null,
    closed_at       timestamptz,
    closed_by       uuid references staff,
    note            text,
    constraint callback_has_a_number check (kind <> 'callback' or phone is not null)
);
create index follow_ups_open on follow_ups (created_at) where closed_at is null;
