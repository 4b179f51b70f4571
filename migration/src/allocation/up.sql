CREATE TABLE allocation_decision (
    id {id} PRIMARY KEY,
    household_id {id} NOT NULL REFERENCES household (id),
    dwelling_id {id} NOT NULL REFERENCES dwelling (id),
    decided_on {date} NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('ALLOCATED', 'RANKED', 'CONDITIONAL', 'NOT_ALLOCATED', 'INADMISSIBLE')),
    candidate_rank integer CHECK (candidate_rank BETWEEN 1 AND 20),
    missing_document text CHECK (missing_document <> ''),
    condition_lifted_on {date},
    reasons text CHECK (reasons <> ''),
    offered_on {date},
    answer_due_on {date},
    answer text CHECK (answer IN ('ACCEPTED', 'REFUSED', 'SILENCE')),
    answered_on {date},
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    CONSTRAINT allocation_rank_of_ranked CHECK ((outcome = 'RANKED') = (candidate_rank IS NOT NULL)),
    CONSTRAINT allocation_condition_of_conditional CHECK ((outcome = 'CONDITIONAL') = (missing_document IS NOT NULL)),
    CONSTRAINT allocation_lifted_of_conditional CHECK (condition_lifted_on IS NULL OR (outcome = 'CONDITIONAL' AND condition_lifted_on >= decided_on)),
    CONSTRAINT allocation_refusal_has_reasons CHECK (outcome NOT IN ('NOT_ALLOCATED', 'INADMISSIBLE') OR reasons IS NOT NULL),
    CONSTRAINT allocation_offer_of_allocated CHECK (offered_on IS NULL OR outcome IN ('ALLOCATED', 'RANKED') OR condition_lifted_on IS NOT NULL),
    CONSTRAINT allocation_offer_after_decision CHECK (offered_on >= decided_on),
    CONSTRAINT allocation_offer_leaves_ten_days CHECK (
        (offered_on IS NULL AND answer_due_on IS NULL)
@pg     OR (offered_on IS NOT NULL AND answer_due_on IS NOT NULL AND answer_due_on >= offered_on + 10)
@sqlite OR (offered_on IS NOT NULL AND answer_due_on IS NOT NULL AND answer_due_on >= date(offered_on, '+10 days'))
    ),
    CONSTRAINT allocation_answer_to_offer CHECK ((answer IS NULL AND answered_on IS NULL) OR (answer IS NOT NULL AND answered_on IS NOT NULL AND offered_on IS NOT NULL AND answered_on >= offered_on)),
    CONSTRAINT allocation_silence_after_period CHECK (answer <> 'SILENCE' OR answered_on > answer_due_on)
){strict};
CREATE UNIQUE INDEX allocation_one_per_session ON allocation_decision (household_id, dwelling_id, decided_on);
CREATE UNIQUE INDEX allocation_ranks ON allocation_decision (dwelling_id, decided_on, candidate_rank);
CREATE UNIQUE INDEX allocation_one_offer_per_dwelling ON allocation_decision (dwelling_id) WHERE offered_on IS NOT NULL AND answer IS NULL;
CREATE UNIQUE INDEX allocation_one_offer_per_household ON allocation_decision (household_id) WHERE offered_on IS NOT NULL AND answer IS NULL;
CREATE INDEX allocation_dwelling ON allocation_decision (dwelling_id);
CREATE INDEX allocation_by_decision ON allocation_decision (decided_on, id);
CREATE INDEX allocation_by_answer ON allocation_decision (answer_due_on, id) WHERE offered_on IS NOT NULL AND answer IS NULL;
