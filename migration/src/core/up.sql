-- The core schema. Lines that begin with @pg or @sqlite are for that database only.
-- {id} {instant} {date} {flag} {json} are the types that the two databases name differently.
-- What a rule forbids is refused here too, so that no second process can write it.

CREATE TABLE organisation (
    id {id} PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('LANDLORD', 'SUPPORT_ORGANISATION', 'STATE', 'DEPARTMENT', 'TOWN', 'OTHER')),
    name text NOT NULL CHECK (name <> ''),
    short_name text NOT NULL CHECK (short_name <> ''),
    legal_status text NOT NULL DEFAULT '',
    UNIQUE (name)
){strict};

CREATE TABLE staff (
    id {id} PRIMARY KEY,
    organisation_id {id} NOT NULL REFERENCES organisation (id),
    email text NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '_%@_%'),
    given_name text NOT NULL,
    family_name text NOT NULL,
    role text NOT NULL CHECK (role IN ('ADMINISTRATOR', 'PROGRAMME_MANAGER', 'COORDINATOR', 'SOCIAL_WORKER', 'LANDLORD_OFFICER', 'FUNDER', 'MEETING_MEMBER')),
    password_hash text,
    active {flag} NOT NULL
){strict};
CREATE INDEX staff_organisation ON staff (organisation_id);
CREATE INDEX staff_by_name ON staff (family_name, id);

CREATE TABLE access_token (
    id {id} PRIMARY KEY,
    staff_id {id} NOT NULL REFERENCES staff (id),
    token_hash text NOT NULL UNIQUE,
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    revoked_at {instant},
    CHECK (expires_at > created_at)
){strict};
CREATE INDEX access_token_staff ON access_token (staff_id);

CREATE TABLE programme (
    id {id} PRIMARY KEY,
    call_name text NOT NULL,
    name text NOT NULL UNIQUE,
    location text NOT NULL,
    summary text NOT NULL,
    household_target integer NOT NULL CHECK (household_target >= 0),
    dalo_eligible {flag} NOT NULL,
    collective_agreement_eligible {flag} NOT NULL,
    pdalpd_eligible {flag} NOT NULL,
    public_characteristics text NOT NULL,
    mobilises_new_supply {flag} NOT NULL,
    mobilises_with_works {flag} NOT NULL,
    mobilises_without_works {flag} NOT NULL,
    mobilises_by_reclassification {flag} NOT NULL,
    dwelling_target integer NOT NULL CHECK (dwelling_target >= 0),
    smallest_dwelling_type text NOT NULL CHECK (smallest_dwelling_type IN ('T1', 'T2', 'T3', 'T4', 'T5')),
    largest_dwelling_type text NOT NULL CHECK (largest_dwelling_type IN ('T1', 'T2', 'T3', 'T4', 'T5')),
    reservation_and_allocation text NOT NULL,
    dwelling_location text NOT NULL,
    support_method text NOT NULL,
    rental_management_fit text NOT NULL,
    adhesion_approach text NOT NULL,
    support_supply text NOT NULL,
    landlord_support_relation text NOT NULL,
    fit_to_needs text NOT NULL,
    partnership text NOT NULL,
    financing text NOT NULL,
    fndollts_funded {flag},
    fndollts_applied {flag},
    commitment_note text NOT NULL,
    commitment_years integer NOT NULL CHECK (commitment_years > 0),
    departmental_opinion text NOT NULL,
    departmental_relevance text NOT NULL,
    reproducibility text CHECK (reproducibility IN ('WEAK', 'MEDIUM', 'STRONG')),
    departmental_conditions text NOT NULL,
    regional_opinion text CHECK (regional_opinion IN ('FAVOURABLE', 'UNFAVOURABLE')),
    regional_comment text NOT NULL,
    starts_on {date} NOT NULL,
    coordinator_id {id} NOT NULL REFERENCES staff (id),
    supervisor_id {id} NOT NULL REFERENCES staff (id),
    settings {json} NOT NULL,
    CHECK (smallest_dwelling_type <= largest_dwelling_type)
){strict};

CREATE TABLE programme_carrier (
    programme_id {id} NOT NULL REFERENCES programme (id),
    organisation_id {id} NOT NULL REFERENCES organisation (id),
    position integer NOT NULL CHECK (position >= 1),
    PRIMARY KEY (programme_id, organisation_id),
    UNIQUE (programme_id, position)
){strict};

CREATE TABLE programme_modality (
    programme_id {id} NOT NULL REFERENCES programme (id),
    modality text NOT NULL CHECK (modality IN ('DIRECT_ACCESS', 'TEMPORARY_SOCIAL_RESIDENCE', 'SLIDING_LEASE', 'SUBLEASE')),
    description text NOT NULL,
    PRIMARY KEY (programme_id, modality)
){strict};

CREATE TABLE unit_rate (
    id {id} PRIMARY KEY,
    programme_id {id} NOT NULL REFERENCES programme (id),
    component text NOT NULL CHECK (component IN ('DIAGNOSIS', 'SUPPORT', 'ADAPTED_RENTAL_MANAGEMENT', 'INTEGRATED_OFFER')),
    unit text NOT NULL CHECK (unit IN ('PER_HOUSEHOLD', 'PER_HOUSEHOLD_YEAR', 'PER_DWELLING_YEAR')),
    amount_cents bigint NOT NULL CHECK (amount_cents >= 0),
    UNIQUE (programme_id, component)
){strict};

CREATE TABLE funding_share (
    id {id} PRIMARY KEY,
    programme_id {id} NOT NULL REFERENCES programme (id),
    funder_id {id} NOT NULL REFERENCES organisation (id),
    basis_points integer NOT NULL CHECK (basis_points BETWEEN 0 AND 10000),
    purpose text NOT NULL,
    position integer NOT NULL CHECK (position >= 1),
    UNIQUE (programme_id, funder_id),
    UNIQUE (programme_id, position)
){strict};

CREATE TABLE household (
    id {id} PRIMARY KEY,
    programme_id {id} NOT NULL REFERENCES programme (id),
    reference text NOT NULL UNIQUE,
    family_name text NOT NULL CHECK (family_name <> ''),
    national_request_number text UNIQUE,
    dalo {flag} NOT NULL,
    collective_agreement {flag} NOT NULL,
    pdalpd {flag} NOT NULL,
    stage text NOT NULL CHECK (stage IN ('PROPOSED', 'PRESELECTED', 'NOT_RETAINED', 'HOUSED', 'EXITED')),
    registered_on {date} NOT NULL,
    landlord_contact_id {id} NOT NULL REFERENCES staff (id),
    referent_id {id} REFERENCES staff (id),
    CONSTRAINT household_has_priority_ground CHECK (dalo OR collective_agreement OR pdalpd)
){strict};
CREATE INDEX household_by_registration ON household (programme_id, registered_on, id);
CREATE INDEX household_referent ON household (referent_id);
CREATE INDEX household_landlord_contact ON household (landlord_contact_id);

CREATE TABLE household_member (
    id {id} PRIMARY KEY,
    household_id {id} NOT NULL REFERENCES household (id),
    given_name text NOT NULL CHECK (given_name <> ''),
    family_name text NOT NULL CHECK (family_name <> ''),
    birth_date {date},
    relationship text NOT NULL CHECK (relationship IN ('APPLICANT', 'PARTNER', 'CHILD', 'OTHER')),
    position integer NOT NULL CHECK (position >= 1),
    UNIQUE (household_id, position)
){strict};

CREATE TABLE dwelling (
    id {id} PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    owner_id {id} NOT NULL REFERENCES organisation (id),
    address text NOT NULL,
    postal_code text NOT NULL,
    city text NOT NULL,
    dwelling_type text NOT NULL CHECK (dwelling_type IN ('T1', 'T2', 'T3', 'T4', 'T5')),
    insertion_stock {flag} NOT NULL
){strict};
CREATE INDEX dwelling_owner ON dwelling (owner_id);

CREATE TABLE support_measure (
    id {id} PRIMARY KEY,
    household_id {id} NOT NULL REFERENCES household (id),
    start_on {date} NOT NULL,
    cap_on {date} NOT NULL,
    end_on {date} NOT NULL,
    current_extension_id {id},
    intensity text NOT NULL CHECK (intensity IN ('LIGHT', 'MEDIUM', 'INTENSIVE')),
    closed_on {date},
    outcome text CHECK (outcome IN ('DIRECT_LEASE', 'LEASE_TRANSFERRED', 'HOUSING_KEPT', 'MOVED_ON', 'LOST', 'LEFT')),
    CONSTRAINT support_cap_is_twelve_months CHECK (
@pg     cap_on = (start_on + interval '12 months')::date
@sqlite cap_on = date(start_on, '+12 months', 'floor')
    ),
    CONSTRAINT support_ends_after_start CHECK (end_on > start_on),
    CONSTRAINT support_past_cap_needs_extension CHECK (end_on <= cap_on OR current_extension_id IS NOT NULL),
    CONSTRAINT support_closed_with_outcome CHECK ((closed_on IS NULL) = (outcome IS NULL)),
    CONSTRAINT support_closed_after_start CHECK (closed_on >= start_on)
@sqlite , FOREIGN KEY (id, current_extension_id, end_on) REFERENCES support_extension (support_measure_id, id, end_on)
){strict};
CREATE UNIQUE INDEX support_one_open_per_household ON support_measure (household_id) WHERE closed_on IS NULL;
CREATE INDEX support_household ON support_measure (household_id);
CREATE INDEX support_open_by_end ON support_measure (end_on, id) WHERE closed_on IS NULL;
CREATE INDEX support_by_end ON support_measure (end_on, id);

CREATE TABLE support_extension (
    id {id} PRIMARY KEY,
    support_measure_id {id} NOT NULL REFERENCES support_measure (id),
    rank integer NOT NULL CHECK (rank >= 1),
    ground text NOT NULL CHECK (ground IN ('HOUSING_NOT_SECURED', 'RIGHTS_PENDING', 'HEALTH', 'FAMILY_CHANGE', 'EMPLOYMENT_CHANGE', 'OTHER')),
    explanation text NOT NULL CHECK (explanation <> ''),
    decided_by_id {id} NOT NULL REFERENCES staff (id),
    decided_on {date} NOT NULL,
    previous_end_on {date} NOT NULL,
    end_on {date} NOT NULL,
    UNIQUE (support_measure_id, rank),
    UNIQUE (support_measure_id, id, end_on),
    CONSTRAINT extension_goes_further CHECK (end_on > previous_end_on)
){strict};
@pg ALTER TABLE support_measure ADD FOREIGN KEY (id, current_extension_id, end_on) REFERENCES support_extension (support_measure_id, id, end_on);

CREATE TABLE support_axis (
    support_measure_id {id} NOT NULL REFERENCES support_measure (id),
    axis text NOT NULL CHECK (axis IN ('SOCIAL_AND_PROFESSIONAL_INSERTION', 'BUDGET_MANAGEMENT', 'HOUSING_PATH', 'USE_OF_DWELLING', 'OTHER')),
    PRIMARY KEY (support_measure_id, axis)
){strict};

CREATE TABLE support_objective (
    id {id} PRIMARY KEY,
    support_measure_id {id} NOT NULL,
    axis text NOT NULL,
    label text NOT NULL CHECK (label <> ''),
    status text NOT NULL CHECK (status IN ('SET', 'IN_PROGRESS', 'ACHIEVED', 'ABANDONED')),
    position integer NOT NULL CHECK (position >= 1),
    UNIQUE (support_measure_id, position),
    FOREIGN KEY (support_measure_id, axis) REFERENCES support_axis (support_measure_id, axis)
){strict};

CREATE TABLE tenancy (
    id {id} PRIMARY KEY,
    household_id {id} NOT NULL REFERENCES household (id),
    dwelling_id {id} NOT NULL REFERENCES dwelling (id),
    modality text NOT NULL CHECK (modality IN ('DIRECT_ACCESS', 'TEMPORARY_SOCIAL_RESIDENCE', 'SLIDING_LEASE', 'SUBLEASE')),
    rental_management text NOT NULL CHECK (rental_management IN ('STANDARD', 'ADAPTED')),
    head_tenant_id {id} REFERENCES organisation (id),
    start_on {date} NOT NULL,
    end_on {date},
    review_period_months integer CHECK (review_period_months BETWEEN 1 AND 24),
    transferred_on {date},
    CONSTRAINT tenancy_ends_after_start CHECK (end_on >= start_on),
    CONSTRAINT tenancy_review_period_of_sliding_lease CHECK ((modality = 'SLIDING_LEASE') = (review_period_months IS NOT NULL)),
    CONSTRAINT tenancy_transfer_of_sliding_lease CHECK (transferred_on IS NULL OR (modality = 'SLIDING_LEASE' AND transferred_on >= start_on)),
    CONSTRAINT tenancy_head_tenant CHECK ((modality = 'DIRECT_ACCESS') = (head_tenant_id IS NULL))
){strict};
CREATE UNIQUE INDEX tenancy_one_open_per_household ON tenancy (household_id) WHERE end_on IS NULL;
CREATE UNIQUE INDEX tenancy_one_open_per_dwelling ON tenancy (dwelling_id) WHERE end_on IS NULL;
CREATE INDEX tenancy_household ON tenancy (household_id);
CREATE INDEX tenancy_dwelling ON tenancy (dwelling_id);
CREATE INDEX tenancy_by_start ON tenancy (start_on, id);

CREATE TABLE lease_review (
    id {id} PRIMARY KEY,
    tenancy_id {id} NOT NULL REFERENCES tenancy (id),
    rank integer NOT NULL CHECK (rank >= 1),
    due_on {date} NOT NULL,
    held_on {date},
    outcome text CHECK (outcome IN ('READY', 'CONTINUE', 'NOT_READY')),
    household_view text,
    organisation_view text,
    cancelled_on {date},
    UNIQUE (tenancy_id, rank),
    CONSTRAINT review_hears_both_sides CHECK ((held_on IS NULL AND outcome IS NULL) OR (held_on IS NOT NULL AND outcome IS NOT NULL AND household_view IS NOT NULL AND household_view <> '' AND organisation_view IS NOT NULL AND organisation_view <> '')),
    CONSTRAINT review_held_or_cancelled CHECK (held_on IS NULL OR cancelled_on IS NULL)
){strict};
CREATE UNIQUE INDEX lease_review_one_open_per_tenancy ON lease_review (tenancy_id) WHERE held_on IS NULL AND cancelled_on IS NULL;
CREATE INDEX lease_review_open_by_due ON lease_review (due_on, id) WHERE held_on IS NULL AND cancelled_on IS NULL;
CREATE INDEX lease_review_by_due ON lease_review (due_on, id);

CREATE TABLE meeting (
    id {id} PRIMARY KEY,
    programme_id {id} NOT NULL REFERENCES programme (id),
    chair_id {id} NOT NULL REFERENCES staff (id),
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    location text NOT NULL CHECK (location <> ''),
    sequence integer NOT NULL CHECK (sequence >= 0),
    cancelled_at {instant},
    CONSTRAINT meeting_ends_after_start CHECK (ends_at > starts_at)
){strict};
CREATE INDEX meeting_by_start ON meeting (starts_at, id);

CREATE TABLE meeting_participant (
    meeting_id {id} NOT NULL REFERENCES meeting (id),
    staff_id {id} NOT NULL REFERENCES staff (id),
    response text NOT NULL CHECK (response IN ('NEEDS_ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE')),
    responded_at {instant},
    PRIMARY KEY (meeting_id, staff_id),
    CONSTRAINT participant_response_has_instant CHECK ((response = 'NEEDS_ACTION') = (responded_at IS NULL))
){strict};
CREATE INDEX meeting_participant_staff ON meeting_participant (staff_id, meeting_id);

CREATE TABLE agenda_item (
    id {id} PRIMARY KEY,
    meeting_id {id} NOT NULL REFERENCES meeting (id),
    household_id {id} NOT NULL REFERENCES household (id),
    position integer NOT NULL CHECK (position >= 1),
    kind text NOT NULL CHECK (kind IN ('PRESELECTION', 'DIAGNOSIS', 'PROGRESS_REVIEW', 'EXTENSION', 'LEASE_EXAM')),
    decision text CHECK (decision IN ('PRESELECTED', 'NOT_RETAINED', 'APPROVED', 'REFUSED', 'ACKNOWLEDGED', 'ADJOURNED')),
    reasons text,
    decided_at {instant},
    UNIQUE (meeting_id, position),
    UNIQUE (meeting_id, household_id, kind),
    CONSTRAINT decision_has_reasons CHECK ((decision IS NULL AND reasons IS NULL AND decided_at IS NULL) OR (decision IS NOT NULL AND reasons IS NOT NULL AND reasons <> '' AND decided_at IS NOT NULL))
){strict};
CREATE INDEX agenda_item_household ON agenda_item (household_id);

CREATE TABLE reminder (
    id {id} PRIMARY KEY,
    rule text NOT NULL CHECK (rule IN ('SUPPORT_END', 'LEASE_REVIEW', 'MEETING_CONVOCATION', 'MEETING_REMINDER', 'MEETING_UNANSWERED', 'MEETING_CANCELLATION')),
    subject_id {id} NOT NULL,
    household_id {id} REFERENCES household (id),
    due_on {date} NOT NULL,
    step integer NOT NULL,
    recipient_id {id} NOT NULL REFERENCES staff (id),
    revision integer NOT NULL CHECK (revision >= 0),
    state text NOT NULL CHECK (state IN ('PLANNED', 'SENDING', 'SENT', 'SUPPRESSED', 'SUPERSEDED', 'FAILED')),
    reason text,
    planned_at {instant} NOT NULL,
    send_after {instant} NOT NULL,
    queued_at {instant},
    claimed_at {instant},
    sent_at {instant},
    attempts integer NOT NULL CHECK (attempts >= 0),
    CONSTRAINT reminder_once UNIQUE (rule, subject_id, due_on, step, recipient_id, revision),
    CONSTRAINT reminder_claimed CHECK ((state = 'SENDING') = (claimed_at IS NOT NULL)),
    CONSTRAINT reminder_sent CHECK ((state = 'SENT') = (sent_at IS NOT NULL)),
    CONSTRAINT reminder_not_sent_has_reason CHECK (state NOT IN ('SUPPRESSED', 'SUPERSEDED', 'FAILED') OR reason IS NOT NULL)
){strict};
CREATE INDEX reminder_to_send ON reminder (send_after, id) WHERE state = 'PLANNED';
CREATE INDEX reminder_claims ON reminder (claimed_at, id) WHERE state = 'SENDING';
CREATE INDEX reminder_subject ON reminder (subject_id);
CREATE INDEX reminder_recipient ON reminder (recipient_id, planned_at, id);
CREATE INDEX reminder_by_due ON reminder (due_on, id);
CREATE INDEX reminder_by_planned ON reminder (planned_at, id);

CREATE TABLE reminder_attempt (
    reminder_id {id} NOT NULL REFERENCES reminder (id),
    number integer NOT NULL CHECK (number >= 1),
    at {instant} NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('SENT', 'RETRY', 'FAILED')),
    answer text NOT NULL,
    PRIMARY KEY (reminder_id, number)
){strict};

CREATE TABLE event (
@pg     seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
@pg     tx bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
@sqlite seq integer PRIMARY KEY AUTOINCREMENT,
@sqlite tx integer NOT NULL DEFAULT 0,
    kind text NOT NULL,
    occurred_at {instant} NOT NULL,
    actor_id {id} REFERENCES staff (id),
    programme_id {id} REFERENCES programme (id),
    household_id {id} REFERENCES household (id),
    meeting_id {id} REFERENCES meeting (id),
    subject_id {id} NOT NULL,
    changes {json} NOT NULL
){strict};
CREATE INDEX event_order ON event (tx, seq);
CREATE INDEX event_subject ON event (subject_id, tx, seq);
CREATE INDEX event_household ON event (household_id, tx, seq);

CREATE TABLE mailbox_message (
    id {id} PRIMARY KEY,
    message_id text NOT NULL,
    received_at {instant} NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    raw text NOT NULL
){strict};

-- Two measures of a household, two tenancies of a household or of a dwelling, never share a day. After the
-- unique keys of the open ones, which tell that plainer case.
@pg CREATE EXTENSION IF NOT EXISTS btree_gist;
@pg ALTER TABLE support_measure ADD CONSTRAINT support_overlaps EXCLUDE USING gist (household_id WITH =, daterange(start_on, closed_on, '[]') WITH &&);
@pg ALTER TABLE tenancy ADD CONSTRAINT tenancy_overlaps_for_household EXCLUDE USING gist (household_id WITH =, daterange(start_on, end_on, '[]') WITH &&);
@pg ALTER TABLE tenancy ADD CONSTRAINT tenancy_overlaps_in_dwelling EXCLUDE USING gist (dwelling_id WITH =, daterange(start_on, end_on, '[]') WITH &&);
@sqlite CREATE TRIGGER support_overlaps_when_written AFTER INSERT ON support_measure WHEN EXISTS (SELECT 1 FROM support_measure other WHERE other.household_id = NEW.household_id AND other.id <> NEW.id AND other.start_on <= coalesce(NEW.closed_on, '9999') AND coalesce(other.closed_on, '9999') >= NEW.start_on) BEGIN SELECT RAISE(ABORT, 'support_overlaps'); END;
@sqlite CREATE TRIGGER support_overlaps_when_changed AFTER UPDATE OF household_id, start_on, closed_on ON support_measure WHEN EXISTS (SELECT 1 FROM support_measure other WHERE other.household_id = NEW.household_id AND other.id <> NEW.id AND other.start_on <= coalesce(NEW.closed_on, '9999') AND coalesce(other.closed_on, '9999') >= NEW.start_on) BEGIN SELECT RAISE(ABORT, 'support_overlaps'); END;
@sqlite CREATE TRIGGER tenancy_overlaps_when_written AFTER INSERT ON tenancy WHEN EXISTS (SELECT 1 FROM tenancy other WHERE (other.household_id = NEW.household_id OR other.dwelling_id = NEW.dwelling_id) AND other.id <> NEW.id AND other.start_on <= coalesce(NEW.end_on, '9999') AND coalesce(other.end_on, '9999') >= NEW.start_on) BEGIN SELECT RAISE(ABORT, 'tenancy_overlaps'); END;
@sqlite CREATE TRIGGER tenancy_overlaps_when_changed AFTER UPDATE OF household_id, dwelling_id, start_on, end_on ON tenancy WHEN EXISTS (SELECT 1 FROM tenancy other WHERE (other.household_id = NEW.household_id OR other.dwelling_id = NEW.dwelling_id) AND other.id <> NEW.id AND other.start_on <= coalesce(NEW.end_on, '9999') AND coalesce(other.end_on, '9999') >= NEW.start_on) BEGIN SELECT RAISE(ABORT, 'tenancy_overlaps'); END;

@pg CREATE FUNCTION passerelle_wake_readers() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_notify(''passerelle_event'', ''''); RETURN NULL; END';
@pg CREATE TRIGGER event_wakes_readers AFTER INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION passerelle_wake_readers();
@pg CREATE FUNCTION passerelle_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the event log is append-only''; END';
@pg CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_change();
@pg CREATE TRIGGER event_is_not_truncated BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION passerelle_refuse_change();
@sqlite CREATE TRIGGER event_is_not_updated BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
@sqlite CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
