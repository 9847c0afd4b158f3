-- Versions of the policy. A row is never changed or deleted: to undo a change adds a row.
create table policies (
    number     integer primary key check (number > 0),
    content    jsonb not null,
    changed_at timestamptz not null,
    changed_by uuid references staff,        -- null: shipped with Hangat
    note       text,
    undoes     integer references policies,  -- the version that this one takes back
    constraint a_person_says_why
        check (changed_by is null or undoes is not null or length(note) between 3 and 500)
);
