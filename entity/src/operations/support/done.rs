//! What was done while a measure ran: it is not closed before.

use chrono::NaiveDate;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::model::{
    progress_review, support_extension, support_extension_request, support_intensity_period, support_interview,
    support_objective, support_objective_progress,
};
use crate::operations::equals;
use crate::types::{ProgressReviewKind, SupportMeasureId};

/// The last day on which something is recorded of a measure, its suspensions aside: an interview, an interim review, an
/// objective set or moved on, another intensity, an extension asked for or decided. The final review may follow the
/// closing.
pub(super) async fn last_done_on(
    tx: &impl ConnectionTrait,
    measure_id: &SupportMeasureId,
) -> Result<Option<NaiveDate>, DbErr> {
    use {
        progress_review as review, support_extension as extension, support_extension_request as request,
        support_intensity_period as period, support_interview as interview, support_objective as objective,
        support_objective_progress as step,
    };
    let id = || measure_id.clone();
    let interim =
        equals(review::Column::SupportMeasureId, id()).add(review::Column::Kind.eq(ProgressReviewKind::Interim));
    let objectives = Query::select()
        .column(objective::Column::Id)
        .from(objective::Entity)
        .and_where(objective::Column::SupportMeasureId.eq(id()))
        .take();
    let moved = Condition::all().add(step::Column::SupportObjectiveId.in_subquery(objectives));
    let days = [
        last::<interview::Entity>(tx, interview::Column::HeldOn, equals(interview::Column::SupportMeasureId, id()))
            .await?,
        last::<review::Entity>(tx, review::Column::HeldOn, interim).await?,
        last::<objective::Entity>(tx, objective::Column::SetOn, equals(objective::Column::SupportMeasureId, id()))
            .await?,
        last::<step::Entity>(tx, step::Column::MovedOn, moved).await?,
        last::<period::Entity>(tx, period::Column::FromOn, equals(period::Column::SupportMeasureId, id())).await?,
        last::<extension::Entity>(tx, extension::Column::DecidedOn, equals(extension::Column::SupportMeasureId, id()))
            .await?,
        last::<request::Entity>(tx, request::Column::AskedOn, equals(request::Column::SupportMeasureId, id())).await?,
    ];
    Ok(days.into_iter().flatten().max())
}

/// The last day in a column of the rows that fulfil a condition.
async fn last<E: EntityTrait>(
    tx: &impl ConnectionTrait,
    day: E::Column,
    of: Condition,
) -> Result<Option<NaiveDate>, DbErr> {
    let last = E::find().filter(of).select_only().column_as(day.max(), "last");
    Ok(last.into_tuple::<Option<NaiveDate>>().one(tx).await?.flatten())
}
