-- What only the newer program knows how to read goes: the offsets of the other rules, their reminders, the attempts whose end
-- nobody knows.
@pg UPDATE programme SET settings = settings || jsonb_build_object('support', settings -> 'reminders' -> 'SUPPORT_END') WHERE settings -> 'reminders' -> 'SUPPORT_END' IS NOT NULL;
@pg UPDATE programme SET settings = settings || jsonb_build_object('lease_review', coalesce(settings -> 'lease_review', '{}') || (settings -> 'reminders' -> 'LEASE_REVIEW')) WHERE settings -> 'reminders' -> 'LEASE_REVIEW' IS NOT NULL;
@pg UPDATE programme SET settings = settings - 'reminders';
@sqlite UPDATE programme SET settings = json_set(settings, '$.support', json(settings -> '$.reminders.SUPPORT_END')) WHERE settings -> '$.reminders.SUPPORT_END' IS NOT NULL;
@sqlite UPDATE programme SET settings = json_set(settings, '$.lease_review', json(json_patch(coalesce(settings -> '$.lease_review', '{}'), settings -> '$.reminders.LEASE_REVIEW'))) WHERE settings -> '$.reminders.LEASE_REVIEW' IS NOT NULL;
@sqlite UPDATE programme SET settings = json_remove(settings, '$.reminders');
DROP INDEX event_announced_once;
@pg CREATE UNIQUE INDEX event_announced_once ON event (subject_id, kind, (changes ->> 'dueOn'), (changes ->> 'step')) WHERE kind IN ('SUPPORT_NEARING_END', 'LEASE_REVIEW_DUE');
@sqlite CREATE UNIQUE INDEX event_announced_once ON event (subject_id, kind, json_extract(changes, '$.dueOn'), json_extract(changes, '$.step')) WHERE kind IN ('SUPPORT_NEARING_END', 'LEASE_REVIEW_DUE');
@pg DROP TRIGGER event_has_its_place_watched ON event;
@pg DROP FUNCTION passerelle_watch_place();
@sqlite DROP TRIGGER event_has_its_place_watched;
DROP TABLE reminder_watch;
DELETE FROM reminder_attempt WHERE outcome = 'AMBIGUOUS' OR reminder_id IN (SELECT id FROM reminder WHERE rule NOT IN ('SUPPORT_END', 'LEASE_REVIEW', 'MEETING_CONVOCATION', 'MEETING_REMINDER', 'MEETING_UNANSWERED', 'MEETING_CANCELLATION'));
DELETE FROM reminder WHERE rule NOT IN ('SUPPORT_END', 'LEASE_REVIEW', 'MEETING_CONVOCATION', 'MEETING_REMINDER', 'MEETING_UNANSWERED', 'MEETING_CANCELLATION');
@pg ALTER TABLE reminder_attempt DROP CONSTRAINT reminder_attempt_outcome_check;
@pg ALTER TABLE reminder_attempt ADD CONSTRAINT reminder_attempt_outcome_check CHECK (outcome IN ('SENT', 'RETRY', 'FAILED'));
@pg ALTER TABLE reminder DROP CONSTRAINT reminder_spoken;
@pg ALTER TABLE reminder DROP COLUMN spoken_at;
@pg ALTER TABLE reminder DROP CONSTRAINT reminder_rule_check;
@pg ALTER TABLE reminder ADD CONSTRAINT reminder_rule_check CHECK (rule IN ('SUPPORT_END', 'LEASE_REVIEW', 'MEETING_CONVOCATION', 'MEETING_REMINDER', 'MEETING_UNANSWERED', 'MEETING_CANCELLATION'));
@sqlite CREATE TABLE reminder_kept AS SELECT id, rule, subject_id, household_id, due_on, step, recipient_id, revision, state, reason, planned_at, send_after, queued_at, claimed_at, sent_at, attempts FROM reminder;
@sqlite CREATE TABLE reminder_attempt_kept AS SELECT reminder_id, number, at, outcome, answer FROM reminder_attempt;
@sqlite DROP TABLE reminder_attempt;
@sqlite DROP TABLE reminder;
@sqlite CREATE TABLE reminder (
@sqlite     id {id} PRIMARY KEY,
@sqlite     rule text NOT NULL CHECK (rule IN ('SUPPORT_END', 'LEASE_REVIEW', 'MEETING_CONVOCATION', 'MEETING_REMINDER', 'MEETING_UNANSWERED', 'MEETING_CANCELLATION')),
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
@sqlite     attempts integer NOT NULL CHECK (attempts >= 0),
@sqlite     CONSTRAINT reminder_once UNIQUE (rule, subject_id, due_on, step, recipient_id, revision),
@sqlite     CONSTRAINT reminder_claimed CHECK ((state = 'SENDING') = (claimed_at IS NOT NULL)),
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
@sqlite     outcome text NOT NULL CHECK (outcome IN ('SENT', 'RETRY', 'FAILED')),
@sqlite     answer text NOT NULL,
@sqlite     PRIMARY KEY (reminder_id, number)
@sqlite ){strict};
@sqlite INSERT INTO reminder (id, rule, subject_id, household_id, due_on, step, recipient_id, revision, state, reason, planned_at, send_after, queued_at, claimed_at, sent_at, attempts) SELECT id, rule, subject_id, household_id, due_on, step, recipient_id, revision, state, reason, planned_at, send_after, queued_at, claimed_at, sent_at, attempts FROM reminder_kept;
@sqlite INSERT INTO reminder_attempt (reminder_id, number, at, outcome, answer) SELECT reminder_id, number, at, outcome, answer FROM reminder_attempt_kept;
@sqlite DROP TABLE reminder_kept;
@sqlite DROP TABLE reminder_attempt_kept;
