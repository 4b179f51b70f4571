DROP TABLE idempotency_key;
DROP INDEX household_member_birth_date;
ALTER TABLE agenda_item DROP COLUMN version;
ALTER TABLE meeting DROP COLUMN version;
ALTER TABLE lease_review DROP COLUMN version;
ALTER TABLE tenancy DROP COLUMN version;
ALTER TABLE support_measure DROP COLUMN version;
