-- name: answers
select r.conversation_id, r.seq, r.body->>'text' as text, r.body->>'agent_name' as agent,
       c.customer_id, c.customer_name as customer, asked.text as asked
from (
    select conversation_id, seq, at, body from events
    where type = 'agent_replied' order by at desc limit %(newest)s
) r
join conversations c
    on c.id = r.conversation_id and c.id <> %(but)s and c.language = %(language)s
join lateral (
    select m.seq, m.body->>'text' as text from events m
    where m.conversation_id = r.conversation_id and m.seq < r.seq
      and m.type in ('message_received', 'agent_replied')
    order by m.seq desc limit 1
) asked on true
join events q
    on q.conversation_id = r.conversation_id and q.seq = asked.seq and q.type = 'message_received'
order by r.at desc, r.seq desc

-- name: record
insert into suggestion_uses as u
    (id, conversation_id, staff_id, at, source, reference, place, outcome, outcome_at)
values
    (%(id)s, %(conversation)s, %(staff)s, %(at)s, %(source)s, %(reference)s, %(place)s,
     %(outcome)s, %(at)s)
on conflict (id) do update set
    outcome = case when u.outcome = any (%(before)s::text[]) then excluded.outcome else u.outcome end,
    outcome_at = case when u.outcome = any (%(before)s::text[]) then excluded.outcome_at
                      else u.outcome_at end
where u.conversation_id = excluded.conversation_id and u.staff_id = excluded.staff_id
returning 1 as known

-- name: figures
select source, count(*) as inserted,
       count(*) filter (where outcome = 'taken_back') as taken_back,
       count(*) filter (where outcome = 'sent') as sent,
       count(*) filter (where outcome = 'sent_edited') as sent_edited
from suggestion_uses where at >= %(since)s
group by source order by source
