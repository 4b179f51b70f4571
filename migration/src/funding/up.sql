-- A component has one rate at a time, no longer one for ever: the table is made anew, since SQLite drops no key.
-- The rates that are there hold from the programme's first day on.
CREATE TABLE unit_rate_before AS SELECT r.*, p.starts_on FROM unit_rate r JOIN programme p ON p.id = r.programme_id;
DROP TABLE unit_rate;
CREATE TABLE unit_rate (
    id {id} PRIMARY KEY,
    programme_id {id} NOT NULL REFERENCES programme (id),
    component text NOT NULL CHECK (component IN ('DIAGNOSIS', 'SUPPORT', 'ADAPTED_RENTAL_MANAGEMENT', 'INTEGRATED_OFFER')),
    unit text NOT NULL CHECK (unit IN ('PER_HOUSEHOLD', 'PER_HOUSEHOLD_YEAR', 'PER_DWELLING_YEAR')),
    proration text NOT NULL CHECK (proration IN ('DAYS_IN_YEAR', 'UNDIVIDED')),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 0 AND 10000000000),
    valid_from {date} NOT NULL,
    valid_until {date},
    CONSTRAINT rate_ends_after_start CHECK (valid_until >= valid_from),
    CONSTRAINT rate_paid_once_is_undivided CHECK (unit <> 'PER_HOUSEHOLD' OR proration = 'UNDIVIDED'),
    CONSTRAINT rate_of_diagnosis_is_paid_once CHECK (component <> 'DIAGNOSIS' OR unit = 'PER_HOUSEHOLD')
){strict};
INSERT INTO unit_rate (id, programme_id, component, unit, proration, amount_cents, valid_from)
    SELECT id, programme_id, component, CASE component WHEN 'DIAGNOSIS' THEN 'PER_HOUSEHOLD' ELSE unit END,
        CASE WHEN unit = 'PER_HOUSEHOLD' OR component = 'DIAGNOSIS' THEN 'UNDIVIDED' ELSE 'DAYS_IN_YEAR' END,
        amount_cents, starts_on
    FROM unit_rate_before;
DROP TABLE unit_rate_before;
CREATE INDEX unit_rate_programme ON unit_rate (programme_id, component, valid_from);
@pg ALTER TABLE unit_rate ADD CONSTRAINT rate_overlaps EXCLUDE USING gist (programme_id WITH =, component WITH =, daterange(valid_from, valid_until, '[]') WITH &&);
@sqlite CREATE TRIGGER rate_overlaps_when_written AFTER INSERT ON unit_rate WHEN EXISTS (SELECT 1 FROM unit_rate other WHERE other.programme_id = NEW.programme_id AND other.component = NEW.component AND other.id <> NEW.id AND other.valid_from <= coalesce(NEW.valid_until, '9999') AND coalesce(other.valid_until, '9999') >= NEW.valid_from) BEGIN SELECT RAISE(ABORT, 'rate_overlaps'); END;
@sqlite CREATE TRIGGER rate_overlaps_when_changed AFTER UPDATE OF programme_id, component, valid_from, valid_until ON unit_rate WHEN EXISTS (SELECT 1 FROM unit_rate other WHERE other.programme_id = NEW.programme_id AND other.component = NEW.component AND other.id <> NEW.id AND other.valid_from <= coalesce(NEW.valid_until, '9999') AND coalesce(other.valid_until, '9999') >= NEW.valid_from) BEGIN SELECT RAISE(ABORT, 'rate_overlaps'); END;

-- What a share is a share of, and what it is said to fund. The form's shares are of the whole; what the words of
-- those that are there name is read from them this once.
ALTER TABLE funding_share ADD COLUMN component text CHECK (component IN ('DIAGNOSIS', 'SUPPORT', 'ADAPTED_RENTAL_MANAGEMENT'));
ALTER TABLE funding_share ADD COLUMN base text NOT NULL DEFAULT 'WHOLE' CONSTRAINT share_base CHECK (base IN ('WHOLE', 'MODALITY') OR (base = 'COMPONENT' AND component IS NOT NULL));
CREATE TABLE funding_share_modality (
    funding_share_id {id} NOT NULL REFERENCES funding_share (id),
    modality text NOT NULL CHECK (modality IN ('DIRECT_ACCESS', 'TEMPORARY_SOCIAL_RESIDENCE', 'SLIDING_LEASE', 'SUBLEASE')),
    where_applicable {flag} NOT NULL,
    PRIMARY KEY (funding_share_id, modality)
){strict};
UPDATE funding_share SET component = 'ADAPTED_RENTAL_MANAGEMENT' WHERE purpose LIKE '%gestion locative%';
INSERT INTO funding_share_modality (funding_share_id, modality, where_applicable)
    SELECT id, 'DIRECT_ACCESS', false FROM funding_share WHERE purpose LIKE '%gestion locative%direct%'
    UNION ALL
    SELECT id, 'SLIDING_LEASE', false FROM funding_share WHERE purpose LIKE '%bail glissant%'
    UNION ALL
    SELECT id, 'SUBLEASE', purpose LIKE '%le cas échéant%' FROM funding_share WHERE purpose LIKE '%sous-location%';

-- How much of each component the shares bear for each way of being housed, in basis points: 100 % at most. Less is
-- legal: what is left is nobody's.
CREATE VIEW funding_share_load AS
    SELECT s.programme_id, c.component, m.modality, sum(s.basis_points) AS basis_points
    FROM funding_share s
    CROSS JOIN (SELECT 'DIAGNOSIS' AS component UNION ALL SELECT 'SUPPORT' UNION ALL SELECT 'ADAPTED_RENTAL_MANAGEMENT') c
    CROSS JOIN (SELECT 'NONE' AS modality UNION ALL SELECT 'DIRECT_ACCESS' UNION ALL SELECT 'TEMPORARY_SOCIAL_RESIDENCE' UNION ALL SELECT 'SLIDING_LEASE' UNION ALL SELECT 'SUBLEASE') m
    WHERE s.base = 'WHOLE'
        OR (s.base = 'COMPONENT' AND s.component = c.component)
        OR (s.base = 'MODALITY' AND coalesce(s.component, c.component) = c.component
            AND EXISTS (SELECT 1 FROM funding_share_modality f WHERE f.funding_share_id = s.id AND f.modality = m.modality))
    GROUP BY s.programme_id, c.component, m.modality;
-- Whoever writes a second share of a programme meanwhile waits, or each would see only its own.
@pg CREATE FUNCTION passerelle_refuse_shares() RETURNS trigger LANGUAGE plpgsql AS 'DECLARE wanted varchar; BEGIN IF TG_TABLE_NAME = ''funding_share'' THEN wanted := NEW.programme_id; ELSE SELECT programme_id INTO wanted FROM funding_share WHERE id = NEW.funding_share_id; END IF; PERFORM 1 FROM programme WHERE id = wanted FOR NO KEY UPDATE; IF EXISTS (SELECT 1 FROM funding_share_load WHERE programme_id = wanted AND basis_points > 10000) THEN RAISE EXCEPTION ''shares_exceed_base''; END IF; RETURN NULL; END';
@pg CREATE TRIGGER shares_exceed_base AFTER INSERT OR UPDATE ON funding_share FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_shares();
@pg CREATE TRIGGER shares_exceed_base AFTER INSERT OR UPDATE ON funding_share_modality FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_shares();
@sqlite CREATE TRIGGER shares_exceed_base_when_written AFTER INSERT ON funding_share WHEN EXISTS (SELECT 1 FROM funding_share_load WHERE basis_points > 10000) BEGIN SELECT RAISE(ABORT, 'shares_exceed_base'); END;
@sqlite CREATE TRIGGER shares_exceed_base_when_changed AFTER UPDATE ON funding_share WHEN EXISTS (SELECT 1 FROM funding_share_load WHERE basis_points > 10000) BEGIN SELECT RAISE(ABORT, 'shares_exceed_base'); END;
@sqlite CREATE TRIGGER shares_exceed_base_when_named AFTER INSERT ON funding_share_modality WHEN EXISTS (SELECT 1 FROM funding_share_load WHERE basis_points > 10000) BEGIN SELECT RAISE(ABORT, 'shares_exceed_base'); END;
@sqlite CREATE TRIGGER shares_exceed_base_when_named_otherwise AFTER UPDATE ON funding_share_modality WHEN EXISTS (SELECT 1 FROM funding_share_load WHERE basis_points > 10000) BEGIN SELECT RAISE(ABORT, 'shares_exceed_base'); END;

-- What a funder was asked for, has granted, has paid, for a year of the programme: sums of lines, each with its day.
CREATE TABLE funding_entry (
    id {id} PRIMARY KEY,
    programme_id {id} NOT NULL,
    funder_id {id} NOT NULL,
    year integer NOT NULL CHECK (year >= 1),
    state text NOT NULL CHECK (state IN ('REQUESTED', 'GRANTED', 'RECEIVED')),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 1 AND 10000000000),
    dated_on {date} NOT NULL,
    FOREIGN KEY (programme_id, funder_id) REFERENCES funding_share (programme_id, funder_id)
){strict};
CREATE INDEX funding_entry_programme ON funding_entry (programme_id, funder_id, year);
