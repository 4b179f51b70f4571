//! What a programme states is revised: that makes a version, and the one before is kept.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, SqlErr, TransactionTrait,
};

use super::{Act, equals, locked};
use crate::event_log::{self, Draft};
use crate::model::programme_form::{
    FieldNames, FormRevision, Lists, ProgrammeForm, StatedModality, StatedPartner, StatedTarget,
};
use crate::model::{
    funding_entry, funding_share, funding_share_modality, household, organisation, programme, programme_carrier,
    programme_modality, programme_partner, programme_version, tenancy, yearly_target,
};
use crate::policy::{Action, Relation};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::programme_form::{InUse, LONGEST_FIELD, check_form};
use crate::rules::text::named_alike;
use crate::types::{EventKind, FormVersionKind, OrganisationId, ProgrammeId, ProgrammeVersionId, RentalModality};

/// What the partners of a programme agreed to change (*avenant*).
#[derive(Debug, Clone)]
pub struct ReviseProgramme {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The day on which they agreed.
    pub decided_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// What changes; the opinions do not.
    pub revision: FormRevision,
}

/// Revises what a programme states.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, DATE_IN_FUTURE, NOTHING_REVISED, PROGRAMME_NAME_TAKEN, or the rules of
/// [`crate::rules::programme_form`].
pub async fn revise<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: ReviseProgramme,
) -> Result<programme::Model, OperationError> {
    let tx = act.begin(db).await?;
    let programme = programme_to_revise(&tx, act, &input.programme_id).await?;
    let mut checks = Checks::new();
    checks.text(&input.reason, LONGEST_FIELD, "reason");
    let step = Step {
        kind: FormVersionKind::Revised,
        event: EventKind::ProgrammeRevised,
        decided_on: input.decided_on,
        field: "decidedOn",
        reason: Some(input.reason.trim().to_owned()),
    };
    let revised = Box::pin(next_version(&tx, act, programme, step, input.revision, checks)).await?;
    act.commit(tx, &revised.id).await?;
    Ok(revised)
}

/// By what a version comes to be.
pub(super) struct Step {
    pub(super) kind: FormVersionKind,
    pub(super) event: EventKind,
    pub(super) decided_on: NaiveDate,
    /// The field that the day was given in.
    pub(super) field: &'static str,
    pub(super) reason: Option<String>,
}

/// Makes a programme's next version, if nothing stands in the way.
pub(super) async fn next_version(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    programme: programme::Model,
    step: Step,
    revision: FormRevision,
    mut checks: Checks,
) -> Result<programme::Model, OperationError> {
    let before = form_of(tx, &programme).await?;
    let form = before.clone().revised(revision.trimmed()).in_order();
    let differing = form.differing(&before);
    checks.require(!differing.0.is_empty(), Rule::NothingRevised, "");
    checks.day(step.decided_on, step.field);
    checks.require(step.decided_on <= act.today(), Rule::DateInFuture, step.field);
    check_form(&mut checks, &form, &in_use(tx, &programme.id, &before).await?);
    check_name(tx, &mut checks, &programme.id, &form.name).await?;
    check_organisations(tx, &mut checks, &form).await?;
    act.settle(checks)?;

    let mut row = programme.into_active_model();
    form.write(&mut row);
    let programme = row.update(tx).await.map_err(name_taken)?;
    erase_lists(tx, &programme.id).await?;
    write_lists(tx, &programme.id, &form).await?;
    let version = keep_version(act, &programme, &form, step.kind, step.decided_on, step.reason, differing.clone());
    programme_version::Entity::insert(version).exec_without_returning(tx).await?;
    let draft = Draft::new(step.event, &programme.id)
        .programme(&programme.id)
        .change("version", programme.version)
        .change("decidedOn", step.decided_on)
        .change("changedFields", differing);
    event_log::append(tx, act, draft).await?;
    Ok(programme)
}

/// The version that a programme is in.
pub(super) fn keep_version(
    act: &Act<'_>,
    programme: &programme::Model,
    form: &ProgrammeForm,
    kind: FormVersionKind,
    decided_on: NaiveDate,
    reason: Option<String>,
    changed_fields: FieldNames,
) -> programme_version::ActiveModel {
    programme_version::ActiveModel {
        id: Set(ProgrammeVersionId::generate(act.now, act.chance)),
        programme_id: Set(programme.id.clone()),
        version: Set(programme.version),
        kind: Set(kind),
        decided_on: Set(decided_on),
        reason: Set(reason),
        recorded_at: Set(act.now),
        recorded_by_id: Set(act.actor.staff_id().cloned()),
        changed_fields: Set(changed_fields),
        form: Set(form.clone()),
    }
}

/// Writes what a form states in lists.
pub(super) async fn write_lists(
    tx: &impl ConnectionTrait,
    id: &ProgrammeId,
    form: &ProgrammeForm,
) -> Result<(), DbErr> {
    let carriers = (1..).zip(&form.carriers).map(|(position, organisation_id)| programme_carrier::ActiveModel {
        programme_id: Set(id.clone()),
        organisation_id: Set(organisation_id.clone()),
        position: Set(position),
    });
    programme_carrier::Entity::insert_many(carriers).exec_without_returning(tx).await?;
    let modalities = form.modalities.iter().map(|stated| programme_modality::ActiveModel {
        programme_id: Set(id.clone()),
        modality: Set(stated.modality),
        description: Set(stated.description.clone()),
    });
    programme_modality::Entity::insert_many(modalities).exec_without_returning(tx).await?;
    let partners = (1..).zip(&form.partners).map(|(position, stated)| programme_partner::ActiveModel {
        programme_id: Set(id.clone()),
        organisation_id: Set(stated.organisation_id.clone()),
        kind: Set(stated.kind),
        identifies_demand: Set(stated.identifies_demand),
        mobilises_supply: Set(stated.mobilises_supply),
        supports_households: Set(stated.supports_households),
        role: Set(stated.role.clone()),
        position: Set(position),
    });
    programme_partner::Entity::insert_many(partners).exec_without_returning(tx).await?;
    let targets = form.yearly_targets.iter().map(|stated| yearly_target::ActiveModel {
        programme_id: Set(id.clone()),
        year: Set(stated.year),
        households: Set(stated.households),
        dwellings: Set(stated.dwellings),
    });
    yearly_target::Entity::insert_many(targets).exec_without_returning(tx).await?;
    Ok(())
}

async fn erase_lists(tx: &impl ConnectionTrait, id: &ProgrammeId) -> Result<(), DbErr> {
    let carriers = equals(programme_carrier::Column::ProgrammeId, id.clone());
    programme_carrier::Entity::delete_many().filter(carriers).exec(tx).await?;
    let modalities = equals(programme_modality::Column::ProgrammeId, id.clone());
    programme_modality::Entity::delete_many().filter(modalities).exec(tx).await?;
    let partners = equals(programme_partner::Column::ProgrammeId, id.clone());
    programme_partner::Entity::delete_many().filter(partners).exec(tx).await?;
    let targets = equals(yearly_target::Column::ProgrammeId, id.clone());
    yearly_target::Entity::delete_many().filter(targets).exec(tx).await?;
    Ok(())
}

/// What a programme states at present.
pub async fn form_of(tx: &impl ConnectionTrait, programme: &programme::Model) -> Result<ProgrammeForm, DbErr> {
    let id = || programme.id.clone();
    let carriers = programme_carrier::Entity::find()
        .filter(programme_carrier::Column::ProgrammeId.eq(id()))
        .order_by_asc(programme_carrier::Column::Position)
        .all(tx)
        .await?;
    let modalities =
        programme_modality::Entity::find().filter(programme_modality::Column::ProgrammeId.eq(id())).all(tx).await?;
    let partners = programme_partner::Entity::find()
        .filter(programme_partner::Column::ProgrammeId.eq(id()))
        .order_by_asc(programme_partner::Column::Position)
        .all(tx)
        .await?;
    let targets = yearly_target::Entity::find().filter(yearly_target::Column::ProgrammeId.eq(id())).all(tx).await?;
    let lists = Lists {
        carriers: carriers.into_iter().map(|row| row.organisation_id).collect(),
        modalities: modalities
            .into_iter()
            .map(|row| StatedModality { modality: row.modality, description: row.description })
            .collect(),
        partners: partners
            .into_iter()
            .map(|row| StatedPartner {
                organisation_id: row.organisation_id,
                kind: row.kind,
                identifies_demand: row.identifies_demand,
                mobilises_supply: row.mobilises_supply,
                supports_households: row.supports_households,
                role: row.role,
            })
            .collect(),
        yearly_targets: targets
            .into_iter()
            .map(|row| StatedTarget { year: row.year, households: row.households, dwellings: row.dwellings })
            .collect(),
    };
    Ok(ProgrammeForm::of(programme, lists).in_order())
}

/// What a programme already rests on, of what it states.
async fn in_use(tx: &impl ConnectionTrait, id: &ProgrammeId, form: &ProgrammeForm) -> Result<InUse, DbErr> {
    let last_funded_year = funding_entry::Entity::find()
        .select_only()
        .column_as(funding_entry::Column::Year.max(), "year")
        .filter(funding_entry::Column::ProgrammeId.eq(id.clone()))
        .into_tuple::<Option<i32>>()
        .one(tx)
        .await?
        .flatten();
    let mut modalities: Vec<RentalModality> = tenancy::Entity::find()
        .select_only()
        .column(tenancy::Column::Modality)
        .distinct()
        .inner_join(household::Entity)
        .filter(household::Column::ProgrammeId.eq(id.clone()))
        .into_tuple()
        .all(tx)
        .await?;
    let named: Vec<RentalModality> = funding_share_modality::Entity::find()
        .select_only()
        .column(funding_share_modality::Column::Modality)
        .distinct()
        .inner_join(funding_share::Entity)
        .filter(funding_share::Column::ProgrammeId.eq(id.clone()))
        .into_tuple()
        .all(tx)
        .await?;
    modalities.extend(named);
    modalities.retain(|used| form.modalities.iter().any(|stated| stated.modality == *used));
    Ok(InUse { last_funded_year, modalities })
}

/// Refuses a name that another programme has. Compared here: SQLite knows no capitals beyond A to Z.
pub(super) async fn check_name(
    tx: &impl ConnectionTrait,
    checks: &mut Checks,
    own: &ProgrammeId,
    name: &str,
) -> Result<(), DbErr> {
    let names: Vec<String> = programme::Entity::find()
        .select_only()
        .column(programme::Column::Name)
        .filter(programme::Column::Id.ne(own.clone()))
        .into_tuple()
        .all(tx)
        .await?;
    let taken = names.iter().any(|known| named_alike(known, name));
    checks.require(!taken, Rule::ProgrammeNameTaken, "name");
    Ok(())
}

/// Refuses carriers and partners that there are not.
pub(super) async fn check_organisations(
    tx: &impl ConnectionTrait,
    checks: &mut Checks,
    form: &ProgrammeForm,
) -> Result<(), DbErr> {
    check_known(tx, checks, form.carriers.iter(), "carriers").await?;
    check_known(tx, checks, form.partners.iter().map(|partner| &partner.organisation_id), "partners").await
}

/// Refuses organisations that there are not.
async fn check_known<'a>(
    tx: &impl ConnectionTrait,
    checks: &mut Checks,
    named: impl Iterator<Item = &'a OrganisationId>,
    field: &'static str,
) -> Result<(), DbErr> {
    let named: std::collections::BTreeSet<_> = named.cloned().collect();
    let known: Vec<OrganisationId> = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::Id.is_in(named.iter().cloned()))
        .into_tuple()
        .all(tx)
        .await?;
    checks.require(known.len() == named.len(), Rule::NotFound, field);
    Ok(())
}

/// Loads the programme that an act revises or gives an opinion on, locked, if the actor may do it and knows it. Everybody sees programmes.
pub(super) async fn programme_to_revise(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &ProgrammeId,
) -> Result<programme::Model, OperationError> {
    let found = locked(programme::Entity::find_by_id(id.clone())).one(tx).await?;
    let found = found.ok_or_else(|| Rule::NotFound.refuse("programmeId"))?;
    act.may(Action::ReviseProgramme, Relation::default())?;
    act.expects(found.version, &found.id)?;
    Ok(found)
}

/// Somebody else took the name meanwhile.
pub(super) fn name_taken(error: DbErr) -> OperationError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Rule::ProgrammeNameTaken.refuse("name").into(),
        _ => error.into(),
    }
}
