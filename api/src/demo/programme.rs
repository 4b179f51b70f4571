//! The programme of Caen, word for word as its form states it. The form contradicts itself; so does
//! this: what is wrong with it is told by the product, not mended here.

use chrono::NaiveDate;
use entity::model::programme::Model;
use entity::model::programme_form::{Lists, StatedModality, StatedPartner, StatedTarget};
use entity::operations::funding::SetFundingShare;
use entity::operations::organisation::RecordOrganisation;
use entity::operations::programme::RecordProgramme;
use entity::rules::funding::{FundedModality, Share};
use entity::types::{
    DwellingType, OrganisationId, OrganisationKind, PartnerKind, ProgrammeId, ProgrammeSettings, RateComponent,
    RateUnit, RentalModality, ShareBase, StaffId,
};

/// The partners that the form names. Each value is a place in [`organisations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Partner {
    /// The landlord, first carrier.
    CaenHabitat,
    /// The social action centre, second carrier.
    Ccas,
    /// The State.
    State,
    /// The *département*.
    Department,
    /// The town.
    Town,
    /// The departmental service with which the publics were chosen.
    Ddcs,
}

/// The organisations to record, in the order of [`Partner`].
pub(super) fn organisations() -> Vec<RecordOrganisation> {
    use OrganisationKind::{Department, Landlord, Other, State, SupportOrganisation, Town};
    [
        (Landlord, "Caen habitat", "Caen habitat", "Office Public de l'Habitat de la Ville de Caen"),
        (SupportOrganisation, "Centre communal d'action sociale de la Ville de Caen", "CCAS", ""),
        (State, "Etat", "Etat", ""),
        (Department, "Conseil général du Calvados", "Conseil général", ""),
        (Town, "Ville de Caen", "Ville de Caen", ""),
        (Other, "DDCS", "DDCS", ""),
    ]
    .into_iter()
    .map(|(kind, name, short_name, legal_status)| RecordOrganisation {
        kind,
        name: name.to_owned(),
        short_name: short_name.to_owned(),
        legal_status: legal_status.to_owned(),
    })
    .collect()
}

/// What the form does not say: when the commitment began and who holds which place in the demo.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    /// First day of the commitment.
    pub(super) starts_on: NaiveDate,
    /// Who runs the cell.
    pub(super) coordinator_id: StaffId,
    /// Who supervises the referents.
    pub(super) supervisor_id: StaffId,
}

/// The programme to record; `of` gives the organisation recorded for a partner.
pub(super) fn programme(setting: Setting, id: ProgrammeId, of: impl Fn(Partner) -> OrganisationId) -> RecordProgramme {
    RecordProgramme {
        form: form(setting, id),
        lists: Lists {
            carriers: vec![of(Partner::CaenHabitat), of(Partner::Ccas)],
            modalities: MODALITIES
                .map(|(modality, words)| StatedModality { modality, description: words.to_owned() })
                .to_vec(),
            partners: PARTNERS.iter().map(|named| partner(named, &of)).collect(),
            yearly_targets: YEARLY_TARGETS.to_vec(),
        },
    }
}

/// The four modalities, in the form's words.
pub(super) const MODALITIES: [(RentalModality, &str); 4] = [
    (RentalModality::DirectAccess, "accès direct accompagné par le CCAS"),
    (
        RentalModality::TemporarySocialResidence,
        "relogement temporaire préalable en résidence sociale accompagné par le CCAS",
    ),
    (RentalModality::SlidingLease, "bail glissant dans le parc de logements d'insertion du CCAS"),
    (RentalModality::Sublease, "sous-location préalable via le CCAS"),
];

/// A partner as the form has it: who, as what; in what it takes part: identification of the demand, mobilisation of the
/// supply, support.
type Named = (Partner, PartnerKind, [bool; 3], &'static str);

/// The partners. The form tells operational from financial ones without a list of them: these are those that it names
/// elsewhere, with its words.
pub(super) const PARTNERS: [Named; 6] = [
    (
        Partner::CaenHabitat,
        PartnerKind::Operational,
        [true, true, false],
        "à l'origine de la sélection des ménages bénéficiaires de l'action",
    ),
    (Partner::Ccas, PartnerKind::Operational, [false, true, true], "accompagnement des ménages"),
    (Partner::State, PartnerKind::Financial, [false; 3], "sollicité pour la gestion locative adaptée en accès direct"),
    (Partner::Department, PartnerKind::Financial, [false; 3], "gestion locative adaptée conditionnelle"),
    (Partner::CaenHabitat, PartnerKind::Financial, [false; 3], "frais de structure"),
    (Partner::Town, PartnerKind::Financial, [false; 3], "subvention d'équilibre au CCAS"),
];

fn partner(
    &(who, kind, [identifies_demand, mobilises_supply, supports_households], role): &Named,
    of: impl Fn(Partner) -> OrganisationId,
) -> StatedPartner {
    StatedPartner {
        organisation_id: of(who),
        kind,
        identifies_demand,
        mobilises_supply,
        supports_households,
        role: role.to_owned(),
    }
}

/// What is aimed at in each year. The form has only the whole, of 120 households and 120 dwellings: that it is divided
/// evenly is the demo's.
pub(super) const YEARLY_TARGETS: [StatedTarget; 3] = [
    StatedTarget { year: 1, households: 40, dwellings: 40 },
    StatedTarget { year: 2, households: 40, dwellings: 40 },
    StatedTarget { year: 3, households: 40, dwellings: 40 },
];

/// The rates, in cents: 50, 1 250, 850 and 2 175 €. The last is 25 € more than the sum of the others:
/// so the form has it.
pub(super) const RATES: [(RateComponent, RateUnit, i64); 4] = [
    (RateComponent::Diagnosis, RateUnit::PerHousehold, 5_000),
    (RateComponent::Support, RateUnit::PerHouseholdYear, 125_000),
    (RateComponent::AdaptedRentalManagement, RateUnit::PerDwellingYear, 85_000),
    (RateComponent::IntegratedOffer, RateUnit::PerHouseholdYear, 217_500),
];

/// A share as the form states it: funder, basis points, the component and the modalities that it is said to fund (of
/// which one only "where applicable"), and the form's words.
type Stated = (Partner, i32, Option<RateComponent>, &'static [(RentalModality, bool)], &'static str);

/// The shares, all of the whole (« du financement global », « du financement »). That those which are said to fund the
/// rental management come to more than it costs is for the product to tell.
pub(super) const SHARES: [Stated; 4] = [
    (
        Partner::State,
        7_100,
        Some(RateComponent::AdaptedRentalManagement),
        &[(RentalModality::DirectAccess, false)],
        "la gestion locative adaptée lorsque l'accès au logement est direct",
    ),
    (
        Partner::Department,
        1_500,
        Some(RateComponent::AdaptedRentalManagement),
        &[(RentalModality::SlidingLease, false), (RentalModality::Sublease, true)],
        "la gestion locative adaptée conditionnelle (bail glissant et sous-location le cas échéant)",
    ),
    (Partner::CaenHabitat, 500, None, &[], "frais de structure"),
    (Partner::Town, 900, None, &[], "subvention d'équilibre au CCAS"),
];

/// A share to set.
pub(super) fn share(
    programme_id: &ProgrammeId,
    &(funder, basis_points, component, modalities, purpose): &Stated,
    of: impl Fn(Partner) -> OrganisationId,
) -> SetFundingShare {
    let named = |&(modality, where_applicable): &(RentalModality, bool)| FundedModality { modality, where_applicable };
    let modalities = modalities.iter().map(named).collect();
    let share = Share { base: ShareBase::Whole, basis_points, component, modalities };
    SetFundingShare { programme_id: programme_id.clone(), funder_id: of(funder), share, purpose: purpose.to_owned() }
}

/// Every field of the form. A free field that the form leaves blank is empty here.
fn form(setting: Setting, id: ProgrammeId) -> Model {
    Model {
        id,
        call_name: "Mise en place de 10\u{a0}000 logements HLM accompagnés".to_owned(),
        name: "Création d'une offre de 120 logements accompagnés sur 3 ans".to_owned(),
        location: "Calvados – Ville de Caen".to_owned(),
        summary: "Le projet vise la mise en œuvre de 120 logements accompagnés sur trois ans, suivant des modalités \
            de gestion locative et d'accompagnement social adaptées, au profit de publics prioritaires du \
            PDALPD."
            .to_owned(),
        household_target: 120,
        dalo_eligible: true,
        collective_agreement_eligible: true,
        pdalpd_eligible: true,
        public_characteristics:
            "Il s'agit d'accompagner des publics pour lesquels des freins à la gestion autonome d'un logement \
            ont été identifiés dans le cadre d'un diagnostic social."
                .to_owned(),
        mobilises_new_supply: false,
        mobilises_with_works: false,
        mobilises_without_works: true,
        mobilises_by_reclassification: false,
        dwelling_target: 120,
        smallest_dwelling_type: DwellingType::T1,
        largest_dwelling_type: DwellingType::T5,
        reservation_and_allocation: "Décision d'attribution soumise à l'approbation de la CAL".to_owned(),
        dwelling_location: "Ensemble du patrimoine de Caen habitat situé sur le territoire de la ville de Caen"
            .to_owned(),
        support_method:
            "Les modalités de l'accompagnement mis en œuvre seront déterminées finement à partir du diagnostic \
            réalisé. Il sera de durée et d'intensité variable, sans toutefois pouvoir durer plus de 12 mois, \
            sauf cas exceptionnel. Suivant les situations, l'accompagnement sera axé sur un ou plusieurs des \
            axes suivants : insertion sociale et professionnelle, gestion budgétaire, parcours locatif, \
            utilisation du logement etc."
                .to_owned(),
        rental_management_fit:
            "les modalités d'intermédiation sera adaptées aux situations rencontrées :\n· accès direct \
            accompagné par le CCAS\n· relogement temporaire préalable en résidence sociale accompagné par le \
            CCAS\n· bail glissant dans le parc de logements d'insertion du CCAS\n· sous-location préalable via \
            le CCAS"
                .to_owned(),
        adhesion_approach:
            "le ménage sera associé à la définition des objectifs poursuivis dans le cadre de la mesure \
            d'accompagnement et son adhésion sera matérialisée dans une convention tripartite de suivi social \
            (ménage/bailleur/CCAS)"
                .to_owned(),
        support_supply:
            "Caen habitat est à l'origine de la sélection des ménages  bénéficiaires de l'action, qui seront \
            accompagnés par le CCAS."
                .to_owned(),
        landlord_support_relation:
            "les partenaires se retrouveront périodiquement au sein d'une cellule de coordination qui \
            présélectionne les ménages, détermine les modalités d'élaboration des diagnostics et par conséquent \
            des accompagnements, prend connaissance des bilans des accompagnements."
                .to_owned(),
        fit_to_needs:
            "les publics ciblés dans le projet ont été déterminés dans le cadre d'un dialogue étroit avec la \
            DDCS."
                .to_owned(),
        partnership: "Le projet distingue les partenaires opérationnels, qui interviennent dans le processus \
            d'identification de la demande, de mobilisation de l'offre et de l'accompagnement social, et les \
            partenaires financiers."
            .to_owned(),
        financing: "l'Etat est sollicité pour financer la gestion locative adaptée lorsque l'accès au logement est \
            direct (71% du financement global). Le Conseil Général finance la gestion locative adaptée \
            conditionnelle (bail glissant et sous-location le cas échéant) soit 15%, le bailleur participe aux \
            frais de structure soit 5% du financement, la Ville de Caen à travers sa subvention d'équilibre au \
            CCAS à hauteur de 9%."
            .to_owned(),
        fndollts_funded: Some(false),
        fndollts_applied: Some(true),
        commitment_note: String::new(),
        commitment_years: 3,
        departmental_opinion: String::new(),
        departmental_relevance: String::new(),
        reproducibility: None,
        departmental_conditions: String::new(),
        departmental_opinion_on: None,
        regional_opinion: None,
        regional_comment: String::new(),
        regional_opinion_on: None,
        starts_on: setting.starts_on,
        coordinator_id: setting.coordinator_id,
        supervisor_id: setting.supervisor_id,
        settings: ProgrammeSettings::default(),
        version: 1,
    }
}
