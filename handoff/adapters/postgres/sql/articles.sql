-- name: state
select version, digest, encoder from article_index

-- name: lock
select pg_advisory_xact_lock(7305220612)

-- name: put
insert into articles (slug, intents, content, asked, source, updated, words)
values (%(slug)s, %(intents)s, %(content)s, %(asked)s, %(source)s, %(updated)s, %(words)s)
on conflict (slug) do update set
    intents = excluded.intents, content = excluded.content, asked = excluded.asked,
    source = excluded.source, updated = excluded.updated, words = excluded.words

-- name: drop_others
delete from articles where slug <> all (%(slugs)s)

-- name: drop_lines
delete from article_lines where slug = any (%(slugs)s)

-- name: put_line
insert into article_lines (slug, place, kind, text, embedding)
values (%(slug)s, %(place)s, %(kind)s, %(text)s, %(embedding)s)

-- name: forget_vectors
update article_lines set embedding = null where slug = any (%(slugs)s)

-- name: put_state
insert into article_index (version, digest, encoder) values (1, %(digest)s, %(encoder)s)
on conflict (single) do update set
    version = article_index.version + 1, digest = excluded.digest, encoder = excluded.encoder

-- name: vectors
select l.text, l.embedding from article_lines l
where l.embedding is not null and (select encoder from article_index) = %(encoder)s

-- name: get
select slug, intents, content, asked, source, updated from articles where slug = any (%(slugs)s)

-- name: all
select slug, intents, content, asked, source, updated from articles order by slug

-- name: having
-- Which articles have each of the words. An index lookup a word: a join would scan all for each.
select word, array(
           select slug from articles where found_by @@ plainto_tsquery('simple', word)
       ) as slugs
from unnest(%(words)s::text[]) as word

-- name: articles
select slug, intents from articles order by slug

-- name: how_many
select count(*) as lines from article_lines where embedding is not null

-- name: near_by_pgvector
-- Vectors have length 1: the inner product, of which the operator gives the negative, is the cosine.
select slug,
       max(cosine) filter (where kind = 'passage') as passage,
       max(cosine) filter (where kind = 'title') as title,
       max(cosine) filter (where kind = 'asked') as asked,
       (select avg(few.cosine) from (
           select each.cosine
           from unnest(array_agg(cosine) filter (where kind = 'asked')) as each (cosine)
           order by each.cosine desc limit %(few)s
       ) few) as asked_few
from (
    select l.slug, l.kind, -(LINE operator(SCHEMA.<#>) %(vector)s::VECTOR) as cosine
    from article_lines l
    where l.embedding is not null and (select encoder from article_index) = %(encoder)s
    offset 0  -- or the cosine is computed anew in each of the four above
) lines
group by slug

-- name: lines
select l.slug, l.kind, l.embedding from article_lines l
where l.embedding is not null and l.slug = any (%(slugs)s)
order by l.slug, l.place

-- name: pgvector
select n.nspname as schema,
       exists (
           select from information_schema.columns
           where table_schema = current_schema() and table_name = 'article_lines'
             and column_name = 'as_vector'
       ) as kept
from pg_extension e join pg_namespace n on n.oid = e.extnamespace
where e.extname = 'vector'
