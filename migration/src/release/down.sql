-- Last added first: its checks name the others.
ALTER TABLE allocation_decision DROP COLUMN release_reasons;
ALTER TABLE allocation_decision DROP COLUMN release_cause;
ALTER TABLE allocation_decision DROP COLUMN released_on;
