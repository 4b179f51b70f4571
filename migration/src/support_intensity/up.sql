-- How close a support is, from a day on, until the next one begins. Each but the first names the day of the one before
-- it, and nobody names the same twice: they are a chain, with no gap, no overlap, and no two beginnings.
CREATE TABLE support_intensity_period (
    id {id} PRIMARY KEY,
    support_measure_id {id} NOT NULL REFERENCES support_measure (id),
    from_on {date} NOT NULL,
    previous_from_on {date},
    intensity text NOT NULL CHECK (intensity IN ('LIGHT', 'MEDIUM', 'INTENSIVE')),
    reasons text CHECK (reasons <> ''),
    UNIQUE (support_measure_id, from_on),
    UNIQUE (support_measure_id, previous_from_on),
    FOREIGN KEY (support_measure_id, previous_from_on) REFERENCES support_intensity_period (support_measure_id, from_on),
    CONSTRAINT intensity_in_order CHECK (previous_from_on < from_on),
    CONSTRAINT intensity_changed_with_reason CHECK ((previous_from_on IS NULL) = (reasons IS NULL))
){strict};
CREATE UNIQUE INDEX intensity_one_first ON support_intensity_period (support_measure_id) WHERE previous_from_on IS NULL;
CREATE INDEX intensity_by_day ON support_intensity_period (support_measure_id, from_on, id);
-- The first begins with the support. Of the measures that are there, it has been what it is since then.
@pg CREATE FUNCTION passerelle_refuse_intensity() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.previous_from_on IS NULL AND NEW.from_on <> (SELECT start_on FROM support_measure WHERE id = NEW.support_measure_id) THEN RAISE EXCEPTION ''intensity_from_start''; END IF; RETURN NEW; END';
@pg CREATE TRIGGER intensity_from_start BEFORE INSERT ON support_intensity_period FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_intensity();
@sqlite CREATE TRIGGER intensity_from_start BEFORE INSERT ON support_intensity_period WHEN NEW.previous_from_on IS NULL AND NEW.from_on <> (SELECT start_on FROM support_measure WHERE id = NEW.support_measure_id) BEGIN SELECT RAISE(ABORT, 'intensity_from_start'); END;
INSERT INTO support_intensity_period (id, support_measure_id, from_on, intensity)
    SELECT 'int_' || substr(id, 5), id, start_on, intensity FROM support_measure;
