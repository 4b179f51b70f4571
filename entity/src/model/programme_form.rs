//! All that a programme's form states, as one value: what a version keeps of it, and what a revision changes.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::programme;
use crate::types::{DwellingType, OrganisationId, PartnerKind, RegionalOpinion, RentalModality, Reproducibility};

/// Declares the form's fields once: as they are kept, and as they are revised.
macro_rules! programme_form {
    (texts { $($(#[doc = $text_doc:literal])+ $text:ident: String,)+ }
     columns { $($(#[doc = $doc:literal])+ $column:ident: $of_column:ty,)+ }
     lists { $($(#[doc = $list_doc:literal])+ $list:ident: $of_list:ty,)+ }) => {
        /// All that a programme's form states.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
        #[serde(rename_all = "camelCase")]
        pub struct ProgrammeForm {
            $($(#[doc = $text_doc])+ pub $text: String,)+
            $($(#[doc = $doc])+ pub $column: $of_column,)+
            $($(#[doc = $list_doc])+ pub $list: $of_list,)+
        }

        /// What a revision changes of a form: what is absent stays.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct FormRevision {
            $($(#[doc = $text_doc])+ pub $text: Option<String>,)+
            $($(#[doc = $doc])+ pub $column: Option<$of_column>,)+
            $($(#[doc = $list_doc])+ pub $list: Option<$of_list>,)+
        }

        impl ProgrammeForm {
            /// The form of a programme with its lists.
            pub fn of(programme: &programme::Model, lists: Lists) -> Self {
                Self {
                    $($text: programme.$text.clone(),)+
                    $($column: programme.$column.clone(),)+
                    $($list: lists.$list,)+
                }
            }

            /// The same without what surrounds its texts: blanks before and after are not seen, and no difference.
            #[must_use]
            pub fn trimmed(mut self) -> Self {
                $(self.$text.tidy();)+
                $(self.$list.tidy();)+
                self
            }

            /// The form as a revision leaves it.
            #[must_use]
            pub fn revised(self, revision: FormRevision) -> Self {
                Self {
                    $($text: revision.$text.unwrap_or(self.$text),)+
                    $($column: revision.$column.unwrap_or(self.$column),)+
                    $($list: revision.$list.unwrap_or(self.$list),)+
                }
            }

            /// The same with its modalities in the order of their names and its targets in that of their years, in which
            /// they are read.
            #[must_use]
            pub fn in_order(mut self) -> Self {
                self.modalities.sort_by_key(|stated| stated.modality.name());
                self.yearly_targets.sort_by_key(|target| target.year);
                self
            }

            /// Writes what is not a list into a programme's row.
            pub fn write(&self, row: &mut programme::ActiveModel) {
                $(row.$text = Set(self.$text.clone());)+
                $(row.$column = Set(self.$column.clone());)+
            }

            /// The names of the fields in which two forms differ, as the schema has them.
            pub fn differing(&self, other: &Self) -> FieldNames {
                let mut names = Vec::new();
                $(if self.$text != other.$text { names.push(camel(stringify!($text))); })+
                $(if self.$column != other.$column { names.push(camel(stringify!($column))); })+
                $(if self.$list != other.$list { names.push(camel(stringify!($list))); })+
                FieldNames(names)
            }
        }

        impl FormRevision {
            /// The same without what surrounds its texts.
            #[must_use]
            pub fn trimmed(mut self) -> Self {
                $(self.$text.tidy();)+
                $(self.$list.tidy();)+
                self
            }
        }

        /// What a form states in lists.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Lists { $($(#[doc = $list_doc])+ pub $list: $of_list,)+ }
    };
}

programme_form! {
    texts {
        /// The call it answers (*appel à projets*).
        call_name: String,
        /// *Nom du projet*.
        name: String,
        /// *Localisation du projet*.
        location: String,
        /// *Descriptif sommaire et objectifs*.
        summary: String,
        /// *Caractéristiques des publics cibles*.
        public_characteristics: String,
        /// *Modalités de réservation et d'attribution*.
        reservation_and_allocation: String,
        /// *Localisation de l'offre*.
        dwelling_location: String,
        /// *Méthodologie de l'accompagnement*.
        support_method: String,
        /// *Complémentarité avec la gestion locative*.
        rental_management_fit: String,
        /// *Démarche pour favoriser l'adhésion*.
        adhesion_approach: String,
        /// *Mobilisation de l'offre d'accompagnement*.
        support_supply: String,
        /// *Structuration de la relation bailleur/accompagnateur*.
        landlord_support_relation: String,
        /// *Adéquation aux besoins des publics*.
        fit_to_needs: String,
        /// *Partenaires mobilisés*.
        partnership: String,
        /// *Cofinancements apportés*, as the form words them.
        financing: String,
        /// *Inscription de la démarche dans la durée*, free field.
        commitment_note: String,
        /// *Avis du service départemental*, free field.
        departmental_opinion: String,
        /// *Pertinence du projet*, free field.
        departmental_relevance: String,
        /// *Conditions jugées nécessaires*.
        departmental_conditions: String,
        /// The region's comment.
        regional_comment: String,
    }
    columns {
        /// *Nombre de ménages accompagnés*, a count of households.
        household_target: i32,
        /// Box « Ménages éligibles au DALO ».
        dalo_eligible: bool,
        /// Box « accords collectifs ».
        collective_agreement_eligible: bool,
        /// Box « publics cibles du PDALPD ».
        pdalpd_eligible: bool,
        /// Box « Création d'une offre nouvelle ».
        mobilises_new_supply: bool,
        /// Box « Aménagement de logement existant ».
        mobilises_with_works: bool,
        /// Box « Mobilisation de logements existants sans aménagement ».
        mobilises_without_works: bool,
        /// Box « Reclassement en offre à bas loyer ».
        mobilises_by_reclassification: bool,
        /// *Nombre de logements*, a count of dwellings.
        dwelling_target: i32,
        /// *Typologie*, from.
        smallest_dwelling_type: DwellingType,
        /// *Typologie*, to.
        largest_dwelling_type: DwellingType,
        /// Box « financement du FNDOLLTS »; absent when neither box is ticked.
        fndollts_funded: Option<bool>,
        /// Box « ayant candidaté à un appel à projets »; absent when neither box is ticked.
        fndollts_applied: Option<bool>,
        /// *Durée des engagements*, in years.
        commitment_years: i32,
        /// *Caractère reproductible*; absent while no box is ticked.
        reproducibility: Option<Reproducibility>,
        /// The day of the departmental service's opinion.
        departmental_opinion_on: Option<Date>,
        /// *Avis global du niveau régional*; absent while no box is ticked.
        regional_opinion: Option<RegionalOpinion>,
        /// The day of the region's opinion.
        regional_opinion_on: Option<Date>,
    }
    lists {
        /// *Porteurs*, in the form's order.
        carriers: Vec<OrganisationId>,
        /// *Modalités d'intermédiation*, in the form's words.
        modalities: Vec<StatedModality>,
        /// *Partenaires mobilisés*, by name.
        partners: Vec<StatedPartner>,
        /// What is aimed at in each year of the commitment, if it is stated.
        yearly_targets: Vec<StatedTarget>,
    }
}

impl ProgrammeForm {
    /// The organisations that its lists name, one as often as it is.
    pub fn organisations(&self) -> impl Iterator<Item = &OrganisationId> {
        self.carriers.iter().chain(self.partners.iter().map(|partner| &partner.organisation_id))
    }
}

/// A rental modality that a programme offers, in the form's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedModality {
    /// The modality.
    pub modality: RentalModality,
    /// The form's words.
    pub description: String,
}

/// A partner, operational or financial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedPartner {
    /// Who.
    pub organisation_id: OrganisationId,
    /// As what.
    pub kind: PartnerKind,
    /// « Identification de la demande ».
    pub identifies_demand: bool,
    /// « Mobilisation de l'offre ».
    pub mobilises_supply: bool,
    /// « Accompagnement social ».
    pub supports_households: bool,
    /// What they do or bring, in words; may be empty.
    pub role: String,
}

/// What is aimed at in a year of the commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedTarget {
    /// The year, from 1.
    pub year: i32,
    /// Households that are newly supported in it.
    pub households: i32,
    /// Dwellings that are newly mobilised in it.
    pub dwellings: i32,
}

/// What is kept without the blanks that surround it.
trait Tidy {
    fn tidy(&mut self);
}

impl Tidy for String {
    fn tidy(&mut self) {
        let seen = self.trim();
        if seen.len() < self.len() {
            *self = seen.to_owned();
        }
    }
}

impl<T: Tidy> Tidy for Option<T> {
    fn tidy(&mut self) {
        self.iter_mut().for_each(Tidy::tidy);
    }
}

impl<T: Tidy> Tidy for Vec<T> {
    fn tidy(&mut self) {
        self.iter_mut().for_each(Tidy::tidy);
    }
}

impl Tidy for StatedModality {
    fn tidy(&mut self) {
        self.description.tidy();
    }
}

impl Tidy for StatedPartner {
    fn tidy(&mut self) {
        self.role.tidy();
    }
}

impl Tidy for OrganisationId {
    fn tidy(&mut self) {}
}

impl Tidy for StatedTarget {
    fn tidy(&mut self) {}
}

/// Fields of a form, by their names in the schema.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
pub struct FieldNames(pub Vec<String>);

/// `household_target` as `householdTarget`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let (initial, rest) = word.split_at(1);
        camel + &initial.to_uppercase() + rest
    })
}
