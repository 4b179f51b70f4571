//! What a programme amounts to: how many households stand where, how far they have come and how long it took, how they
//! are supported and how that ends, how places are occupied, what it costs. Each figure is one statement for however
//! many programmes, but the costs, which are the ledger's ([`crate::funding`]). Who may know is the policy's to say, and
//! how much of it ([`crate::policy::disclosure`]).
//!
//! Two ways of counting stand beside each other. [`count`] tells how many there are **as it stands**: of a household
//! that moves on, one count falls and another rises. All else tells what **has happened up to a day**, by the days
//! that are recorded: it only rises.

mod costs;
mod occupation;
mod path;
mod sql;
mod support;
mod years;

pub use self::costs::{ComponentCost, Costs};
pub use self::occupation::{Occupation, occupation};
pub use self::path::{Delay, Delays, Grouping, Steps, delays, steps, steps_by, steps_by_month};
pub use self::support::{Support, support};
pub use self::years::{YearReached, years};

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, IntoCondition};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    RelationTrait,
};

use crate::model::{household, programme, support_measure, tenancy};
use crate::types::{EventKind, HouseholdStage, ProgrammeId};

/// An end is near for so many days before it: from when on the default settings recall it.
const SOON: Days = Days::new(90);

/// The events that can change what a programme amounts to. The days that pass can too.
pub const CHANGED_BY: [EventKind; 17] = [
    EventKind::ProgrammeRevised,
    EventKind::UnitRateSet,
    EventKind::HouseholdRegistered,
    EventKind::AgendaItemDecided,
    EventKind::DiagnosisRecorded,
    EventKind::AllocationRecorded,
    EventKind::AllocationConditionLifted,
    EventKind::DwellingOffered,
    EventKind::AgreementSigned,
    EventKind::SupportStarted,
    EventKind::SupportExtended,
    EventKind::SupportClosed,
    EventKind::SupportCancelled,
    EventKind::TenancyOpened,
    EventKind::LeaseTransferred,
    EventKind::TenancyEnded,
    EventKind::TenancyCancelled,
];

/// How many there are in a programme.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Counts {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// Households proposed, and not more.
    pub proposed: i64,
    /// Households preselected, and not housed yet.
    pub preselected: i64,
    /// Households not retained.
    pub not_retained: i64,
    /// Households housed.
    pub housed: i64,
    /// Households out of the programme.
    pub exited: i64,
    /// Support measures that are not closed.
    pub open_supports: i64,
    /// Of these, those whose end is near or past.
    pub supports_ending_soon: i64,
    /// Tenancies that have not ended.
    pub open_tenancies: i64,
}

/// The counts of the programmes with some identifiers, by these.
pub async fn count(
    db: &impl ConnectionTrait,
    programme_ids: impl IntoIterator<Item = &str>,
    today: NaiveDate,
) -> Result<HashMap<ProgrammeId, Counts>, DbErr> {
    let at = |stage: HouseholdStage| how_many(household::Column::Stage.eq(stage));
    let soon = today.checked_add_days(SOON).unwrap_or(NaiveDate::MAX);
    // A household has one open measure and one open tenancy at most: joined, it still counts once.
    let open_support = support_measure::Relation::Household
        .def()
        .rev()
        .on_condition(|_, measure| Expr::col((measure, support_measure::Column::ClosedOn)).is_null().into_condition());
    let open_tenancy = tenancy::Relation::Household
        .def()
        .rev()
        .on_condition(|_, tenancy| Expr::col((tenancy, tenancy::Column::EndOn)).is_null().into_condition());
    let counts = programme::Entity::find()
        .select_only()
        .column_as(programme::Column::Id, "programme_id")
        .expr_as(at(HouseholdStage::Proposed), "proposed")
        .expr_as(at(HouseholdStage::Preselected), "preselected")
        .expr_as(at(HouseholdStage::NotRetained), "not_retained")
        .expr_as(at(HouseholdStage::Housed), "housed")
        .expr_as(at(HouseholdStage::Exited), "exited")
        .expr_as(how_many(support_measure::Column::Id.is_not_null()), "open_supports")
        .expr_as(how_many(support_measure::Column::EndOn.lte(soon)), "supports_ending_soon")
        .expr_as(how_many(tenancy::Column::Id.is_not_null()), "open_tenancies")
        .join(JoinType::LeftJoin, household::Relation::Programme.def().rev())
        .join(JoinType::LeftJoin, open_support)
        .join(JoinType::LeftJoin, open_tenancy)
        .filter(programme::Column::Id.is_in(programme_ids))
        .group_by(programme::Column::Id)
        .into_model::<Counts>()
        .all(db)
        .await?;
    Ok(counts.into_iter().map(|counts| (counts.programme_id.clone(), counts)).collect())
}

/// The rows of which something holds.
fn how_many(holds: Expr) -> Expr {
    Func::count(CaseStatement::new().case(holds, Expr::Constant(1.into()))).into()
}
