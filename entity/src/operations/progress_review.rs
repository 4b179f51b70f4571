//! A review of a support measure is recorded; the cell takes note of it.

use chrono::NaiveDate;
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, TransactionTrait,
};

use super::support::measure_in_scope;
use super::{Act, equals, next_position};
use crate::event_log::{self, Draft};
use crate::model::progress_review::{ActiveModel, Column, Entity, Model};
use crate::model::support_measure;
use crate::model::versioned::FIRST;
use crate::policy::Action;
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::progress_review as rules;
use crate::types::{AgendaItemId, EventKind, HouseholdId, ProgressReviewId, ProgressReviewKind, SupportMeasureId};

/// The longest text of a review, in characters.
const LONGEST_TEXT: usize = 10_000;

/// A review that was held with the household.
#[derive(Debug, Clone)]
pub struct RecordProgressReview {
    /// The support measure.
    pub support_measure_id: SupportMeasureId,
    /// Interim or final.
    pub kind: ProgressReviewKind,
    /// The day.
    pub held_on: NaiveDate,
    /// What the household said.
    pub household_view: String,
    /// What the social worker tells.
    pub account: String,
    /// What the landlord reads.
    pub landlord_account: String,
    /// For the referent alone.
    pub confidential_note: Option<String>,
}

/// Records a review, in a version for each who reads it. Whoever records it is its author.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, or the rules of [`crate::rules::progress_review`].
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordProgressReview,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let (measure, household) = measure_in_scope(&tx, act, &input.support_measure_id).await?;
    act.may(Action::RecordProgressReview, act.relation(&household))?;
    let author = act.actor.staff_id().cloned().ok_or_else(|| Rule::Forbidden.refuse(""))?;
    let before = Entity::find().filter(Column::SupportMeasureId.eq(measure.id.clone())).all(&tx).await?;
    let held = rules::Held {
        kind: input.kind,
        held_on: input.held_on,
        start_on: measure.start_on,
        closed_on: measure.closed_on,
        final_on: before.iter().find(|review| review.kind == ProgressReviewKind::Final).map(|review| review.held_on),
        last_on: before.iter().map(|review| review.held_on).max(),
    };
    let mut checks = Checks::new();
    rules::check_held(&mut checks, held, act.today());
    checks.text(&input.household_view, LONGEST_TEXT, "householdView");
    checks.text(&input.account, LONGEST_TEXT, "account");
    checks.text(&input.landlord_account, LONGEST_TEXT, "landlordAccount");
    checks.bounded(input.confidential_note.as_deref().unwrap_or_default(), LONGEST_TEXT, "confidentialNote");
    checks.done()?;

    let of_measure = equals(Column::SupportMeasureId, measure.id.clone());
    let note = input.confidential_note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    let row = ActiveModel {
        id: Set(ProgressReviewId::generate(act.now, act.chance)),
        support_measure_id: Set(measure.id.clone()),
        kind: Set(input.kind),
        rank: Set(next_position::<Entity, _>(&tx, Column::Rank, of_measure).await?),
        held_on: Set(input.held_on),
        author_id: Set(author),
        household_view: Set(input.household_view.trim().to_owned()),
        account: Set(input.account.trim().to_owned()),
        landlord_account: Set(input.landlord_account.trim().to_owned()),
        confidential_note: Set(note),
        agenda_item_id: Set(None),
        acknowledged_on: Set(None),
        version: Set(FIRST),
    };
    let review = Entity::insert(row).exec_with_returning(&tx).await?;
    let draft = Draft::new(EventKind::ProgressReviewRecorded, &review.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("kind", review.kind)
        .change("heldOn", review.held_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &review.id).await?;
    Ok(review)
}

/// Has the cell take note of the reviews of a household that it has not taken note of, and that were held by the day
/// of its meeting. Returns which.
pub(super) async fn acknowledge(
    tx: &impl ConnectionTrait,
    household_id: &HouseholdId,
    item: &AgendaItemId,
    day: NaiveDate,
) -> Result<Vec<ProgressReviewId>, DbErr> {
    let measures = Query::select()
        .column(support_measure::Column::Id)
        .from(support_measure::Entity)
        .and_where(support_measure::Column::HouseholdId.eq(household_id.clone()))
        .take();
    let open = Entity::find()
        .filter(Column::SupportMeasureId.in_subquery(measures))
        .filter(Column::AgendaItemId.is_null())
        .filter(Column::HeldOn.lte(day))
        .order_by_asc(Column::Id)
        .all(tx)
        .await?;
    let mut noted = Vec::new();
    for review in open {
        noted.push(review.id.clone());
        let mut acknowledged = review.into_active_model();
        acknowledged.agenda_item_id = Set(Some(item.clone()));
        acknowledged.acknowledged_on = Set(Some(day));
        acknowledged.update(tx).await?;
    }
    Ok(noted)
}
