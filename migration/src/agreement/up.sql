CREATE TABLE tripartite_agreement (
    id {id} PRIMARY KEY,
    household_id {id} NOT NULL REFERENCES household (id),
    rank integer NOT NULL CHECK (rank >= 1),
    amends_id {id},
    drawn_up_on {date} NOT NULL,
    signed_on {date},
    cancelled_on {date},
    cancellation_reason text CHECK (cancellation_reason <> ''),
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    UNIQUE (household_id, rank),
    UNIQUE (id, household_id),
    FOREIGN KEY (amends_id, household_id) REFERENCES tripartite_agreement (id, household_id),
    CONSTRAINT agreement_first_amends_nothing CHECK ((rank = 1 AND amends_id IS NULL) OR rank > 1),
    CONSTRAINT agreement_signed_after_drawn_up CHECK (signed_on >= drawn_up_on),
    CONSTRAINT agreement_signed_or_cancelled CHECK (signed_on IS NULL OR cancelled_on IS NULL),
    CONSTRAINT agreement_cancelled_with_reason CHECK ((cancelled_on IS NULL) = (cancellation_reason IS NULL))
){strict};
CREATE UNIQUE INDEX agreement_one_open_per_household ON tripartite_agreement (household_id) WHERE signed_on IS NULL AND cancelled_on IS NULL;
CREATE UNIQUE INDEX agreement_one_original_per_household ON tripartite_agreement (household_id) WHERE amends_id IS NULL AND cancelled_on IS NULL;
CREATE INDEX agreement_by_day ON tripartite_agreement (drawn_up_on, id);

CREATE TABLE agreement_objective (
    id {id} PRIMARY KEY,
    tripartite_agreement_id {id} NOT NULL REFERENCES tripartite_agreement (id),
    axis text NOT NULL CHECK (axis IN ('SOCIAL_AND_PROFESSIONAL_INSERTION', 'BUDGET_MANAGEMENT', 'HOUSING_PATH', 'USE_OF_DWELLING', 'OTHER')),
    label text NOT NULL CHECK (label <> ''),
    position integer NOT NULL CHECK (position >= 1),
    UNIQUE (tripartite_agreement_id, position)
){strict};

CREATE TABLE agreement_signature (
    tripartite_agreement_id {id} NOT NULL REFERENCES tripartite_agreement (id),
    party text NOT NULL CHECK (party IN ('HOUSEHOLD', 'LANDLORD', 'SUPPORT_ORGANISATION')),
    signed_on {date} NOT NULL,
    signatory_id {id} REFERENCES staff (id),
    PRIMARY KEY (tripartite_agreement_id, party),
    CONSTRAINT signature_by_staff_but_of_household CHECK ((party = 'HOUSEHOLD') = (signatory_id IS NULL))
){strict};
CREATE INDEX agreement_signature_signatory ON agreement_signature (signatory_id);
