-- Five customers who don't exist. Account numbers start with 9999, phone numbers with 0800.
-- Can be run on every start: the times of the seeded transactions move along with the clock;
-- what customers have changed since (blocked cards, new tickets) stays.

INSERT INTO demo_bank.customers (id, name, phone, email, language) VALUES
    ('rina',  'Rina Lestari',    '080011110001', 'rina@contoh.example',  'id'),
    ('budi',  'Budi Hartanto',   '080011110002', 'budi@contoh.example',  'id'),
    ('sari',  'Sari Wulandari',  '080011110003', 'sari@contoh.example',  'id'),
    ('tono',  'Tono Prasetya',   '080011110004', 'tono@contoh.example',  'id'),
    ('maria', 'Maria Fernandes', '080011110005', 'maria@contoh.example', 'en')
ON CONFLICT (id) DO NOTHING;

INSERT INTO demo_bank.accounts (id, customer_id, number, kind, balance) VALUES
    ('rina-1',  'rina',  '9999000101', 'savings',   4350000),
    ('budi-1',  'budi',  '9999000201', 'savings',  12875500),
    ('budi-2',  'budi',  '9999000202', 'current',  48200000),
    ('sari-1',  'sari',  '9999000301', 'savings',   1215000),
    ('tono-1',  'tono',  '9999000401', 'savings',    786000),
    ('maria-1', 'maria', '9999000501', 'savings',  23940000)
ON CONFLICT (id) DO NOTHING;

INSERT INTO demo_bank.cards (id, customer_id, kind, last4, pin_blocked, credit_limit) VALUES
    ('rina-d',  'rina',  'debit',  '4471', false, NULL),
    ('budi-d',  'budi',  'debit',  '8820', false, NULL),
    ('budi-c',  'budi',  'credit', '1093', false, 15000000),
    ('sari-d',  'sari',  'debit',  '3356', true,  NULL),
    ('tono-d',  'tono',  'debit',  '7712', false, NULL),
    ('maria-d', 'maria', 'debit',  '5580', false, NULL),
    ('maria-c', 'maria', 'credit', '2047', false, 30000000)
ON CONFLICT (id) DO NOTHING;

INSERT INTO demo_bank.transactions
    (id, account_id, at, kind, amount, description, destination, status) VALUES
    ('seed-rina-1',  'rina-1',  now() - interval '3 hours',   'transfer',       -500000, 'Transfer BI-FAST ke BCA', 'BCA',              'pending'),
    ('seed-rina-2',  'rina-1',  now() - interval '26 hours',  'qris',            -38000, 'QRIS Warung Melati',      NULL,               'success'),
    ('seed-rina-3',  'rina-1',  now() - interval '3 days',    'topup',          -100000, 'Top up GoPay',            'GoPay',            'success'),
    ('seed-rina-4',  'rina-1',  now() - interval '6 days',    'salary',         5200000, 'Gaji',                    NULL,               'success'),
    ('seed-rina-5',  'rina-1',  now() - interval '21 days',   'fee',             -10000, 'BIAYA ADM',               NULL,               'success'),
    ('seed-budi-1',  'budi-1',  now() - interval '2 days',    'transfer',      -1250000, 'Transfer online ke Mandiri', 'Mandiri',       'success'),
    ('seed-budi-2',  'budi-1',  now() - interval '5 days',    'atm_withdrawal', -500000, 'Tarik tunai ATM',         'ATM Stasiun Kota', 'success'),
    ('seed-budi-3',  'budi-1',  now() - interval '7 days',    'payment',        -312500, 'Bayar listrik',           NULL,               'success'),
    ('seed-budi-4',  'budi-2',  now() - interval '4 days',    'payment',       -7400000, 'Pembayaran pemasok',      NULL,               'success'),
    ('seed-sari-1',  'sari-1',  now() - interval '5 hours',   'atm_withdrawal', -300000, 'Tarik tunai ATM',         'ATM Pasar Baru',   'failed'),
    ('seed-sari-2',  'sari-1',  now() - interval '30 hours',  'topup',           -50000, 'Top up OVO',              'OVO',              'success'),
    ('seed-sari-3',  'sari-1',  now() - interval '8 days',    'salary',         2100000, 'Gaji',                    NULL,               'success'),
    -- Yesterday where the customers are, whatever the hour: stories say "kemarin".
    ('seed-tono-1',  'tono-1',  date_trunc('day', now() AT TIME ZONE 'Asia/Jakarta') AT TIME ZONE 'Asia/Jakarta' - interval '10 hours', 'transfer',      -2000000, 'Transfer BI-FAST ke BRI', 'BRI',              'failed'),
    ('seed-tono-2',  'tono-1',  now() - interval '50 hours',  'qris',            -75000, 'QRIS Bengkel Jaya',       NULL,               'success'),
    ('seed-maria-1', 'maria-1', now() - interval '9 hours',   'transfer',       -750000, 'BI-FAST transfer to BNI', 'BNI',              'success'),
    ('seed-maria-2', 'maria-1', now() - interval '3 days',    'payment',       -1480000, 'Credit card payment',     NULL,               'success'),
    ('seed-maria-3', 'maria-1', now() - interval '10 days',   'salary',        16500000, 'Salary',                  NULL,               'success')
ON CONFLICT (id) DO UPDATE SET at = excluded.at;

INSERT INTO demo_bank.card_bills (card_id, amount, minimum, due) VALUES
    ('budi-c',  3480000, 348000, current_date + 6),
    ('maria-c', 8125000, 812500, current_date + 11)
ON CONFLICT (card_id) DO UPDATE SET due = excluded.due;

INSERT INTO demo_bank.tickets (number, customer_id, kind, details, status, opened_at) VALUES
    ('TF-100042', 'tono',  'transfer',  '{"destination": "BRI", "amount": 2000000}', 'in_progress', date_trunc('day', now() AT TIME ZONE 'Asia/Jakarta') AT TIME ZONE 'Asia/Jakarta' - interval '8 hours'),
    ('CP-100017', 'maria', 'complaint', '{}', 'resolved', now() - interval '12 days')
ON CONFLICT (number) DO UPDATE SET opened_at = excluded.opened_at;
