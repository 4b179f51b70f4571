ALTER TABLE support_measure ADD COLUMN
    shared_cap_on {date} CONSTRAINT support_shares_an_earlier_cap CHECK (shared_cap_on < cap_on);
-- A measure that begins less than a year after another of its household was closed goes on with that one's twelve months.
WITH RECURSIVE clock (id, household_id, start_on, cap_on) AS (
    SELECT id, household_id, start_on, cap_on FROM support_measure
    UNION SELECT clock.id, clock.household_id, earlier.start_on, earlier.cap_on
        FROM clock JOIN support_measure earlier ON earlier.household_id = clock.household_id AND earlier.closed_on < clock.start_on
@pg         AND (earlier.closed_on + interval '12 months')::date > clock.start_on
@sqlite         AND date(earlier.closed_on, '+12 months', 'floor') > clock.start_on
), first (id, cap_on) AS (SELECT id, min(cap_on) FROM clock GROUP BY id)
UPDATE support_measure SET shared_cap_on = (SELECT first.cap_on FROM first WHERE first.id = support_measure.id)
    WHERE cap_on > (SELECT first.cap_on FROM first WHERE first.id = support_measure.id);
