//! A series of meetings is scheduled; it is extended, or ended earlier. Each of its meetings is convened, moved and
//! cancelled by itself.

use chrono::NaiveDate;
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, TransactionTrait,
};

use super::meeting::{ScheduleMeeting, call_off, check_convened, convene};
use super::{Act, active_staff, locked};
use crate::event_log::{self, Draft};
use crate::model::meeting_series::{ActiveModel, Entity, Model};
use crate::model::versioned::FIRST;
use crate::model::{meeting, meeting_participant, programme, staff};
use crate::policy::{Action, Relation, may_be_convened, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::calendar::{self, at_local, minute_of_day};
use crate::rules::meeting_series::{self as rules, Recurrence};
use crate::types::{EventKind, MeetingId, MeetingSeriesId, SeriesPattern, StaffId};

/// Meetings that recur.
#[derive(Debug, Clone)]
pub struct ScheduleMeetingSeries {
    /// The first of them: the others have its hours in Paris, to the minute, its place and its people.
    pub first: ScheduleMeeting,
    /// By what their days follow from the first.
    pub pattern: SeriesPattern,
    /// Every so many weeks or months.
    pub every: i32,
    /// The last day that may be one of theirs.
    pub until_on: NaiveDate,
}

/// Schedules meetings that recur. A day that is a public holiday moves to the next working day.
///
/// # Errors
/// Those of [`super::meeting::schedule`], and the rules of [`crate::rules::meeting_series`]. To be confirmed:
/// MEETING_ON_DAY_OFF, for a series on Saturdays or Sundays.
pub async fn schedule<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: ScheduleMeetingSeries,
) -> Result<Model, OperationError> {
    act.may(Action::RunMeeting, Relation::default())?;
    let tx = act.begin(db).await?;
    let programme = programme::Entity::find_by_id(input.first.programme_id.clone()).one(&tx).await?;
    let programme = programme.ok_or_else(|| Rule::NotFound.refuse("programmeId"))?;
    let first_on = calendar::today(input.first.starts_at);
    let recurrence = Recurrence { pattern: input.pattern, every: input.every, first_on };
    let minute = |at| i32::try_from(minute_of_day(at)).unwrap_or_default();
    let mut series = Model {
        id: MeetingSeriesId::generate(act.now, act.chance),
        programme_id: programme.id.clone(),
        pattern: input.pattern,
        every: input.every,
        first_on,
        until_on: input.until_on,
        starts_minute: minute(input.first.starts_at),
        ends_minute: minute(input.first.ends_at),
        location: input.first.location.trim().to_owned(),
        version: FIRST,
    };
    let mut checks = Checks::new();
    // Within one day, which the minutes of the series take for granted.
    let ends_that_day = calendar::today(input.first.ends_at) == first_on;
    let first = if ends_that_day { series.on(&input.first, first_on) } else { input.first.clone() };
    let participant_ids = check_convened(&tx, act, &mut checks, &first).await?;
    checks.day(input.until_on, "untilOn");
    rules::check_series(&mut checks, recurrence, input.until_on);
    rules::warn_of_weekends(&mut checks, recurrence);
    act.settle(checks)?;

    series = Entity::insert(row(series)).exec_with_returning(&tx).await?;
    let first = ScheduleMeeting { participant_ids, ..first };
    let days = recurrence.days(series.until_on);
    let meetings = convene_on(&tx, act, &series, &programme, &first, &days).await?;
    let told = Draft::new(EventKind::MeetingSeriesScheduled, &series.id).change("untilOn", series.until_on);
    append(&tx, act, &series, meetings.first(), told).await?;
    act.commit(tx, &series.id).await?;
    Ok(series)
}

/// Another end for a series.
#[derive(Debug, Clone)]
pub struct ChangeMeetingSeries {
    /// The series.
    pub meeting_series_id: MeetingSeriesId,
    /// The last day that may be one of its days.
    pub until_on: NaiveDate,
}

/// Extends a series, or ends it earlier. What is added has the people of its last meeting who still work here, but for the
/// days whose meeting is there already, moved nearer and begun before the series was ended; of what is beyond the new end,
/// the meetings that have not started are cancelled.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, SERIES_UNCHANGED, STAFF_INACTIVE, PARTICIPANTS_REQUIRED, or the rules of
/// [`crate::rules::meeting_series`].
pub async fn change<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: ChangeMeetingSeries,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let not_found = || Rule::NotFound.refuse("meetingSeriesId");
    let found = locked(Entity::find_by_id(input.meeting_series_id)).filter(act.scope(scope::meeting_series));
    let series = found.one(&tx).await?.ok_or_else(not_found)?;
    act.may(Action::RunMeeting, Relation::default())?;
    act.expects(series.version, &series.id)?;
    let programme = programme::Entity::find_by_id(series.programme_id.clone()).one(&tx).await?.ok_or_else(not_found)?;
    let mut checks = Checks::new();
    checks.day(input.until_on, "untilOn");
    checks.require(input.until_on != series.until_on, Rule::SeriesUnchanged, "untilOn");
    rules::check_series(&mut checks, series.recurrence(), input.until_on);
    checks.done()?;

    let previous = series.until_on;
    let mut changed = series.into_active_model();
    changed.until_on = Set(input.until_on);
    let series = changed.update(&tx).await?;
    // A meeting that was moved nearer, and had begun when the series was ended before its day, still has that day.
    let held: Vec<_> = meetings_of(&series)
        .filter(meeting::Column::SeriesDay.gt(previous))
        .filter(meeting::Column::CancelledAt.is_null())
        .all(&tx)
        .await?
        .into_iter()
        .filter_map(|meeting| meeting.series_day)
        .collect();
    let mut days = series.recurrence().days(series.until_on);
    days.retain(|day| *day > previous && !held.contains(day));
    let last = meetings_of(&series).order_by_desc(meeting::Column::SeriesDay).one(&tx).await?.ok_or_else(not_found)?;
    if !days.is_empty() {
        let like_last = as_convened(&tx, &series, &last).await?;
        convene_on(&tx, act, &series, &programme, &like_last, &days).await?;
    }
    let beyond = meetings_of(&series)
        .filter(meeting::Column::SeriesDay.gt(series.until_on))
        .filter(meeting::Column::CancelledAt.is_null())
        .filter(meeting::Column::StartsAt.gt(act.now))
        .order_by_asc(meeting::Column::Id);
    for meeting in locked(beyond).all(&tx).await? {
        call_off(&tx, act, meeting).await?;
    }
    let told = Draft::new(EventKind::MeetingSeriesChanged, &series.id)
        .change("previousUntilOn", previous)
        .change("untilOn", series.until_on);
    append(&tx, act, &series, Some(&last.id), told).await?;
    act.commit(tx, &series.id).await?;
    Ok(series)
}

impl Model {
    /// By which pattern its days recur.
    fn recurrence(&self) -> Recurrence {
        Recurrence { pattern: self.pattern, every: self.every, first_on: self.first_on }
    }

    /// A meeting of the series on a day: at its hours in Paris, whatever the season.
    fn on(&self, like: &ScheduleMeeting, day: NaiveDate) -> ScheduleMeeting {
        let at = |minute: i32| {
            let minute = u32::try_from(minute).unwrap_or_default();
            at_local(day, minute / 60, minute % 60)
        };
        ScheduleMeeting { starts_at: at(self.starts_minute), ends_at: at(self.ends_minute), ..like.clone() }
    }
}

/// Schedules the meetings of a series on some of its days: those that are to come.
async fn convene_on(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    series: &Model,
    programme: &programme::Model,
    like: &ScheduleMeeting,
    days: &[NaiveDate],
) -> Result<Vec<MeetingId>, DbErr> {
    let mut scheduled = Vec::new();
    for day in days {
        let meeting = series.on(like, rules::held_on(programme.settings.territory, *day));
        if meeting.starts_at > act.now {
            scheduled.push(convene(tx, act, &meeting, Some((&series.id, *day))).await?.id);
        }
    }
    Ok(scheduled)
}

/// The people of a meeting who may still be convened, at the place of its series.
async fn as_convened(
    tx: &impl ConnectionTrait,
    series: &Model,
    last: &meeting::Model,
) -> Result<ScheduleMeeting, OperationError> {
    let chair = active_staff(tx, &last.chair_id, "meetingSeriesId").await?;
    let convened = Query::select()
        .column(meeting_participant::Column::StaffId)
        .from(meeting_participant::Entity)
        .and_where(meeting_participant::Column::MeetingId.eq(last.id.clone()))
        .and_where(meeting_participant::Column::StaffId.ne(chair.id.clone()))
        .take();
    let still_here = staff::Entity::find()
        .filter(staff::Column::Id.in_subquery(convened))
        .filter(staff::Column::Active.eq(true))
        .order_by_asc(staff::Column::Id)
        .all(tx)
        .await?;
    let still_here = still_here.into_iter().filter(|person| may_be_convened(person.role));
    let participant_ids: Vec<StaffId> = still_here.map(|person| person.id).collect();
    if participant_ids.is_empty() {
        return Err(Rule::ParticipantsRequired.refuse("meetingSeriesId").into());
    }
    Ok(ScheduleMeeting {
        programme_id: last.programme_id.clone(),
        starts_at: last.starts_at,
        ends_at: last.ends_at,
        location: series.location.clone(),
        chair_id: chair.id,
        participant_ids,
    })
}

fn meetings_of(series: &Model) -> sea_orm::Select<meeting::Entity> {
    meeting::Entity::find().filter(meeting::Column::SeriesId.eq(series.id.clone()))
}

/// Tells what became of a series, to whoever is convened to one of its meetings.
async fn append(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    series: &Model,
    meeting: Option<&MeetingId>,
    draft: Draft,
) -> Result<(), DbErr> {
    let draft = draft.programme(&series.programme_id);
    let draft = meeting.into_iter().fold(draft, Draft::meeting);
    event_log::append(tx, act, draft).await
}

fn row(series: Model) -> ActiveModel {
    let Model { id, programme_id, pattern, every, first_on, until_on, starts_minute, ends_minute, location, version } =
        series;
    ActiveModel {
        id: Set(id),
        programme_id: Set(programme_id),
        pattern: Set(pattern),
        every: Set(every),
        first_on: Set(first_on),
        until_on: Set(until_on),
        starts_minute: Set(starts_minute),
        ends_minute: Set(ends_minute),
        location: Set(location),
        version: Set(version),
    }
}
