//! When each household and each meeting is looked at for reminders, so that the cost of planning follows what is due and
//! what was written, not what there is.
//!
//! Whatever an operation writes appends an event, which names its household or its meeting: in the same transaction the
//! database has that place looked at now (the trigger `event_has_its_place_watched`). A look tells the next day on which
//! something opens ([`Facts::look_again`](crate::rules::reminder::Facts::look_again)), at which the place comes back by itself;
//! one with nothing to come is forgotten until somebody writes about it again. What is written beside the operations, in
//! no event, is seen when its time comes, in a month at the latest if something was to come.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, TransactionSession, TransactionTrait,
};

use crate::database::begin;
use crate::model::{household, meeting, reminder_watch};
use crate::types::{HouseholdId, MeetingId};

/// How many places are looked at, or written, together.
const PLACES: u64 = 500;

/// The longest that a place is left alone.
const LONGEST: TimeDelta = TimeDelta::days(30);

/// A place that is to be looked at, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The household's or the meeting's identifier.
    pub id: String,
    /// What was written about it last.
    pub stamp: i64,
}

/// Has everything looked at now: after a change that no event tells of.
pub async fn watch_all(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let households: Vec<HouseholdId> =
        household::Entity::find().select_only().column(household::Column::Id).into_tuple().all(db).await?;
    let meetings: Vec<MeetingId> = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::Id)
        .filter(meeting::Column::StartsAt.gt(now))
        .into_tuple()
        .all(db)
        .await?;
    let places = households.iter().map(ToString::to_string).chain(meetings.iter().map(ToString::to_string));
    watch(db, now, places.collect()).await
}

/// Has places looked at now.
pub(super) async fn watch(db: &impl ConnectionTrait, now: DateTime<Utc>, mut places: Vec<String>) -> Result<(), DbErr> {
    // In one order, so that two who want the same do not wait for each other.
    places.sort_unstable();
    places.dedup();
    // Another stamp than any look has seen: no event's number is negative.
    let stamp = || Expr::col((reminder_watch::Entity, reminder_watch::Column::Stamp));
    let another: Expr = Expr::case(stamp().lt(0), stamp().sub(1)).finally(-1).into();
    for places in places.chunks(usize::try_from(PLACES).unwrap_or(usize::MAX)) {
        let rows = places.iter().map(|place| reminder_watch::ActiveModel {
            place: Set(place.clone()),
            look_at: Set(now),
            stamp: Set(-1),
        });
        let again = OnConflict::column(reminder_watch::Column::Place)
            .update_column(reminder_watch::Column::LookAt)
            .value(reminder_watch::Column::Stamp, another.clone())
            .to_owned();
        reminder_watch::Entity::insert_many(rows).on_conflict(again).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The places to be looked at now, those that wait longest first; some hundred at most.
pub async fn due_places(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Place>, DbErr> {
    let mut found: Vec<(String, i64)> = due_query(now).into_tuple().all(db).await?;
    if found.is_empty() {
        // Put off by a clock that was set back since.
        let far = reminder_watch::Column::LookAt.gt(now + LONGEST + TimeDelta::days(2));
        found = watched().filter(far).limit(PLACES).into_tuple().all(db).await?;
    }
    Ok(found.into_iter().map(|(id, stamp)| Place { id, stamp }).collect())
}

/// The statement by which the places that are due are found.
pub fn due_query(now: DateTime<Utc>) -> Select<reminder_watch::Entity> {
    watched()
        .filter(reminder_watch::Column::LookAt.lte(now))
        .order_by_asc(reminder_watch::Column::LookAt)
        .order_by_asc(reminder_watch::Column::Place)
        .limit(PLACES)
}

fn watched() -> Select<reminder_watch::Entity> {
    reminder_watch::Entity::find().select_only().columns([reminder_watch::Column::Place, reminder_watch::Column::Stamp])
}

/// Notes when each of these places, which were looked at, is looked at next; with none it is forgotten. One that is or was
/// written about meanwhile stays as it is, to be looked at again.
pub async fn looked_at<C: TransactionTrait>(
    db: &C,
    now: DateTime<Utc>,
    seen: Vec<(Place, Option<DateTime<Utc>>)>,
) -> Result<(), DbErr> {
    let tx = begin(db).await?;
    let places = seen.iter().map(|(place, _)| place.id.clone());
    // Somebody who is writing about one of them may wait for another: they are not waited for.
    let held: Vec<(String, i64)> = watched()
        .filter(reminder_watch::Column::Place.is_in(places))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(&tx)
        .await?;
    let held: HashSet<Place> = held.into_iter().map(|(id, stamp)| Place { id, stamp }).collect();
    let (mut next, mut over) = (Vec::new(), Vec::new());
    for (place, look_again) in seen.into_iter().filter(|(place, _)| held.contains(place)) {
        match look_again {
            Some(at) => next.push(reminder_watch::ActiveModel {
                look_at: Set(at.clamp(now + TimeDelta::minutes(1), now + longest(&place.id))),
                place: Set(place.id),
                stamp: Set(place.stamp),
            }),
            None => over.push(place.id),
        }
    }
    if !next.is_empty() {
        let moved =
            OnConflict::column(reminder_watch::Column::Place).update_column(reminder_watch::Column::LookAt).to_owned();
        reminder_watch::Entity::insert_many(next).on_conflict(moved).exec_without_returning(&tx).await?;
    }
    if !over.is_empty() {
        reminder_watch::Entity::delete_many().filter(reminder_watch::Column::Place.is_in(over)).exec(&tx).await?;
    }
    tx.commit().await
}

/// How long a place is left alone at most: not all of them equally long, or they would all come back together.
fn longest(place: &str) -> TimeDelta {
    let mut hasher = DefaultHasher::new();
    place.hash(&mut hasher);
    LONGEST - TimeDelta::minutes(i64::try_from(hasher.finish() % (10 * 24 * 60)).unwrap_or_default())
}
