//! A programme is recorded, as its form states it. What it costs and who bears it is set by [`super::funding`].

use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, TransactionTrait};

use super::programme_form::{check_name, check_organisations, keep_version, name_taken, write_lists};
use super::{Act, active_staff, organisation_of};
use crate::event_log::{self, Draft};
use crate::model::programme_form::{FieldNames, Lists, ProgrammeForm};
use crate::model::versioned::FIRST;
use crate::model::{programme, programme_version};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::programme_form::{InUse, check_form};
use crate::rules::settings::check_settings;
use crate::rules::staff::{coordinates, supervises};
use crate::types::{EventKind, FormVersionKind, ProgrammeId};

/// A programme and what it states.
#[derive(Debug, Clone)]
pub struct RecordProgramme {
    /// Every field of the form; `id` and `version` are replaced.
    pub form: programme::Model,
    /// What the form states in lists.
    pub lists: Lists,
}

/// Records a programme. For the product itself, when it is filled.
///
/// # Errors
/// NOT_FOUND, STAFF_INACTIVE, CANNOT_COORDINATE, CANNOT_SUPERVISE, PROGRAMME_NAME_TAKEN, or the rules of
/// [`crate::rules::settings`] and [`crate::rules::programme_form`].
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordProgramme,
) -> Result<ProgrammeId, OperationError> {
    let tx = act.begin(db).await?;
    let id = ProgrammeId::generate(act.now, act.chance);
    let programme = programme::Model { id: id.clone(), version: FIRST, ..input.form };
    let form = ProgrammeForm::of(&programme, input.lists).in_order().trimmed();
    let mut checks = Checks::new();
    check_settings(&mut checks, &programme.settings);
    checks.day(programme.starts_on, "startsOn");
    check_form(&mut checks, &form, &InUse::default());
    check_name(&tx, &mut checks, &id, &form.name).await?;
    check_organisations(&tx, &mut checks, &form).await?;
    check_places(&tx, &mut checks, &programme).await?;
    act.settle(checks)?;

    let version = keep_version(
        act,
        &programme,
        &form,
        FormVersionKind::Recorded,
        programme.starts_on,
        None,
        FieldNames::default(),
    );
    let mut row = programme::ActiveModel::from(programme).reset_all();
    form.write(&mut row);
    programme::Entity::insert(row).exec_without_returning(&tx).await.map_err(name_taken)?;
    write_lists(&tx, &id, &form).await?;
    programme_version::Entity::insert(version).exec_without_returning(&tx).await?;
    event_log::append(&tx, act, Draft::new(EventKind::ProgrammeRecorded, &id).programme(&id)).await?;
    act.commit(tx, &id).await?;
    Ok(id)
}

/// Checks who runs the cell and who supervises the referents.
async fn check_places(
    tx: &impl ConnectionTrait,
    checks: &mut Checks,
    programme: &programme::Model,
) -> Result<(), OperationError> {
    let coordinator = active_staff(tx, &programme.coordinator_id, "coordinatorId").await?;
    checks.require(coordinates(coordinator.role), Rule::CannotCoordinate, "coordinatorId");
    let supervisor = active_staff(tx, &programme.supervisor_id, "supervisorId").await?;
    let employer = organisation_of(tx, &supervisor).await?;
    checks.require(supervises(supervisor.role, employer.kind), Rule::CannotSupervise, "supervisorId");
    Ok(())
}
