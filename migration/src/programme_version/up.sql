-- The form as it stands at each of its versions. The versions follow one another; what one of them states is never changed.
ALTER TABLE programme ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE programme ADD COLUMN
    departmental_opinion_on {date};
ALTER TABLE programme ADD COLUMN
    regional_opinion_on {date};
CREATE TABLE programme_version (
    id {id} PRIMARY KEY,
    programme_id {id} NOT NULL REFERENCES programme (id),
    version integer NOT NULL CHECK (version >= 1),
    kind text NOT NULL CHECK (kind IN ('RECORDED', 'REVISED', 'DEPARTMENTAL_OPINION', 'REGIONAL_OPINION')),
    decided_on {date} NOT NULL,
    reason text CHECK (reason <> ''),
    recorded_at {instant} NOT NULL,
    recorded_by_id {id} REFERENCES staff (id),
    changed_fields {json} NOT NULL,
    form {json} NOT NULL,
    UNIQUE (programme_id, version),
    CONSTRAINT revision_has_reason CHECK ((kind = 'REVISED') = (reason IS NOT NULL)),
    CONSTRAINT first_version_is_recorded CHECK ((kind = 'RECORDED') = (version = 1))
){strict};
CREATE INDEX programme_version_recorded_by ON programme_version (recorded_by_id);
@pg CREATE FUNCTION passerelle_refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''programme_version_is_kept''; END';
@pg CREATE TRIGGER programme_version_is_kept BEFORE UPDATE OR DELETE ON programme_version FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_version_change();
@sqlite CREATE TRIGGER programme_version_is_not_changed BEFORE UPDATE ON programme_version BEGIN SELECT RAISE(ABORT, 'programme_version_is_kept'); END;
@sqlite CREATE TRIGGER programme_version_is_not_deleted BEFORE DELETE ON programme_version BEGIN SELECT RAISE(ABORT, 'programme_version_is_kept'); END;

-- The partners by name. One may be both operational and financial: in two lines.
CREATE TABLE programme_partner (
    programme_id {id} NOT NULL REFERENCES programme (id),
    organisation_id {id} NOT NULL REFERENCES organisation (id),
    kind text NOT NULL CHECK (kind IN ('OPERATIONAL', 'FINANCIAL')),
    identifies_demand {flag} NOT NULL,
    mobilises_supply {flag} NOT NULL,
    supports_households {flag} NOT NULL,
    role text NOT NULL,
    position integer NOT NULL CHECK (position >= 1),
    PRIMARY KEY (programme_id, organisation_id, kind),
    UNIQUE (programme_id, position),
    CONSTRAINT partner_intervenes_if_operational CHECK ((kind = 'OPERATIONAL') = (identifies_demand OR mobilises_supply OR supports_households))
){strict};
CREATE INDEX programme_partner_organisation ON programme_partner (organisation_id);

-- What is aimed at in each year of the commitment.
CREATE TABLE yearly_target (
    programme_id {id} NOT NULL REFERENCES programme (id),
    year integer NOT NULL CHECK (year >= 1),
    households integer NOT NULL CHECK (households BETWEEN 0 AND 100000),
    dwellings integer NOT NULL CHECK (dwellings BETWEEN 0 AND 100000),
    PRIMARY KEY (programme_id, year)
){strict};

-- What the programmes that are there state is their first version.
INSERT INTO programme_version (id, programme_id, version, kind, decided_on, recorded_at, changed_fields, form)
    SELECT 'prv_' || substr(p.id, 5), p.id, 1, 'RECORDED', p.starts_on,
@pg     coalesce((SELECT min(e.occurred_at) FROM event e WHERE e.subject_id = p.id AND e.kind = 'PROGRAMME_RECORDED'), p.starts_on::timestamp AT TIME ZONE 'UTC'), '[]',
@sqlite coalesce((SELECT min(e.occurred_at) FROM event e WHERE e.subject_id = p.id AND e.kind = 'PROGRAMME_RECORDED'), p.starts_on || 'T00:00:00+00:00'), '[]',
@pg     jsonb_build_object(
@pg         'callName', p.call_name, 'name', p.name, 'location', p.location, 'summary', p.summary,
@pg         'publicCharacteristics', p.public_characteristics, 'reservationAndAllocation', p.reservation_and_allocation,
@pg         'dwellingLocation', p.dwelling_location, 'supportMethod', p.support_method,
@pg         'rentalManagementFit', p.rental_management_fit, 'adhesionApproach', p.adhesion_approach,
@pg         'supportSupply', p.support_supply, 'landlordSupportRelation', p.landlord_support_relation,
@pg         'fitToNeeds', p.fit_to_needs, 'partnership', p.partnership, 'financing', p.financing,
@pg         'commitmentNote', p.commitment_note, 'departmentalOpinion', p.departmental_opinion,
@pg         'departmentalRelevance', p.departmental_relevance, 'departmentalConditions', p.departmental_conditions,
@pg         'regionalComment', p.regional_comment, 'householdTarget', p.household_target,
@pg         'dwellingTarget', p.dwelling_target, 'commitmentYears', p.commitment_years,
@pg         'smallestDwellingType', p.smallest_dwelling_type, 'largestDwellingType', p.largest_dwelling_type,
@pg         'reproducibility', p.reproducibility, 'regionalOpinion', p.regional_opinion, 'daloEligible', p.dalo_eligible,
@pg         'collectiveAgreementEligible', p.collective_agreement_eligible, 'pdalpdEligible', p.pdalpd_eligible,
@pg         'mobilisesNewSupply', p.mobilises_new_supply, 'mobilisesWithWorks', p.mobilises_with_works,
@pg         'mobilisesWithoutWorks', p.mobilises_without_works,
@pg         'mobilisesByReclassification', p.mobilises_by_reclassification, 'fndolltsFunded', p.fndollts_funded,
@pg         'fndolltsApplied', p.fndollts_applied,
@pg         'carriers', (SELECT coalesce(jsonb_agg(c.organisation_id ORDER BY c.position), '[]') FROM programme_carrier c WHERE c.programme_id = p.id),
@pg         'modalities', (SELECT coalesce(jsonb_agg(jsonb_build_object('modality', m.modality, 'description', m.description) ORDER BY m.modality), '[]') FROM programme_modality m WHERE m.programme_id = p.id),
@pg         'partners', '[]'::jsonb, 'yearlyTargets', '[]'::jsonb, 'departmentalOpinionOn', null,
@pg         'regionalOpinionOn', null
@pg     )
@sqlite     json_object(
@sqlite         'callName', p.call_name, 'name', p.name, 'location', p.location, 'summary', p.summary,
@sqlite         'publicCharacteristics', p.public_characteristics, 'reservationAndAllocation', p.reservation_and_allocation,
@sqlite         'dwellingLocation', p.dwelling_location, 'supportMethod', p.support_method,
@sqlite         'rentalManagementFit', p.rental_management_fit, 'adhesionApproach', p.adhesion_approach,
@sqlite         'supportSupply', p.support_supply, 'landlordSupportRelation', p.landlord_support_relation,
@sqlite         'fitToNeeds', p.fit_to_needs, 'partnership', p.partnership, 'financing', p.financing,
@sqlite         'commitmentNote', p.commitment_note, 'departmentalOpinion', p.departmental_opinion,
@sqlite         'departmentalRelevance', p.departmental_relevance, 'departmentalConditions', p.departmental_conditions,
@sqlite         'regionalComment', p.regional_comment, 'householdTarget', p.household_target,
@sqlite         'dwellingTarget', p.dwelling_target, 'commitmentYears', p.commitment_years,
@sqlite         'smallestDwellingType', p.smallest_dwelling_type, 'largestDwellingType', p.largest_dwelling_type,
@sqlite         'reproducibility', p.reproducibility, 'regionalOpinion', p.regional_opinion,
@sqlite         'daloEligible', json(CASE p.dalo_eligible WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END),
@sqlite         'collectiveAgreementEligible', json(CASE p.collective_agreement_eligible WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END),
@sqlite         'pdalpdEligible', json(CASE p.pdalpd_eligible WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END),
@sqlite         'mobilisesNewSupply', json(CASE p.mobilises_new_supply WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END),
@sqlite         'mobilisesWithWorks', json(CASE p.mobilises_with_works WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END),
@sqlite         'mobilisesWithoutWorks', json(CASE p.mobilises_without_works WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END),
@sqlite         'mobilisesByReclassification', json(CASE p.mobilises_by_reclassification WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END),
@sqlite         'fndolltsFunded', json(CASE p.fndollts_funded WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END),
@sqlite         'fndolltsApplied', json(CASE p.fndollts_applied WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END),
@sqlite         'carriers', json((SELECT json_group_array(c.organisation_id) FROM (SELECT organisation_id FROM programme_carrier WHERE programme_id = p.id ORDER BY position) c)),
@sqlite         'modalities', json((SELECT json_group_array(json_object('modality', m.modality, 'description', m.description)) FROM (SELECT modality, description FROM programme_modality WHERE programme_id = p.id ORDER BY modality) m)),
@sqlite         'partners', json('[]'), 'yearlyTargets', json('[]'), 'departmentalOpinionOn', null, 'regionalOpinionOn', null
@sqlite     )
    FROM programme p;
