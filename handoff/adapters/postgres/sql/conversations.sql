-- name: lock
select c.*, k.subject from conversations c join customers k on k.id = c.customer_id
where c.id = %(id)s for update of c

-- name: lock_and_look
-- The snapshot is older than the lock: `looked_at` is the number that it shows. Where the row has a
-- higher one, this waited for somebody else's commit and saw nothing of it but the row.
select c.*, k.subject,
       (select seq from conversations s where s.id = %(id)s) as looked_at,
       (select count(*) from staff_presence p join staff s on s.id = p.staff_id
         where p.lease_until > %(now)s and p.status = 'available' and s.active) as on_duty,
       (select to_jsonb(e) from events e
         where e.conversation_id = %(id)s and e.sender = %(sender)s
           and e.client_id = %(client_id)s) as known
from conversations c join customers k on k.id = c.customer_id
where c.id = %(id)s for update of c

-- name: get
select * from conversations where id = %(id)s

-- name: log
select seq, at, type, body from (
    select seq, at, type, body from events
    where conversation_id = %(id)s and seq > %(after)s
    order by seq desc limit %(newest)s
) newest order by seq

-- name: record
select seq, at, type, body from events where conversation_id = %(id)s and seq = %(seq)s

-- name: find
select seq, at, type, body from events
where conversation_id = %(id)s and sender = %(sender)s and client_id = %(client_id)s

-- name: open_follow_up
insert into follow_ups (reference, kind, conversation_id, phone, reason, topic, created_at)
values (%(reference)s, %(kind)s, %(id)s, %(phone)s, %(reason)s, %(topic)s, %(at)s)

-- name: withdraw_follow_up
-- Nobody of the staff closed it: the customer does not need it any more.
update follow_ups set closed_at = %(at)s where reference = %(reference)s and closed_at is null

-- name: next_reference
select nextval('follow_up_number') as number

-- name: lock_agent
select capacity from staff where id = %(agent_id)s and active for update

-- name: held
select count(*) as held from conversations where agent_id = %(agent_id)s and floor = 'agent'

-- name: look
select (select count(*) from staff_presence p join staff s on s.id = p.staff_id
         where p.lease_until > %(now)s and p.status = 'available' and s.active) as on_duty,
       (select to_jsonb(e) from events e
         where e.conversation_id = %(id)s and e.sender = %(sender)s
           and e.client_id = %(client_id)s) as known

-- name: notify
select pg_notify('hangat', %(payload)s)

-- name: heads
select id, seq from conversations where id = any(%(ids)s)

-- name: owed_turn
select c.*, k.subject,
       (select jsonb_agg(to_jsonb(e) order by e.seq) from events e
         where e.conversation_id = c.id and e.seq > c.answered_seq
           and e.type = 'message_received') as said
from conversations c
join customers k on k.id = c.customer_id
where c.id = %(id)s and c.floor = 'bot' and c.awaiting_bot_since is not null

-- name: lock_customer
select from customers where id = %(customer_id)s for no key update

-- name: newest_open
select id from conversations
where customer_id = %(customer_id)s and floor <> 'closed'
order by started_at desc limit 1

-- name: open_of
select id from conversations where customer_id = %(customer_id)s and floor <> 'closed'

-- name: summaries
select c.*, k.subject,
       l.seq as last_seq, l.at as last_at, l.type as last_type, l.body as last_body,
       (select count(*) from events e
         where e.conversation_id = c.id and e.type = 'message_received'
           and e.seq > c.seen_by_agent) as unread
from conversations c
join customers k on k.id = c.customer_id
left join lateral (
    select seq, at, type, body from events e
    where e.conversation_id = c.id
      and e.type in ('message_received', 'bot_replied', 'agent_replied')
      and (e.type <> 'bot_replied' or jsonb_array_length(e.body -> 'messages') > 0)
    order by seq desc limit 1
) l on true
where c.floor = %(floor)s
order by c.due_at, c.queued_at, c.id

-- name: counts
select floor, count(*) as n from conversations
where floor <> 'closed' and (floor <> 'bot' or last_customer_seq > 0)
group by floor

-- name: handling_times
select ended.at - begun.at as took
from events ended
cross join lateral (
    select at, type from events e
    where e.conversation_id = ended.conversation_id and e.seq < ended.seq
      and e.type in ('agent_assigned', 'handed_back', 'requeued', 'closed')
    order by e.seq desc limit 1
) begun
where ended.type in ('handed_back', 'requeued', 'closed')
  and ended.at > %(since)s and begun.type = 'agent_assigned'
order by ended.at desc limit 200

-- name: claim_owed_turns
update conversations set bot_lease_until = %(until)s
where id in (
    select id from conversations
    where awaiting_bot_since is not null
      and (bot_lease_until is null or bot_lease_until < %(now)s)
    order by awaiting_bot_since limit %(limit)s
    for update skip locked
)
returning id

-- name: keep_turn
update conversations set bot_lease_until = %(until)s
where id = %(id)s and awaiting_bot_since is not null
returning id

-- name: held_by_absent
select c.id, c.agent_id from conversations c
left join staff_presence p on p.staff_id = c.agent_id
where c.floor = 'agent' and (p.lease_until is null or p.lease_until < %(now)s)

-- name: idle_with_bot
select id from conversations
where floor = 'bot' and awaiting_bot_since is null and updated_at < %(before)s
order by updated_at limit %(limit)s
