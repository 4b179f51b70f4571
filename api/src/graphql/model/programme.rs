//! A programme in the schema: every field of the form, and where the form contradicts itself. The lines that
//! a form fixes (carriers, modalities, rates, shares) are plain lists: there is nothing to page through.

use async_graphql::{ID, InputObject, Json, Result, SimpleObject};
use chrono::NaiveDate;
use entity::funding::shares;
use entity::model::programme::{Column, Entity, Relation};
use entity::model::{
    funding_entry, funding_share, household, meeting, programme_carrier, programme_modality, unit_rate,
};
use entity::policy::{Action, FieldClass, Viewer};
use entity::rules::funding::Rate;
use entity::rules::programme::{Contradiction, ContradictionKind, Stated, contradictions, names_a_creation};
use entity::types::ProgrammeId;
use futures::future::{BoxFuture, FutureExt};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::funding::{FundingEntry, FundingShare, FundingYear, UnitRate, funding_years};
use super::statistics::{ProgrammeStatistics, statistics};
use super::{CellMeeting, Household, Organisation, Staff, described, listed};
use crate::graphql::comparators::TextComparator;
use crate::graphql::enums::{DwellingType, RegionalOpinion, RentalModality, Reproducibility};
use crate::graphql::errors;
use crate::graphql::plan::{Asker, Computed, Encoding, Filter, Late, Moment, Permission, Row, Sort, Type, Wanted};
use crate::graphql::scalars::Date;

described!(
    Programme = Type::of::<Entity>(
        "Programme",
        "A programme: one answer to a call for projects, with every field of its form."
    )
    .node("Its identifier.")
    .column::<String>("callName", Column::CallName, "The call it answers (*appel à projets*).")
    .column::<String>("name", Column::Name, "Its name (*nom du projet*).")
    .column::<String>("location", Column::Location, "Where (*localisation du projet*).")
    .column::<String>("summary", Column::Summary, "What it is for (*descriptif sommaire et objectifs poursuivis*).")
    .column::<i32>(
        "householdTarget",
        Column::HouseholdTarget,
        "Households to be housed and supported (*nombre de ménages accompagnés*)."
    )
    .column::<bool>("daloEligible", Column::DaloEligible, "Box « ménages éligibles au DALO ».")
    .column::<bool>("collectiveAgreementEligible", Column::CollectiveAgreementEligible, "Box « accords collectifs ».")
    .column::<bool>("pdalpdEligible", Column::PdalpdEligible, "Box « publics cibles du PDALPD ».")
    .column::<String>(
        "publicCharacteristics",
        Column::PublicCharacteristics,
        "Who is meant (*caractéristiques des publics cibles*)."
    )
    .column::<bool>("mobilisesNewSupply", Column::MobilisesNewSupply, "Box « création d'une offre nouvelle ».")
    .column::<bool>("mobilisesWithWorks", Column::MobilisesWithWorks, "Box « aménagement de logement existant ».")
    .column::<bool>(
        "mobilisesWithoutWorks",
        Column::MobilisesWithoutWorks,
        "Box « mobilisation de logements existants sans aménagement »."
    )
    .column::<bool>(
        "mobilisesByReclassification",
        Column::MobilisesByReclassification,
        "Box « reclassement offre existante en offre à bas loyer »."
    )
    .column::<i32>(
        "dwellingTarget",
        Column::DwellingTarget,
        "Dwellings to be mobilised (*nombre de logements*): another count than that of households."
    )
    .column::<String>(
        "reservationAndAllocation",
        Column::ReservationAndAllocation,
        "How dwellings are allocated (*modalités de réservation et d'attribution*)."
    )
    .column::<String>(
        "dwellingLocation",
        Column::DwellingLocation,
        "Where the dwellings are (*localisation de l'offre*)."
    )
    .column::<String>(
        "supportMethod",
        Column::SupportMethod,
        "How households are supported (*méthodologie de l'accompagnement*)."
    )
    .column::<String>(
        "rentalManagementFit",
        Column::RentalManagementFit,
        "How support goes with rental management (*complémentarité avec la gestion locative*)."
    )
    .column::<String>(
        "adhesionApproach",
        Column::AdhesionApproach,
        "How the household's adhesion is sought (*démarche d'adhésion*)."
    )
    .column::<String>(
        "supportSupply",
        Column::SupportSupply,
        "Who supports (*mobilisation de l'offre d'accompagnement*)."
    )
    .column::<String>(
        "landlordSupportRelation",
        Column::LandlordSupportRelation,
        "How landlord and support work together (*relation bailleur/accompagnateur*)."
    )
    .column::<String>("fitToNeeds", Column::FitToNeeds, "How the project fits the public's needs (*adéquation*).")
    .column::<String>("partnership", Column::Partnership, "The partners (*partenariat*).")
    .column::<String>(
        "financing",
        Column::Financing,
        "The co-financing, in the form's words (*cofinancements apportés*). Money."
    )
    .class(FieldClass::Money)
    .column::<String>(
        "commitmentNote",
        Column::CommitmentNote,
        "How the project is meant to last (*inscription dans la durée*), free field."
    )
    .column::<i32>("commitmentYears", Column::CommitmentYears, "How long the carriers commit themselves, in years.")
    .column::<String>(
        "departmentalOpinion",
        Column::DepartmentalOpinion,
        "The departmental service's opinion (*avis DDCS ou DDT*), free field."
    )
    .column::<String>(
        "departmentalRelevance",
        Column::DepartmentalRelevance,
        "Its view of the project's relevance (*pertinence*)."
    )
    .column::<String>("departmentalConditions", Column::DepartmentalConditions, "The conditions it finds necessary.")
    .column::<String>("regionalComment", Column::RegionalComment, "The region's comment.")
    .column::<DwellingType>(
        "smallestDwellingType",
        Column::SmallestDwellingType,
        "The smallest dwellings (*typologie*)."
    )
    .column::<DwellingType>("largestDwellingType", Column::LargestDwellingType, "The largest dwellings (*typologie*).")
    .column::<Option<bool>>(
        "fndolltsFunded",
        Column::FndolltsFunded,
        "Box « financement du FNDOLLTS »; absent when neither box is ticked."
    )
    .column::<Option<bool>>(
        "fndolltsApplied",
        Column::FndolltsApplied,
        "Box « ayant candidaté à un appel à projets en cours »; absent when neither box is ticked."
    )
    .column::<Option<Reproducibility>>(
        "reproducibility",
        Column::Reproducibility,
        "How far the project could be reproduced (*caractère reproductible*); absent while no box is ticked."
    )
    .column::<Option<RegionalOpinion>>(
        "regionalOpinion",
        Column::RegionalOpinion,
        "The region's opinion (*avis global*); absent while no box is ticked."
    )
    .column::<Date>("startsOn", Column::StartsOn, "First day of the commitment.")
    .column::<Json<serde_json::Value>>(
        "settings",
        Column::Settings,
        "Where it runs, when it reminds and what it pays, by five keys. `territory`: whose public holidays count, such as \
         `METROPOLITAN_FRANCE` (`enumLabels` has them all). `support`: `days_before` (its end, the farthest first), \
         `landlord_from_days`, `escalation_after_days`, `escalation_every_days`. `lease_review`: `days_before`, \
         `escalation_after_days`, `escalation_every_days`, `exam_period_months`, `period_months` (between two reviews, if nothing else is \
         agreed). `meeting`: `convocation_days_before`, `reminder_working_days_before`. `funding`: \
         `pays_unretained_diagnosis`, which is true or false. Else whole numbers, of days where the key says nothing \
         else; `days_before` is a list of them."
    )
    .one::<Staff>("coordinator", Relation::Coordinator, "Who runs the coordination cell and is told of what is late.")
    .one::<Staff>("supervisor", Relation::Supervisor, "Who supervises the referents.")
    .through::<Organisation, programme_carrier::Entity>(
        "carriers",
        programme_carrier::Relation::Programme,
        programme_carrier::Relation::Organisation,
        programme_carrier::Column::Position,
        "Its carriers (*porteurs*), in the form's order.",
    )
    .all::<ProgrammeModality>(
        "modalities",
        programme_modality::Relation::Programme,
        programme_modality::Column::Modality,
        "The rental modalities it offers (*modalités d'intermédiation*), in the form's words.",
    )
    .all::<UnitRate>(
        "rates",
        unit_rate::Relation::Programme,
        unit_rate::Column::AmountCents,
        "What each component costs (*coûts*), as stated. Money.",
    )
    .class(FieldClass::Money)
    .all::<FundingShare>(
        "shares",
        funding_share::Relation::Programme,
        funding_share::Column::Position,
        "The funders' shares of the overall funding (*cofinancements*), as stated. Money.",
    )
    .class(FieldClass::Money)
    .all::<FundingEntry>(
        "fundingEntries",
        funding_entry::Relation::Programme,
        funding_entry::Column::Id,
        "What its funders were asked for, have granted, have paid, in the order in which it was recorded. Money.",
    )
    .class(FieldClass::Money)
    .late::<Vec<FundingYear>>(
        "fundingYears",
        Late { type_name: "FundingYear", list: true, compute: funding_years },
        "What each of its years costs and who bears it: planned, due of the days that are over, asked for, granted, \
         received. Money.",
    )
    .class(FieldClass::Money)
    .late::<Vec<ProgrammeWarning>>(
        "warnings",
        Late { type_name: "ProgrammeWarning", list: true, compute: warnings },
        "Where the form contradicts itself: what it states, and what follows from the rest of it. Money.",
    )
    .class(FieldClass::Money)
    .late::<ProgrammeStatistics>(
        "statistics",
        Late { type_name: "ProgrammeStatistics", list: false, compute: statistics },
        "What it amounts to: how many households stand where, how far they have come and how long it took, how their \
         support ends, how places are occupied, what it costs. For managers, coordinators and funders, who are told less.",
    )
    .class(FieldClass::Aggregate)
    .page::<Household>("households", household::Relation::Programme, "The households proposed to it.")
    .page::<CellMeeting>("meetings", meeting::Relation::Programme, "The meetings of its coordination cell.")
    .viewer_can::<Programme>(vec![
        Permission::new(
            "registerHousehold",
            Action::RegisterHousehold,
            always,
            "Whether a household may be proposed to it."
        ),
        Permission::new(
            "scheduleMeeting",
            Action::RunMeeting,
            always,
            "Whether a meeting of its cell may be scheduled."
        ),
        Permission::new(
            "manageFunding",
            Action::ManageFunding,
            always,
            "Whether its rates and shares may be set, and amounts of its funders recorded."
        ),
    ])
);

/// Whatever state a programme is in.
fn always(_: &Row, _: &Moment, _: &Viewer) -> Expr {
    Expr::Constant(true.into())
}

/// Which programmes are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct ProgrammeFilter {
    /// The name.
    name: Option<TextComparator>,
}

impl Filter for ProgrammeFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all().add_option(self.name.map(|text| text.on(Column::Name)).transpose()?))
    }
}

listed!(Programme by ProgrammeFilter, "programmes" {
    ProgrammeOrderField ProgrammeOrder:
    /// By name.
    Name = Sort::by("NAME", Column::Name, Encoding::Text),
    /// By first day.
    StartsOn = Sort::by("STARTS_ON", Column::StartsOn, Encoding::Date),
});

described!(
    ProgrammeModality =
        Type::of::<programme_modality::Entity>("ProgrammeModality", "A rental modality that a programme offers.",)
            .value::<ID>("id", "Its identifier.", |row, _| {
                row.pair(programme_modality::Column::ProgrammeId, programme_modality::Column::Modality)
            })
            .column::<RentalModality>("modality", programme_modality::Column::Modality, "The modality.")
            .column::<String>("description", programme_modality::Column::Description, "The form's words.")
);

/// A gap between what the form states and what follows from it.
#[derive(SimpleObject, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProgrammeWarning {
    /// The stable code, such as `OVERALL_COST_DIFFERS`.
    code: &'static str,
    /// What to tell the user, in French.
    message: &'static str,
    /// What the form states: an amount in cents, a share in hundredths of a per cent, or a count; absent where it is
    /// no number.
    stated: Option<i64>,
    /// What follows from the rest of the form, in the same unit; absent where no number does.
    computed: Option<i64>,
}

impl From<&Contradiction> for ProgrammeWarning {
    fn from(gap: &Contradiction) -> Self {
        Self { code: gap.kind.code(), message: message(gap.kind), stated: gap.stated, computed: gap.computed }
    }
}

/// The warnings of the programmes with some identifiers.
fn warnings<'a>(asker: Asker<'a>, wanted: Wanted<'a>) -> BoxFuture<'a, Result<Computed>> {
    async move {
        let stated = stated(asker.db, wanted.ids, asker.today).await.map_err(errors::database)?;
        let shown = stated.into_iter().map(|(id, stated)| {
            let gaps = contradictions(&stated);
            let gaps = gaps.iter().map(|gap| serde_json::to_value(ProgrammeWarning::from(gap)).unwrap_or_default());
            (id.to_string(), gaps.collect())
        });
        Ok(shown.collect())
    }
    .boxed()
}

/// What the forms of the programmes state on a day.
async fn stated(db: &DatabaseConnection, ids: &[&str], today: NaiveDate) -> Result<Vec<(ProgrammeId, Stated)>, DbErr> {
    let ids = || ids.iter().copied();
    let forms = Entity::find().filter(Column::Id.is_in(ids())).all(db).await?;
    let rates = unit_rate::Entity::find().filter(unit_rate::Column::ProgrammeId.is_in(ids())).all(db).await?;
    let shares = shares(db, ids()).await?;
    let modalities = programme_modality::Entity::find()
        .filter(programme_modality::Column::ProgrammeId.is_in(ids()))
        .order_by_asc(programme_modality::Column::Modality)
        .all(db)
        .await?;
    let stated = forms.into_iter().map(|form| {
        let rates = rates.iter().filter(|rate| rate.programme_id == form.id).map(Rate::from);
        let shares = shares.iter().filter(|(row, _)| row.programme_id == form.id);
        let modalities = modalities.iter().filter(|modality| modality.programme_id == form.id);
        let stated = Stated {
            rates: Stated::rates_on(&rates.collect::<Vec<_>>(), today, form.starts_on),
            shares: shares.map(|(_, share)| share.clone()).collect(),
            household_target: form.household_target,
            dwelling_target: form.dwelling_target,
            modalities: modalities.map(|modality| modality.modality).collect(),
            named_a_creation: names_a_creation(&form.name),
            mobilises_new_supply: form.mobilises_new_supply,
            fndollts: (form.fndollts_funded, form.fndollts_applied),
        };
        (form.id, stated)
    });
    Ok(stated.collect())
}

fn message(kind: ContradictionKind) -> &'static str {
    match kind {
        ContradictionKind::OverallCostDiffers => {
            "Le coût global annoncé par ménage et par an diffère de la somme de ses composantes (en centimes)."
        }
        ContradictionKind::TotalCostDiffers => {
            "Le coût total pour l’ensemble des ménages diffère de la somme de ses composantes (en centimes)."
        }
        ContradictionKind::OneOffInYearlyTotal => {
            "Un coût payé une seule fois par ménage entre dans un coût global annuel (en centimes)."
        }
        ContradictionKind::SharesNotWhole => {
            "Les parts des financeurs ne totalisent pas 100 % de tout ce qui est offert (en points de base)."
        }
        ContradictionKind::RentalManagementShareExceedsCost => {
            "Les parts affectées à la gestion locative dépassent son poids dans le coût unitaire (en points de base)."
        }
        ContradictionKind::SupportUnfunded => {
            "Aucun financeur n’est nommé pour l’accompagnement (en centimes par ménage et par an)."
        }
        ContradictionKind::SocialResidenceUnfunded => "Aucun financeur n’est nommé pour la résidence sociale.",
        ContradictionKind::DirectAccessUnfunded => "Aucun financeur n’est nommé pour l’accès direct.",
        ContradictionKind::SlidingLeaseUnfunded => "Aucun financeur n’est nommé pour le bail glissant.",
        ContradictionKind::SubleaseUnfunded => "Aucun financeur n’est nommé pour la sous-location.",
        ContradictionKind::SubleaseConditionallyFunded => "La sous-location n’est financée que « le cas échéant ».",
        ContradictionKind::HouseholdsAndDwellingsCountedAlike => {
            "Ménages et logements sont annoncés en même nombre, alors qu’un logement peut servir plusieurs fois."
        }
        ContradictionKind::CreationWithoutNewSupply => {
            "Le nom parle de création d’une offre, la case cochée de logements existants sans aménagement."
        }
        ContradictionKind::FndolltsAppliedNotFunded => {
            "Le projet ne bénéficie pas du FNDOLLTS, mais déclare y avoir candidaté."
        }
    }
}
