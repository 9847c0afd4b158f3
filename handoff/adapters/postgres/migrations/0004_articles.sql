-- The knowledge base as it is searched. The folder of articles is the truth: gateways write these
-- rows anew when its content or the encoder has changed (handoff/application/knowledge.py).

-- pgvector computes likeness where the server has it and lets us; elsewhere the gateway does.
do $$
begin
    if exists (select from pg_available_extensions where name = 'vector') then
        create extension if not exists vector;
    end if;
exception when insufficient_privilege then
    raise notice 'pgvector may not be installed by this user: going on without it';
end
$$;

create table articles (
    slug     text primary key,
    intents  text[] not null,
    content  jsonb not null,            -- both languages: title, answer, steps, keywords
    asked    text[] not null,           -- how customers ask for it
    source   text not null,
    updated  date not null,
    words    text not null,             -- folded by handoff/knowledge/words.py
    found_by tsvector not null generated always as (to_tsvector('simple', words)) stored
);
create index articles_found_by on articles using gin (found_by);

-- The texts by which an article is found. Some thousand rows: scanned whole, so that the nearest
-- is the nearest. real[] everywhere, since not every server knows the type vector.
create table article_lines (
    slug      text not null references articles on delete cascade,
    place     integer not null,
    kind      text not null check (kind in ('passage', 'title', 'asked')),
    text      text not null,
    embedding real[],                   -- null: written by a gateway without an encoder
    primary key (slug, place)
);

-- One row once the folder was read: of what content, by which encoder.
create table article_index (
    single  boolean primary key default true check (single),
    version integer not null,           -- grows with each change
    digest  text not null,
    encoder text
);

-- What an agent was suggested and took. No words of anybody's: the message itself is an event.
create table suggestion_uses (
    id              bigint generated always as identity primary key,
    conversation_id uuid not null references conversations on delete cascade,
    staff_id        uuid not null references staff,
    at              timestamptz not null,
    source          text not null check (source in ('article', 'answer')),
    reference       text not null,      -- slug of the article, or CONVERSATION:SEQ of the answer
    place           integer not null check (place between 1 and 3),
    edited          boolean not null
);
create index suggestion_uses_reference on suggestion_uses (source, reference);

-- The newest replies of agents are looked through for suggestions.
create index events_agent_replies on events (at) where type = 'agent_replied';
