-- The demo bank: what the assistant's actions read and write. Not part of the service's own
-- schema. Can be run on every start: it creates what is missing and changes nothing else.

CREATE SCHEMA IF NOT EXISTS demo_bank;

CREATE TABLE IF NOT EXISTS demo_bank.customers (
    id       text PRIMARY KEY,
    name     text NOT NULL,
    phone    text NOT NULL,
    email    text NOT NULL,
    language text NOT NULL DEFAULT 'id' CHECK (language IN ('id', 'en'))
);

CREATE TABLE IF NOT EXISTS demo_bank.accounts (
    id          text PRIMARY KEY,
    customer_id text NOT NULL REFERENCES demo_bank.customers,
    number      text NOT NULL UNIQUE,
    kind        text NOT NULL CHECK (kind IN ('savings', 'current')),
    balance     numeric(18, 0) NOT NULL,
    active      boolean NOT NULL DEFAULT true
);
CREATE INDEX IF NOT EXISTS accounts_of_customer ON demo_bank.accounts (customer_id);

CREATE TABLE IF NOT EXISTS demo_bank.cards (
    id           text PRIMARY KEY,
    customer_id  text NOT NULL REFERENCES demo_bank.customers,
    kind         text NOT NULL CHECK (kind IN ('debit', 'credit')),
    last4        text NOT NULL CHECK (last4 ~ '^[0-9]{4}$'),
    blocked_at   timestamptz,
    pin_blocked  boolean NOT NULL DEFAULT false,
    credit_limit numeric(18, 0)
);
CREATE INDEX IF NOT EXISTS cards_of_customer ON demo_bank.cards (customer_id);
-- Of a card that the assistant had blocked: the report, and until when the block can be undone.
ALTER TABLE demo_bank.cards
    ADD COLUMN IF NOT EXISTS blocked_for text,
    ADD COLUMN IF NOT EXISTS undo_until  timestamptz;

CREATE TABLE IF NOT EXISTS demo_bank.transactions (
    id          text PRIMARY KEY,
    account_id  text NOT NULL REFERENCES demo_bank.accounts,
    at          timestamptz NOT NULL,
    kind        text NOT NULL CHECK (kind IN
                ('transfer', 'atm_withdrawal', 'qris', 'topup', 'fee', 'salary', 'payment')),
    amount      numeric(18, 0) NOT NULL,          -- negative: leaves the account
    description text NOT NULL,
    destination text,                             -- a transfer's bank, a withdrawal's machine
    status      text NOT NULL CHECK (status IN ('success', 'pending', 'failed'))
);
CREATE INDEX IF NOT EXISTS transactions_of_account ON demo_bank.transactions (account_id, at DESC);

CREATE TABLE IF NOT EXISTS demo_bank.card_bills (
    card_id  text PRIMARY KEY REFERENCES demo_bank.cards,
    amount   numeric(18, 0) NOT NULL,
    minimum  numeric(18, 0) NOT NULL,
    due      date NOT NULL
);

CREATE SEQUENCE IF NOT EXISTS demo_bank.ticket_numbers START 100101;

CREATE TABLE IF NOT EXISTS demo_bank.tickets (
    number      text PRIMARY KEY,
    customer_id text NOT NULL REFERENCES demo_bank.customers,
    kind        text NOT NULL CHECK (kind IN
                ('transfer', 'cash', 'block_card', 'e_statement', 'complaint')),
    details     jsonb NOT NULL DEFAULT '{}',
    status      text NOT NULL DEFAULT 'open' CHECK (status IN
                ('open', 'in_progress', 'resolved', 'rejected')),
    opened_at   timestamptz NOT NULL DEFAULT now(),
    -- The same matter of the same conversation is the same ticket, however often it is filed.
    filed_for   text UNIQUE
);
CREATE INDEX IF NOT EXISTS tickets_of_customer ON demo_bank.tickets (customer_id, opened_at DESC);
