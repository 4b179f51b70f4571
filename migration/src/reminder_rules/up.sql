-- The rules are a list in the program: another one needs no other table. When the text of a mail was begun is kept, so
-- that a sender's death in the middle of it is counted. SQLite cannot change a check: both tables are made anew.
@pg ALTER TABLE reminder DROP CONSTRAINT reminder_rule_check;
@pg ALTER TABLE reminder ADD CONSTRAINT reminder_rule_check CHECK (rule <> '');
@pg ALTER TABLE reminder ADD COLUMN spoken_at timestamptz;
@pg ALTER TABLE reminder ADD CONSTRAINT reminder_spoken CHECK (spoken_at IS NULL OR state = 'SENDING');
@pg ALTER TABLE reminder_attempt DROP CONSTRAINT reminder_attempt_outcome_check;
@pg ALTER TABLE reminder_attempt ADD CONSTRAINT reminder_attempt_outcome_check CHECK (outcome IN ('SENT', 'RETRY', 'FAILED', 'AMBIGUOUS'));
@sqlite CREATE TABLE reminder_kept AS SELECT id, rule, subject_id, household_id, due_on, step, recipient_id, revision, state, reason, planned_at, send_after, queued_at, claimed_at, sent_at, attempts FROM reminder;
@sqlite CREATE TABLE reminder_attempt_kept AS SELECT reminder_id, number, at, outcome, answer FROM reminder_attempt;
@sqlite DROP TABLE reminder_attempt;
@sqlite DROP TABLE reminder;
@sqlite CREATE TABLE reminder (
@sqlite     id {id} PRIMARY KEY,
@sqlite     rule text NOT NULL CHECK (rule <> ''),
@sqlite     subject_id {id} NOT NULL,
@sqlite     household_id {id} REFERENCES household (id),
@sqlite     due_on {date} NOT NULL,
@sqlite     step integer NOT NULL,
@sqlite     recipient_id {id} NOT NULL REFERENCES staff (id),
@sqlite     revision integer NOT NULL CHECK (revision >= 0),
@sqlite     state text NOT NULL CHECK (state IN ('PLANNED', 'SENDING', 'SENT', 'SUPPRESSED', 'SUPERSEDED', 'FAILED')),
@sqlite     reason text,
@sqlite     planned_at {instant} NOT NULL,
@sqlite     send_after {instant} NOT NULL,
@sqlite     queued_at {instant},
@sqlite     claimed_at {instant},
@sqlite     sent_at {instant},
@sqlite     spoken_at {instant},
@sqlite     attempts integer NOT NULL CHECK (attempts >= 0),
@sqlite     CONSTRAINT reminder_once UNIQUE (rule, subject_id, due_on, step, recipient_id, revision),
@sqlite     CONSTRAINT reminder_claimed CHECK ((state = 'SENDING') = (claimed_at IS NOT NULL)),
@sqlite     CONSTRAINT reminder_spoken CHECK (spoken_at IS NULL OR state = 'SENDING'),
@sqlite     CONSTRAINT reminder_sent CHECK ((state = 'SENT') = (sent_at IS NOT NULL)),
@sqlite     CONSTRAINT reminder_not_sent_has_reason CHECK (state NOT IN ('SUPPRESSED', 'SUPERSEDED', 'FAILED') OR reason IS NOT NULL)
@sqlite ){strict};
@sqlite CREATE INDEX reminder_to_send ON reminder (send_after, id) WHERE state = 'PLANNED';
@sqlite CREATE INDEX reminder_claims ON reminder (claimed_at, id) WHERE state = 'SENDING';
@sqlite CREATE INDEX reminder_subject ON reminder (subject_id);
@sqlite CREATE INDEX reminder_recipient ON reminder (recipient_id, planned_at, id);
@sqlite CREATE INDEX reminder_by_due ON reminder (due_on, id);
@sqlite CREATE INDEX reminder_by_planned ON reminder (planned_at, id);

@sqlite CREATE TABLE reminder_attempt (
@sqlite     reminder_id {id} NOT NULL REFERENCES reminder (id),
@sqlite     number integer NOT NULL CHECK (number >= 1),
@sqlite     at {instant} NOT NULL,
@sqlite     outcome text NOT NULL CHECK (outcome IN ('SENT', 'RETRY', 'FAILED', 'AMBIGUOUS')),
@sqlite     answer text NOT NULL,
@sqlite     PRIMARY KEY (reminder_id, number)
@sqlite ){strict};
@sqlite INSERT INTO reminder (id, rule, subject_id, household_id, due_on, step, recipient_id, revision, state, reason, planned_at, send_after, queued_at, claimed_at, sent_at, attempts) SELECT id, rule, subject_id, household_id, due_on, step, recipient_id, revision, state, reason, planned_at, send_after, queued_at, claimed_at, sent_at, attempts FROM reminder_kept;
@sqlite INSERT INTO reminder_attempt (reminder_id, number, at, outcome, answer) SELECT reminder_id, number, at, outcome, answer FROM reminder_attempt_kept;
@sqlite DROP TABLE reminder_kept;
@sqlite DROP TABLE reminder_attempt_kept;

-- When a household or a meeting is to be looked at for reminders. Whatever is written about it appends an event, and the event
-- brings the time forward and leaves its number as the stamp: a look that was begun before does not put it back. What the
-- worker itself tells changes nothing that a rule reads.
CREATE TABLE reminder_watch (
    place {id} PRIMARY KEY,
    look_at {instant} NOT NULL,
    stamp bigint NOT NULL
@pg ) WITH (fillfactor = 80);
@sqlite ) STRICT;
CREATE INDEX reminder_watch_due ON reminder_watch (look_at, place);
@pg INSERT INTO reminder_watch (place, look_at, stamp) SELECT id, timestamptz '1970-01-01T00:00:00Z', 0 FROM household UNION ALL SELECT id, timestamptz '1970-01-01T00:00:00Z', 0 FROM meeting;
@sqlite INSERT INTO reminder_watch (place, look_at, stamp) SELECT id, '1970-01-01T00:00:00+00:00', 0 FROM household UNION ALL SELECT id, '1970-01-01T00:00:00+00:00', 0 FROM meeting;
@pg CREATE FUNCTION passerelle_watch_place() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO reminder_watch (place, look_at, stamp) SELECT place, NEW.occurred_at, NEW.seq FROM unnest(ARRAY[NEW.household_id, NEW.meeting_id]) AS named (place) WHERE place IS NOT NULL ORDER BY place ON CONFLICT (place) DO UPDATE SET look_at = excluded.look_at, stamp = excluded.stamp; RETURN NULL; END';
@pg CREATE TRIGGER event_has_its_place_watched AFTER INSERT ON event FOR EACH ROW WHEN (NEW.kind NOT IN ('SUPPORT_NEARING_END', 'LEASE_REVIEW_DUE', 'OFFER_EXPIRED', 'REMINDER_FAILED')) EXECUTE FUNCTION passerelle_watch_place();
@sqlite CREATE TRIGGER event_has_its_place_watched AFTER INSERT ON event WHEN NEW.kind NOT IN ('SUPPORT_NEARING_END', 'LEASE_REVIEW_DUE', 'OFFER_EXPIRED', 'REMINDER_FAILED') BEGIN INSERT INTO reminder_watch (place, look_at, stamp) SELECT place, NEW.occurred_at, NEW.seq FROM (SELECT NEW.household_id AS place UNION ALL SELECT NEW.meeting_id) WHERE place IS NOT NULL ON CONFLICT (place) DO UPDATE SET look_at = excluded.look_at, stamp = excluded.stamp; END;

-- That an offer's time ran out is announced once.
DROP INDEX event_announced_once;
@pg CREATE UNIQUE INDEX event_announced_once ON event (subject_id, kind, (changes ->> 'dueOn'), (changes ->> 'step')) WHERE kind IN ('SUPPORT_NEARING_END', 'LEASE_REVIEW_DUE', 'OFFER_EXPIRED');
@sqlite CREATE UNIQUE INDEX event_announced_once ON event (subject_id, kind, json_extract(changes, '$.dueOn'), json_extract(changes, '$.step')) WHERE kind IN ('SUPPORT_NEARING_END', 'LEASE_REVIEW_DUE', 'OFFER_EXPIRED');

-- The offsets of every rule stand together, under its name.
@pg UPDATE programme SET settings = settings - 'support' || jsonb_build_object('reminders', coalesce(settings -> 'reminders', '{}') || jsonb_build_object('SUPPORT_END', settings -> 'support')) WHERE settings -> 'support' IS NOT NULL;
@pg UPDATE programme SET settings = settings || jsonb_build_object('lease_review', (settings -> 'lease_review') - 'days_before' - 'escalation_after_days' - 'escalation_every_days', 'reminders', coalesce(settings -> 'reminders', '{}') || jsonb_build_object('LEASE_REVIEW', (settings -> 'lease_review') - 'period_months' - 'exam_period_months')) WHERE settings -> 'lease_review' IS NOT NULL;
@sqlite UPDATE programme SET settings = json_remove(json_set(settings, '$.reminders', json_set(coalesce(settings -> '$.reminders', '{}'), '$.SUPPORT_END', json(settings -> '$.support'))), '$.support') WHERE settings -> '$.support' IS NOT NULL;
@sqlite UPDATE programme SET settings = json_set(settings, '$.reminders', json_set(coalesce(settings -> '$.reminders', '{}'), '$.LEASE_REVIEW', json(json_remove(settings -> '$.lease_review', '$.period_months', '$.exam_period_months'))), '$.lease_review', json(json_remove(settings -> '$.lease_review', '$.days_before', '$.escalation_after_days', '$.escalation_every_days'))) WHERE settings -> '$.lease_review' IS NOT NULL;
