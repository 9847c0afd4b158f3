-- name: answers
select r.conversation_id, r.seq, r.body->>'text' as text, r.body->>'agent_name' as agent,
       c.customer_name as customer, asked.text as asked
from (
    select conversation_id, seq, body from events
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

-- name: record
insert into suggestion_uses (conversation_id, staff_id, at, source, reference, place, edited)
values (%(conversation)s, %(staff)s, %(at)s, %(source)s, %(reference)s, %(place)s, %(edited)s)
