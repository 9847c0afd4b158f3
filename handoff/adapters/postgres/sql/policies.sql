-- name: head
select coalesce(max(number), 0) as number from policies

-- name: history
select p.*, s.name as name from policies p
left join staff s on s.id = p.changed_by
order by p.number desc limit %(limit)s

-- name: add
with added as (
    insert into policies (number, content, changed_at, changed_by, note, undoes)
    select %(base)s + 1, %(content)s, %(at)s, %(by)s, %(note)s, %(undoes)s
    where (select coalesce(max(number), 0) from policies) = %(base)s
    on conflict do nothing
    returning number
)
select number, pg_notify('hangat', %(hint)s) from added
