ALTER TABLE support_measure DROP COLUMN shared_cap_on;
