-- Raised by every change of the row.
ALTER TABLE support_measure ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE tenancy ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE lease_review ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE meeting ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE agenda_item ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);

-- What somebody did under a key of their choice. The row is written first in the act's transaction, so that
-- whoever sends the same at the same time waits for it; subject_id is what the act answered with.
CREATE TABLE idempotency_key (
    staff_id {id} NOT NULL REFERENCES staff (id),
    key text NOT NULL CHECK (key <> ''),
    fingerprint text NOT NULL,
    subject_id {id},
    used_at {instant} NOT NULL,
    PRIMARY KEY (staff_id, key)
){strict};
-- Whoever is registered twice is found by their date of birth.
CREATE INDEX household_member_birth_date ON household_member (birth_date);
CREATE INDEX idempotency_key_age ON idempotency_key (used_at);
