-- Undoes up.sql: the form stays as it stands; the versions before it, the partners by name, the yearly targets and the
-- days of the opinions are lost. Up again, the form as it stands is the first version.
DROP TABLE yearly_target;
DROP TABLE programme_partner;
DROP TABLE programme_version;
@pg DROP FUNCTION passerelle_refuse_version_change();
ALTER TABLE programme DROP COLUMN regional_opinion_on;
ALTER TABLE programme DROP COLUMN departmental_opinion_on;
ALTER TABLE programme DROP COLUMN version;
