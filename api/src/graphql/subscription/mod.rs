//! Live changes: the event log as a stream, and what managers follow of it.

mod follower;
mod statistics;

use async_graphql::{Context, ID, Result, Subscription as GraphQLSubscription};
use entity::event_log::Position;
use entity::model::event;
use entity::policy::{Viewer, scope};
use entity::types::{EventKind, ProgrammeId};
use futures::{Stream, TryStreamExt};
use sea_orm::{ColumnTrait, Condition};

use self::follower::{Follower, Following, until_error};
use self::statistics::{Counting, StatisticsChange};
use super::errors;
use super::ids::parse;
use super::model::{Event, EventFilter, LeaseReviewDue, MeetingChange, ReminderFailure, SupportNearingEnd};
use super::plan::{Described, Filter, Planned};

/// What changes a meeting or its agenda.
const OF_MEETINGS: [EventKind; 9] = [
    EventKind::MeetingScheduled,
    EventKind::MeetingMoved,
    EventKind::MeetingCancelled,
    EventKind::ConvocationAnswered,
    EventKind::AgendaItemAdded,
    EventKind::AgendaItemDecided,
    EventKind::AttendanceRecorded,
    EventKind::MinutesApproved,
    EventKind::MinutesCorrected,
];

pub struct Subscription;

/// What can be subscribed to. A stream begins now, or after a cursor: each event comes once and in one order, and
/// whoever comes back with the last cursor that they have misses none. A stream ends when the token does; with
/// `CURSOR_EXPIRED`, when the log does not reach back to the cursor any more: then the state has to be read anew.
#[GraphQLSubscription]
impl Subscription {
    /// The events that the viewer may see.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cursor of the last event that the client has.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<EventFilter>,
    ) -> Result<impl Stream<Item = Result<Planned<Event>>> + use<>> {
        told(ctx, after, filter.unwrap_or_default().condition()?, scope::events).await
    }

    /// Support measures (*mesures d'accompagnement*) that come near their end, or have passed it: at each step of
    /// their reminders once, when it opens.
    async fn supports_nearing_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cursor of the last of these that the client has.")] after: Option<String>,
        #[graphql(desc = "Those of this programme only.")] programme_id: Option<ID>,
    ) -> Result<impl Stream<Item = Result<Planned<SupportNearingEnd>>> + use<>> {
        let wanted = of([EventKind::SupportNearingEnd], programme_id)?;
        told(ctx, after, wanted, scope::events).await
    }

    /// Reviews of sliding leases (*examens périodiques contradictoires*) that come near their day, or have passed
    /// it: at each step of their reminders once, when it opens.
    async fn lease_reviews_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cursor of the last of these that the client has.")] after: Option<String>,
        #[graphql(desc = "Those of this programme only.")] programme_id: Option<ID>,
    ) -> Result<impl Stream<Item = Result<Planned<LeaseReviewDue>>> + use<>> {
        let wanted = of([EventKind::LeaseReviewDue], programme_id)?;
        told(ctx, after, wanted, scope::events).await
    }

    /// Reminders (*rappels*) that could not be delivered.
    async fn reminders_failing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cursor of the last of these that the client has.")] after: Option<String>,
        #[graphql(desc = "Those of this programme only.")] programme_id: Option<ID>,
    ) -> Result<impl Stream<Item = Result<Planned<ReminderFailure>>> + use<>> {
        let wanted = of([EventKind::ReminderFailed], programme_id)?;
        let visible = |viewer: &Viewer| Condition::all().add(scope::events(viewer)).add(scope::reminder_events(viewer));
        told(ctx, after, wanted, visible).await
    }

    /// Meetings of the coordination cell (*séances*) that are scheduled, moved or cancelled, answers to
    /// convocations, what changes on agendas, who came, and what becomes of the minutes.
    async fn meetings_changing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cursor of the last of these that the client has.")] after: Option<String>,
        #[graphql(desc = "Those of this programme only.")] programme_id: Option<ID>,
    ) -> Result<impl Stream<Item = Result<Planned<MeetingChange>>> + use<>> {
        told(ctx, after, of(OF_MEETINGS, programme_id)?, scope::events).await
    }

    /// The counts of a programme: as they stand when the stream begins, then whenever they have changed, once a
    /// second at most. After a cursor, only once something has happened that can change them. For whoever may read
    /// `Programme.statistics`.
    async fn statistics_changing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cursor of the last counts that the client has.")] after: Option<String>,
        #[graphql(desc = "The programme.")] programme_id: ID,
    ) -> Result<impl Stream<Item = Result<StatisticsChange>> + use<>> {
        let programme_id = parse::<ProgrammeId>(&programme_id, "programmeId").map_err(errors::refused)?;
        Ok(until_error(Counting::begin(ctx, after, programme_id).await?))
    }
}

/// The events that are wanted of those that are visible, as a type of the schema.
async fn told<T, V>(
    ctx: &Context<'_>,
    after: Option<String>,
    wanted: Condition,
    visible: V,
) -> Result<impl Stream<Item = Result<Planned<T>>> + use<T, V>>
where
    T: Described,
    V: Fn(&Viewer) -> Condition + Send,
{
    let follower = Follower::begin(ctx, after).await?;
    let visible = move |viewer: &Viewer| Condition::all().add(visible(viewer)).add(wanted.clone());
    let events = until_error(Following::new(follower, visible));
    Ok(events.map_ok(|(place, viewer)| Planned::told(at(place), viewer)))
}

/// The events of some kinds, of a programme or of all.
fn of<const N: usize>(kinds: [EventKind; N], programme_id: Option<ID>) -> Result<Condition> {
    let programme = programme_id.map(|id| parse::<ProgrammeId>(&id, "programmeId")).transpose();
    let programme = programme.map_err(errors::refused)?.map(|id| event::Column::ProgrammeId.eq(id));
    Ok(Condition::all().add(event::Column::Kind.is_in(kinds)).add_option(programme))
}

/// The event just before a place.
fn at(place: Position) -> Condition {
    Condition::all().add(event::Column::Tx.eq(place.tx)).add(event::Column::Seq.eq(place.seq))
}
