-- name: create_customer
insert into customers (id, subject, name, created_at)
values (%(id)s, %(subject)s, %(name)s, %(at)s)

-- name: get_customer
select id, subject, name from customers where id = %(id)s

-- name: customer_of_site
insert into customers (id, subject, name, created_at)
values (%(id)s, %(subject)s, %(name)s, %(at)s)
on conflict (subject) do update set name = excluded.name
returning id, subject, name

-- name: follow_ups
select f.*, c.customer_name, s.name as closer
from follow_ups f
join conversations c on c.id = f.conversation_id
left join staff s on s.id = f.closed_by
where (f.closed_at is not null) = %(closed)s
order by coalesce(f.closed_at, 'epoch') desc, f.created_at
limit case when %(closed)s then 200 end

-- name: close_follow_up
update follow_ups set closed_at = %(at)s, closed_by = %(staff_id)s, note = %(note)s
where reference = %(reference)s and closed_at is null
returning reference

-- name: follow_up
select f.*, c.customer_name, s.name as closer
from follow_ups f
join conversations c on c.id = f.conversation_id
left join staff s on s.id = f.closed_by
where f.reference = %(reference)s

-- name: count_open_follow_ups
select count(*) as n from follow_ups where closed_at is null

-- name: add_staff
insert into staff (id, email, name, role, capacity, active, password_hash, created_at)
values (%(id)s, %(email)s, %(name)s, %(role)s, %(capacity)s, %(active)s, %(password_hash)s, %(at)s)

-- name: save_staff
update staff set email = %(email)s, name = %(name)s, role = %(role)s, capacity = %(capacity)s,
       active = %(active)s, password_hash = %(password_hash)s
where id = %(id)s

-- name: get_staff
select * from staff where id = %(id)s

-- name: staff_by_email
select * from staff where lower(email) = lower(%(email)s)

-- name: all_staff
select * from staff order by name, id

-- name: open_session
insert into staff_sessions (token_hash, staff_id, csrf, created_at, expires_at)
values (%(token_hash)s, %(staff_id)s, %(csrf)s, %(at)s, %(expires_at)s)

-- name: session
select s.*, o.csrf, o.expires_at from staff_sessions o
join staff s on s.id = o.staff_id
where o.token_hash = %(token_hash)s and o.expires_at > %(now)s and s.active

-- name: end_sessions_of
delete from staff_sessions where staff_id = %(staff_id)s

-- name: forget_old_sessions
delete from staff_sessions where expires_at < %(now)s

-- name: note_failed_sign_in
insert into failed_sign_ins (key, at) values (%(key)s, %(at)s)

-- name: forget_failed_sign_ins
delete from failed_sign_ins where key = %(key)s and at < %(before)s

-- name: failed_sign_ins
select at from failed_sign_ins where key = %(key)s and at > %(since)s order by at

-- name: renew_presence
insert into staff_presence (staff_id, status, lease_until)
values (%(staff_id)s, coalesce(%(status)s, 'available'), %(until)s)
on conflict (staff_id) do update
set status = coalesce(%(status)s, staff_presence.status), lease_until = excluded.lease_until
returning status

-- name: shorten_presence
update staff_presence set lease_until = least(lease_until, %(until)s)
where staff_id = %(staff_id)s

-- name: presences
select p.staff_id, p.status from staff_presence p join staff s on s.id = p.staff_id
where p.lease_until > %(now)s and s.active
