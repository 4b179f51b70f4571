DROP INDEX household_comes_back_once;
ALTER TABLE household DROP COLUMN former_household_id;
