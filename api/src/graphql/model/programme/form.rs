//! The fields of a programme's form, named once: as it stands, as a version keeps it, and as it is revised. What the form
//! says in free words of who pays what is of the class of money. The opinions are open, as they were released: they say
//! what a service thinks of the project, not what anybody pays. Source: ours.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::model::programme::Column;
use entity::model::programme_form::{FormRevision, StatedModality, StatedPartner, StatedTarget};
use entity::model::programme_version;
use entity::policy::FieldClass;
use entity::refusal::Refusal;
use sea_orm::sea_query::{Expr, ExprTrait};

use crate::graphql::enums::{DwellingType, PartnerKind, RegionalOpinion, RentalModality, Reproducibility};
use crate::graphql::ids::parse;
use crate::graphql::plan::{Builder, Encoding, Leaf, Moment, Row};
use crate::graphql::scalars::Date;

/// Declares the fields: those that are always filled in, the boxes that may be left open, the opinions, which no
/// revision changes.
macro_rules! form {
    (stated { $($name:literal $field:ident $column:ident: $of:ident $([$class:ident])? = $doc:tt;)+ }
     boxes { $($box_name:literal $box:ident $box_column:ident: $of_box:ident = $box_doc:tt;)+ }
     opinions { $($opinion_name:literal $opinion:ident $opinion_column:ident: $of_opinion:ty = $opinion_doc:tt;)+ }) => {
        /// Adds the fields of a form to a programme's.
        pub(super) fn stated(of: Builder) -> Builder {
            of$(.column::<$of>($name, Column::$column, $doc)$(.class(FieldClass::$class))?)+
                $(.column::<Option<$of_box>>($box_name, Column::$box_column, $box_doc))+
                $(.column::<$of_opinion>($opinion_name, Column::$opinion_column, $opinion_doc))+
        }

        /// Adds the fields of a form to a version's.
        pub(super) fn kept(of: Builder) -> Builder {
            of$(.value::<$of>($name, $doc, member::<$of>($name))$(.class(FieldClass::$class))?)+
                $(.value::<Option<$of_box>>($box_name, $box_doc, member::<$of_box>($box_name)))+
                $(.value::<$of_opinion>($opinion_name, $opinion_doc, member::<$of_opinion>($opinion_name)))+
        }

        /// What a revision changes of a form: what is left out stays. A list takes the place of the one before.
        #[derive(InputObject)]
        pub struct FormRevisionInput {
            $(#[doc = $doc] $field: Option<$of>,)+
            $(#[doc = $box_doc] $box: MaybeUndefined<$of_box>,)+
            /// Its carriers (*porteurs*), in the form's order.
            carriers: Option<Vec<ID>>,
            /// The rental modalities that it offers (*modalités d'intermédiation*).
            modalities: Option<Vec<StatedModalityInput>>,
            /// Its partners by name (*partenaires mobilisés*).
            partners: Option<Vec<PartnerInput>>,
            /// What it aims at in each year of its commitment: all of them, or none.
            yearly_targets: Option<Vec<YearlyTargetInput>>,
        }

        impl FormRevisionInput {
            /// The same for the operation.
            pub(crate) fn read(self) -> Result<FormRevision, Refusal> {
                Ok(FormRevision {
                    $($field: self.$field.map(Into::into),)+
                    $($box: self.$box.map_value(Into::into).into(),)+
                    carriers: each(self.carriers, |id| parse(&id, "carriers"))?,
                    modalities: each(self.modalities, |stated| Ok(stated.into()))?,
                    partners: each(self.partners, PartnerInput::read)?,
                    yearly_targets: each(self.yearly_targets, |target| Ok(target.into()))?,
                    ..Default::default()
                })
            }
        }
    };
}

form! {
    stated {
        "callName" call_name CallName: String
            = "The call it answers (*appel à projets*).";
        "name" name Name: String
            = "Its name (*nom du projet*).";
        "location" location Location: String
            = "Where (*localisation du projet*).";
        "summary" summary Summary: String
            = "What it is for (*descriptif sommaire et objectifs poursuivis*).";
        "householdTarget" household_target HouseholdTarget: i32
            = "Households to be housed and supported (*nombre de ménages accompagnés*).";
        "daloEligible" dalo_eligible DaloEligible: bool
            = "Box « ménages éligibles au DALO ».";
        "collectiveAgreementEligible" collective_agreement_eligible CollectiveAgreementEligible: bool
            = "Box « accords collectifs ».";
        "pdalpdEligible" pdalpd_eligible PdalpdEligible: bool
            = "Box « publics cibles du PDALPD ».";
        "publicCharacteristics" public_characteristics PublicCharacteristics: String
            = "Who is meant (*caractéristiques des publics cibles*).";
        "mobilisesNewSupply" mobilises_new_supply MobilisesNewSupply: bool
            = "Box « création d'une offre nouvelle ».";
        "mobilisesWithWorks" mobilises_with_works MobilisesWithWorks: bool
            = "Box « aménagement de logement existant ».";
        "mobilisesWithoutWorks" mobilises_without_works MobilisesWithoutWorks: bool
            = "Box « mobilisation de logements existants sans aménagement ».";
        "mobilisesByReclassification" mobilises_by_reclassification MobilisesByReclassification: bool
            = "Box « reclassement offre existante en offre à bas loyer ».";
        "dwellingTarget" dwelling_target DwellingTarget: i32
            = "Dwellings to be mobilised (*nombre de logements*): another count than that of households.";
        "reservationAndAllocation" reservation_and_allocation ReservationAndAllocation: String
            = "How dwellings are allocated (*modalités de réservation et d'attribution*).";
        "dwellingLocation" dwelling_location DwellingLocation: String
            = "Where the dwellings are (*localisation de l'offre*).";
        "supportMethod" support_method SupportMethod: String
            = "How households are supported (*méthodologie de l'accompagnement*).";
        "rentalManagementFit" rental_management_fit RentalManagementFit: String
            = "How support goes with rental management (*complémentarité avec la gestion locative*).";
        "adhesionApproach" adhesion_approach AdhesionApproach: String
            = "How the household's adhesion is sought (*démarche d'adhésion*).";
        "supportSupply" support_supply SupportSupply: String
            = "Who supports (*mobilisation de l'offre d'accompagnement*).";
        "landlordSupportRelation" landlord_support_relation LandlordSupportRelation: String
            = "How landlord and support work together (*relation bailleur/accompagnateur*).";
        "fitToNeeds" fit_to_needs FitToNeeds: String
            = "How the project fits the public's needs (*adéquation*).";
        "partnership" partnership Partnership: String
            = "The partners (*partenariat*).";
        "financing" financing Financing: String [Money]
            = "The co-financing, in the form's words (*cofinancements apportés*). Money.";
        "commitmentNote" commitment_note CommitmentNote: String
            = "How the project is meant to last (*inscription dans la durée*), free field.";
        "commitmentYears" commitment_years CommitmentYears: i32
            = "How long the carriers commit themselves, in years.";
        "smallestDwellingType" smallest_dwelling_type SmallestDwellingType: DwellingType
            = "The smallest dwellings (*typologie*).";
        "largestDwellingType" largest_dwelling_type LargestDwellingType: DwellingType
            = "The largest dwellings (*typologie*).";
    }
    boxes {
        "fndolltsFunded" fndollts_funded FndolltsFunded: bool
            = "Box « financement du FNDOLLTS »; absent when neither box is ticked.";
        "fndolltsApplied" fndollts_applied FndolltsApplied: bool
            = "Box « ayant candidaté à un appel à projets en cours »; absent when neither box is ticked.";
    }
    opinions {
        "departmentalOpinion" departmental_opinion DepartmentalOpinion: String
            = "The departmental service's opinion (*avis DDCS ou DDT*), free field.";
        "departmentalOpinionOn" departmental_opinion_on DepartmentalOpinionOn: Option<Date>
            = "The day of the departmental service's opinion; absent while it has given none.";
        "departmentalRelevance" departmental_relevance DepartmentalRelevance: String
            = "Its view of the project's relevance (*pertinence*).";
        "departmentalConditions" departmental_conditions DepartmentalConditions: String
            = "The conditions it finds necessary.";
        "regionalComment" regional_comment RegionalComment: String
            = "The region's comment.";
        "reproducibility" reproducibility Reproducibility: Option<Reproducibility>
            = "How far the project could be reproduced (*caractère reproductible*); absent while no box is ticked.";
        "regionalOpinion" regional_opinion RegionalOpinion: Option<RegionalOpinion>
            = "The region's opinion (*avis global*); absent while no box is ticked.";
        "regionalOpinionOn" regional_opinion_on RegionalOpinionOn: Option<Date>
            = "The day of the region's opinion; absent while it has given none.";
    }
}

/// A member of the form that a version keeps.
fn member<T: Leaf>(name: &'static str) -> impl Fn(&Row, &Moment) -> Expr + Send + Sync + 'static {
    move |row, moment| {
        let member = moment.dialect.member(row.col(programme_version::Column::Form), name);
        // As text, which only a flag is not read from.
        if T::ENCODING == Encoding::Flag { member.cast_as("boolean") } else { member }
    }
}

/// Every item of a list, if it is given.
fn each<T, U>(given: Option<Vec<T>>, read: impl Fn(T) -> Result<U, Refusal>) -> Result<Option<Vec<U>>, Refusal> {
    given.map(|items| items.into_iter().map(read).collect()).transpose()
}

/// A rental modality that a programme offers, in words.
#[derive(InputObject)]
pub struct StatedModalityInput {
    /// The modality.
    modality: RentalModality,
    /// The form's words.
    description: String,
}

impl From<StatedModalityInput> for StatedModality {
    fn from(input: StatedModalityInput) -> Self {
        Self { modality: input.modality.into(), description: input.description }
    }
}

/// A partner of a programme: named twice if it is operational as well as financial.
#[derive(InputObject)]
pub struct PartnerInput {
    /// Who.
    organisation_id: ID,
    /// As what.
    kind: PartnerKind,
    /// Whether it takes part in identifying the demand. An operational partner takes part in one of the three.
    #[graphql(default)]
    identifies_demand: bool,
    /// Whether it takes part in mobilising the supply.
    #[graphql(default)]
    mobilises_supply: bool,
    /// Whether it takes part in supporting households.
    #[graphql(default)]
    supports_households: bool,
    /// What it does or brings, in words: at most 500 characters.
    #[graphql(default)]
    role: String,
}

impl PartnerInput {
    fn read(self) -> Result<StatedPartner, Refusal> {
        Ok(StatedPartner {
            organisation_id: parse(&self.organisation_id, "partners")?,
            kind: self.kind.into(),
            identifies_demand: self.identifies_demand,
            mobilises_supply: self.mobilises_supply,
            supports_households: self.supports_households,
            role: self.role,
        })
    }
}

/// What a programme aims at in a year of its commitment.
#[derive(InputObject)]
pub struct YearlyTargetInput {
    /// The year, from 1.
    year: i32,
    /// Households that are newly supported in it.
    households: i32,
    /// Dwellings that are newly mobilised in it.
    dwellings: i32,
}

impl From<YearlyTargetInput> for StatedTarget {
    fn from(input: YearlyTargetInput) -> Self {
        Self { year: input.year, households: input.households, dwellings: input.dwellings }
    }
}
