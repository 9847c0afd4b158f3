-- A question is compared with every line: casting each to pgvector's type took longer than all
-- the rest of the search. Where the type is there, the server keeps the lines in it as well.

do $$
declare
    home text;
begin
    select quote_ident(n.nspname) into home
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'vector';
    if home is null then
        return;
    end if;
    -- Kept in the row itself, so that a scan reads it at once; the array, which is read only when
    -- the index is made anew, is kept apart.
    alter table article_lines alter embedding set storage external;
    execute format(
        'alter table article_lines add column as_vector %s.vector '
        'generated always as (embedding::%s.vector) stored', home, home);
    alter table article_lines alter as_vector set storage main;
    update article_lines set place = place;  -- as the lines that come are stored
end
$$;
