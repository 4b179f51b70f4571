-- Undoes up.sql, last created first. Of the rates of a component the last stays, and recorded amounts are lost.
DROP TABLE funding_entry;
@pg DROP TRIGGER shares_exceed_base ON funding_share_modality;
@pg DROP TRIGGER shares_exceed_base ON funding_share;
@pg DROP FUNCTION passerelle_refuse_shares();
@sqlite DROP TRIGGER shares_exceed_base_when_written;
@sqlite DROP TRIGGER shares_exceed_base_when_changed;
DROP VIEW funding_share_load;
DROP TABLE funding_share_modality;
ALTER TABLE funding_share DROP COLUMN base;
ALTER TABLE funding_share DROP COLUMN component;
CREATE TABLE unit_rate_before AS
    SELECT * FROM unit_rate r
    WHERE r.valid_from = (SELECT max(other.valid_from) FROM unit_rate other WHERE other.programme_id = r.programme_id AND other.component = r.component);
DROP TABLE unit_rate;
CREATE TABLE unit_rate (
    id {id} PRIMARY KEY,
    programme_id {id} NOT NULL REFERENCES programme (id),
    component text NOT NULL CHECK (component IN ('DIAGNOSIS', 'SUPPORT', 'ADAPTED_RENTAL_MANAGEMENT', 'INTEGRATED_OFFER')),
    unit text NOT NULL CHECK (unit IN ('PER_HOUSEHOLD', 'PER_HOUSEHOLD_YEAR', 'PER_DWELLING_YEAR')),
    amount_cents bigint NOT NULL CHECK (amount_cents >= 0),
    UNIQUE (programme_id, component)
){strict};
INSERT INTO unit_rate (id, programme_id, component, unit, amount_cents)
    SELECT id, programme_id, component, unit, amount_cents FROM unit_rate_before;
DROP TABLE unit_rate_before;
