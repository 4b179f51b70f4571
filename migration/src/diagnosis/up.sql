-- A decision of the cell orders one diagnosis: the household of both is the same.
CREATE UNIQUE INDEX agenda_item_of_household ON agenda_item (id, household_id);

CREATE TABLE social_diagnosis (
    id {id} PRIMARY KEY,
    household_id {id} NOT NULL REFERENCES household (id),
    agenda_item_id {id} NOT NULL,
    rank integer NOT NULL CHECK (rank >= 1),
    manner text NOT NULL CHECK (manner IN ('INTERVIEW', 'HOME_VISIT', 'JOINT_INTERVIEW', 'FILE_STUDY')),
    author_id {id} NOT NULL REFERENCES staff (id),
    former_referent_id {id} REFERENCES staff (id),
    ordered_on {date} NOT NULL,
    due_on {date} NOT NULL,
    done_on {date},
    intensity text CHECK (intensity IN ('LIGHT', 'MEDIUM', 'INTENSIVE')),
    duration_months integer CHECK (duration_months BETWEEN 1 AND 12),
    modality text CHECK (modality IN ('DIRECT_ACCESS', 'TEMPORARY_SOCIAL_RESIDENCE', 'SLIDING_LEASE', 'SUBLEASE')),
    situation text CHECK (situation <> ''),
    rights text CHECK (rights <> ''),
    current_housing text CHECK (current_housing <> ''),
    autonomy text CHECK (autonomy <> ''),
    housing_path text CHECK (housing_path <> ''),
    needs text CHECK (needs <> ''),
    monthly_income_cents bigint CHECK (monthly_income_cents >= 0),
    monthly_expenses_cents bigint CHECK (monthly_expenses_cents >= 0),
    debts_cents bigint CHECK (debts_cents >= 0),
    confidential_note text CHECK (confidential_note <> ''),
    cancelled_on {date},
    cancellation_reason text CHECK (cancellation_reason <> ''),
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    UNIQUE (household_id, rank),
    FOREIGN KEY (agenda_item_id, household_id) REFERENCES agenda_item (id, household_id),
    CONSTRAINT diagnosis_due_after_order CHECK (due_on >= ordered_on),
    CONSTRAINT diagnosis_done_after_order CHECK (done_on >= ordered_on),
    CONSTRAINT diagnosis_done_recommends CHECK ((done_on IS NULL AND intensity IS NULL AND duration_months IS NULL AND modality IS NULL AND situation IS NULL) OR (done_on IS NOT NULL AND intensity IS NOT NULL AND duration_months IS NOT NULL AND modality IS NOT NULL AND situation IS NOT NULL)),
    CONSTRAINT diagnosis_told_when_done CHECK (done_on IS NOT NULL OR (rights IS NULL AND current_housing IS NULL AND autonomy IS NULL AND housing_path IS NULL AND needs IS NULL AND monthly_income_cents IS NULL AND monthly_expenses_cents IS NULL AND debts_cents IS NULL AND confidential_note IS NULL)),
    CONSTRAINT diagnosis_done_or_cancelled CHECK (done_on IS NULL OR cancelled_on IS NULL),
    CONSTRAINT diagnosis_cancelled_with_reason CHECK ((cancelled_on IS NULL) = (cancellation_reason IS NULL))
){strict};
CREATE UNIQUE INDEX diagnosis_one_open_per_household ON social_diagnosis (household_id) WHERE done_on IS NULL AND cancelled_on IS NULL;
CREATE UNIQUE INDEX diagnosis_one_per_decision ON social_diagnosis (agenda_item_id) WHERE cancelled_on IS NULL;
CREATE INDEX diagnosis_agenda_item ON social_diagnosis (agenda_item_id);
CREATE INDEX diagnosis_author ON social_diagnosis (author_id);
CREATE INDEX diagnosis_by_due ON social_diagnosis (due_on, id);
CREATE INDEX diagnosis_by_order ON social_diagnosis (ordered_on, id);
CREATE INDEX diagnosis_open_by_due ON social_diagnosis (due_on, id) WHERE done_on IS NULL AND cancelled_on IS NULL;

CREATE TABLE autonomy_obstacle (
    social_diagnosis_id {id} NOT NULL REFERENCES social_diagnosis (id),
    obstacle text NOT NULL CHECK (obstacle IN ('RESOURCES', 'DEBT', 'BUDGET_MANAGEMENT', 'ADMINISTRATIVE_STEPS', 'LANGUAGE', 'EMPLOYMENT', 'ISOLATION', 'FAMILY', 'USE_OF_DWELLING', 'NEIGHBOURHOOD', 'PAST_EVICTION', 'OTHER')),
    PRIMARY KEY (social_diagnosis_id, obstacle)
){strict};

CREATE TABLE recommended_axis (
    social_diagnosis_id {id} NOT NULL REFERENCES social_diagnosis (id),
    axis text NOT NULL CHECK (axis IN ('SOCIAL_AND_PROFESSIONAL_INSERTION', 'BUDGET_MANAGEMENT', 'HOUSING_PATH', 'USE_OF_DWELLING', 'OTHER')),
    PRIMARY KEY (social_diagnosis_id, axis)
){strict};
