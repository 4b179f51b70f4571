//! The acts of the work: the only writers of the database. Each is one transaction that checks
//! who acts, asks the rules, writes its rows and appends its event; a refusal leaves no trace.

pub mod agenda;
pub mod agreement;
pub mod allocation;
pub mod attendance;
pub mod diagnosis;
pub mod dwelling;
pub mod exam_period;
pub mod export;
pub mod extension_request;
pub mod funding;
pub mod household;
pub mod interview;
pub mod lease_review;
pub mod mailbox;
pub mod meeting;
pub mod meeting_series;
pub mod minutes;
pub mod organisation;
pub mod programme;
pub mod programme_form;
pub mod programme_opinion;
pub mod progress_review;
pub mod reminder;
pub mod session;
pub mod staff;
pub mod step_waiver;
pub mod support;
pub mod support_intensity;
pub mod support_objective;
pub mod suspension;
pub mod tenancy;
pub mod terms;

pub use self::terms::Terms;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{IntoCondition, LockType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Select};

use crate::chance::Chance;
use crate::model;
use crate::policy::{self, Action, Actor, FieldClass, Relation, scope};
use crate::refusal::{OperationError, Rule};
use crate::rules::calendar;
use crate::types::{HouseholdId, ProgrammeId, ProgrammeSettings, StaffId};

/// Who acts, when, and with what chance: what every operation is given.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// The source of new identifiers.
    pub chance: &'a Chance,
    /// On which terms.
    pub terms: &'a Terms,
}

impl<'a> Act<'a> {
    /// An act on no terms.
    pub fn new(actor: &'a Actor, now: DateTime<Utc>, chance: &'a Chance) -> Self {
        Self { actor, now, chance, terms: Terms::NONE }
    }
}

impl Act<'_> {
    /// The present day in Paris.
    pub fn today(&self) -> NaiveDate {
        calendar::today(self.now)
    }

    fn may(&self, action: Action, relation: Relation) -> Result<(), OperationError> {
        if policy::may_act(self.actor, action, relation) { Ok(()) } else { Err(Rule::Forbidden.refuse("").into()) }
    }

    /// Whether the actor may read a class of fields of a row that they see: the product itself reads everything.
    fn reads(&self, class: FieldClass, relation: Relation) -> bool {
        match self.actor {
            Actor::Staff(viewer) => policy::may_read(viewer, class, relation),
            Actor::System => true,
        }
    }

    /// The scope of the actor over a table: everything for the product itself.
    fn scope(&self, of: impl Fn(&policy::Viewer) -> Condition) -> Condition {
        match self.actor {
            Actor::Staff(viewer) => of(viewer),
            Actor::System => Condition::all(),
        }
    }

    fn relation(&self, household: &model::household::Model) -> Relation {
        match self.actor {
            Actor::Staff(viewer) => Relation::to_household(viewer, household.referent_id.as_ref()),
            Actor::System => Relation::default(),
        }
    }
}

/// Loads the household that an act is about, locked for its transaction, if the actor sees it.
async fn household_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &HouseholdId,
    field: &'static str,
) -> Result<model::household::Model, OperationError> {
    let found =
        locked(model::household::Entity::find_by_id(id.clone())).filter(act.scope(scope::households)).one(tx).await?;
    found.ok_or_else(|| Rule::NotFound.refuse(field).into())
}

/// Loads a member of staff who still works here.
async fn active_staff(
    tx: &impl ConnectionTrait,
    id: &StaffId,
    field: &'static str,
) -> Result<model::staff::Model, OperationError> {
    let found =
        model::staff::Entity::find_by_id(id.clone()).one(tx).await?.ok_or_else(|| Rule::NotFound.refuse(field))?;
    if found.active { Ok(found) } else { Err(Rule::StaffInactive.refuse(field).into()) }
}

/// Loads the organisation that somebody works for.
async fn organisation_of(
    tx: &impl ConnectionTrait,
    person: &model::staff::Model,
) -> Result<model::organisation::Model, OperationError> {
    let found = model::organisation::Entity::find_by_id(person.organisation_id.clone()).one(tx).await?;
    found.ok_or_else(|| DbErr::RecordNotFound("a member of staff without an organisation".to_owned()).into())
}

/// The programme that something belongs to.
async fn programme_of(tx: &impl ConnectionTrait, id: &ProgrammeId) -> Result<model::programme::Model, DbErr> {
    let programme = model::programme::Entity::find_by_id(id.clone()).one(tx).await?;
    programme.ok_or_else(|| DbErr::RecordNotFound("the programme of what belongs to it".to_owned()))
}

/// The settings of a programme that something belongs to.
async fn settings_of(tx: &impl ConnectionTrait, id: &ProgrammeId) -> Result<ProgrammeSettings, DbErr> {
    Ok(programme_of(tx, id).await?.settings)
}

/// Locks the rows that a query finds until the transaction ends. SQLite locks the whole database
/// when the transaction begins (see [`crate::database::begin`]) and has no such clause. No key is ever changed: a row
/// that is about to refer to one of these does not wait, which could deadlock.
fn locked<E: EntityTrait>(query: Select<E>) -> Select<E> {
    query.lock(LockType::NoKeyUpdate)
}

/// The next number of a series within a parent whose row is locked.
async fn next_position<E, C>(tx: &impl ConnectionTrait, column: C, parent: Condition) -> Result<i32, DbErr>
where
    E: EntityTrait<Column = C>,
    C: ColumnTrait,
{
    let last = E::find()
        .filter(parent)
        .select_only()
        .column_as(column.max(), "last")
        .into_tuple::<Option<i32>>()
        .one(tx)
        .await?;
    Ok(last.flatten().unwrap_or_default() + 1)
}

fn equals<C: ColumnTrait>(column: C, value: impl Into<sea_orm::Value>) -> Condition {
    column.eq(value).into_condition()
}
