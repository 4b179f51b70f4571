ALTER TABLE household ADD COLUMN former_household_id {id} REFERENCES household (id) CONSTRAINT household_is_not_its_own_former CHECK (former_household_id <> id);
-- Who left the programme comes back once: the next time it is the later file that they come back from.
CREATE UNIQUE INDEX household_comes_back_once ON household (former_household_id) WHERE former_household_id IS NOT NULL;
