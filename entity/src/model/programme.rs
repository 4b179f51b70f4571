//! A programme: every field of the form, and the settings that go with it.

use sea_orm::entity::prelude::*;

use crate::types::{DwellingType, ProgrammeId, ProgrammeSettings, RegionalOpinion, Reproducibility, StaffId};

/// A programme: every field of the form, and the settings that go with it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProgrammeId,
    /// The call it answers (*appel à projets*).
    pub call_name: String,
    /// *Nom du projet*.
    pub name: String,
    /// *Localisation du projet*.
    pub location: String,
    /// *Descriptif sommaire et objectifs*.
    pub summary: String,
    /// *Nombre de ménages accompagnés*, a count of households.
    pub household_target: i32,
    /// Box « Ménages éligibles au DALO ».
    pub dalo_eligible: bool,
    /// Box « accords collectifs ».
    pub collective_agreement_eligible: bool,
    /// Box « publics cibles du PDALPD ».
    pub pdalpd_eligible: bool,
    /// *Caractéristiques des publics cibles*.
    pub public_characteristics: String,
    /// Box « Création d'une offre nouvelle ».
    pub mobilises_new_supply: bool,
    /// Box « Aménagement de logement existant ».
    pub mobilises_with_works: bool,
    /// Box « Mobilisation de logements existants sans aménagement ».
    pub mobilises_without_works: bool,
    /// Box « Reclassement en offre à bas loyer ».
    pub mobilises_by_reclassification: bool,
    /// *Nombre de logements*, a count of dwellings.
    pub dwelling_target: i32,
    /// *Typologie*, from.
    pub smallest_dwelling_type: DwellingType,
    /// *Typologie*, to.
    pub largest_dwelling_type: DwellingType,
    /// *Modalités de réservation et d'attribution*.
    pub reservation_and_allocation: String,
    /// *Localisation de l'offre*.
    pub dwelling_location: String,
    /// *Méthodologie de l'accompagnement*.
    pub support_method: String,
    /// *Complémentarité avec la gestion locative*.
    pub rental_management_fit: String,
    /// *Démarche pour favoriser l'adhésion*.
    pub adhesion_approach: String,
    /// *Mobilisation de l'offre d'accompagnement*.
    pub support_supply: String,
    /// *Structuration de la relation bailleur/accompagnateur*.
    pub landlord_support_relation: String,
    /// *Adéquation aux besoins des publics*.
    pub fit_to_needs: String,
    /// *Partenaires mobilisés*.
    pub partnership: String,
    /// *Cofinancements apportés*, as the form words them.
    pub financing: String,
    /// Box « financement du FNDOLLTS »; absent when neither box is ticked.
    pub fndollts_funded: Option<bool>,
    /// Box « ayant candidaté à un appel à projets »; absent when neither box is ticked.
    pub fndollts_applied: Option<bool>,
    /// *Inscription de la démarche dans la durée*, free field.
    pub commitment_note: String,
    /// *Durée des engagements*, in years.
    pub commitment_years: i32,
    /// *Avis du service départemental*, free field.
    pub departmental_opinion: String,
    /// *Pertinence du projet*, free field.
    pub departmental_relevance: String,
    /// *Caractère reproductible*; absent while no box is ticked.
    pub reproducibility: Option<Reproducibility>,
    /// *Conditions jugées nécessaires*.
    pub departmental_conditions: String,
    /// The day of the departmental service's opinion.
    pub departmental_opinion_on: Option<Date>,
    /// *Avis global du niveau régional*; absent while no box is ticked.
    pub regional_opinion: Option<RegionalOpinion>,
    /// The region's comment.
    pub regional_comment: String,
    /// The day of the region's opinion.
    pub regional_opinion_on: Option<Date>,
    /// First day of the commitment.
    pub starts_on: Date,
    /// Who runs the coordination cell and is told of what is late.
    pub coordinator_id: StaffId,
    /// Who supervises the referents of the support organisation.
    pub supervisor_id: StaffId,
    /// Offsets and default periods.
    pub settings: ProgrammeSettings,
    /// The version of the form, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "Coordinator", from = "coordinator_id", to = "id")]
    pub coordinator: BelongsTo<super::staff::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "Supervisor", from = "supervisor_id", to = "id")]
    pub supervisor: BelongsTo<super::staff::Entity>,
}

super::versioned::versioned!();
