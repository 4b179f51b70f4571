//! Batch loading: the relations of all rows of a page cost one statement for each relation, however
//! many rows there are. One set for each request, so that no viewer's rows reach another.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use async_graphql::runtime::{Timer, TokioSpawner};
use async_graphql::{Error, Result};
use entity::model;
use entity::policy::{Viewer, scope};
use entity::types::{
    AgendaItemId, DwellingId, HouseholdId, LeaseReviewId, MeetingId, OrganisationId, ProgrammeId, ReminderId, StaffId,
    SupportMeasureId, TenancyId,
};
use futures::future::BoxFuture;
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

use super::errors;
use super::rounds::Rounds;

/// The loaders of one request.
pub(crate) type Loaders = DataLoader<Rows, HashMapCache>;

/// What the loaders load from, and for whom.
pub(crate) struct Rows {
    db: DatabaseConnection,
    viewer: Viewer,
}

/// The most keys of one statement: SQLite takes 32 766 values.
const LARGEST_BATCH: usize = 30_000;

/// The loaders of one request: what it has read once it does not read again. Its loads run in `rounds`.
pub(crate) fn of_request(db: DatabaseConnection, viewer: Viewer, rounds: Rounds) -> Loaders {
    DataLoader::with_cache(Rows { db, viewer }, rounds, Yield, HashMapCache::default()).max_batch_size(LARGEST_BATCH)
}

/// The loaders of a socket, which lives long: nothing is kept, and loads run by themselves.
pub(crate) fn of_socket(db: DatabaseConnection, viewer: Viewer) -> Loaders {
    let rows = Rows { db, viewer };
    let loaders = DataLoader::with_cache(rows, TokioSpawner::current(), Yield, HashMapCache::default());
    loaders.enable_all_cache(false);
    loaders.max_batch_size(LARGEST_BATCH)
}

/// No waiting: yielding once lets every sibling field ask before the batch is sent.
struct Yield;

impl Timer for Yield {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::task::yield_now())
    }
}

/// A failed load: logged where it happened, told to every row that waited for it.
#[derive(Debug, Clone)]
pub(crate) struct NotLoaded;

impl From<NotLoaded> for Error {
    fn from(_: NotLoaded) -> Self {
        errors::not_loaded()
    }
}

fn failed(error: sea_orm::DbErr) -> NotLoaded {
    let _ = errors::database(error);
    NotLoaded
}

/// One row, by its identifier, if the viewer sees it.
pub(crate) async fn one<K>(loaders: &Loaders, key: K) -> Result<Option<<Rows as Loader<K>>::Value>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Rows: Loader<K, Error = NotLoaded>,
{
    Ok(loaders.load_one(key).await?)
}

/// The rows of a parent, in their order.
pub(crate) async fn many<K, M>(loaders: &Loaders, key: K) -> Result<Vec<M>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Rows: Loader<K, Value = Vec<M>, Error = NotLoaded>,
{
    Ok(loaders.load_one(key).await?.unwrap_or_default())
}

macro_rules! by_id {
    ($($id:ty => $module:ident, $scope:expr;)*) => {$(
        impl Loader<$id> for Rows {
            type Value = model::$module::Model;
            type Error = NotLoaded;

            async fn load(&self, keys: &[$id]) -> Result<HashMap<$id, Self::Value>, NotLoaded> {
                let visible: Condition = $scope(&self.viewer);
                let rows = model::$module::Entity::find()
                    .filter(model::$module::Column::Id.is_in(keys.iter().cloned()))
                    .filter(visible)
                    .all(&self.db)
                    .await
                    .map_err(failed)?;
                Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
            }
        }
    )*};
}

fn open(_: &Viewer) -> Condition {
    Condition::all()
}

by_id! {
    OrganisationId => organisation, open;
    StaffId => staff, open;
    ProgrammeId => programme, open;
    HouseholdId => household, scope::households;
    DwellingId => dwelling, open;
    SupportMeasureId => support_measure, scope::support_measures;
    TenancyId => tenancy, scope::tenancies;
    MeetingId => meeting, scope::meetings;
    LeaseReviewId => lease_review, scope::lease_reviews;
    AgendaItemId => agenda_item, scope::agenda_items;
    ReminderId => reminder, scope::reminders;
}

macro_rules! by_parent {
    ($($(#[$doc:meta])* $name:ident($parent:ty) => $module:ident by $column:ident $field:ident, seen by $scope:expr, order $($order:ident),+;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub(crate) struct $name(pub(crate) $parent);

        impl Loader<$name> for Rows {
            type Value = Vec<model::$module::Model>;
            type Error = NotLoaded;

            async fn load(&self, keys: &[$name]) -> Result<HashMap<$name, Self::Value>, NotLoaded> {
                let visible: Condition = $scope(&self.viewer);
                let rows = model::$module::Entity::find()
                    .filter(model::$module::Column::$column.is_in(keys.iter().map(|key| key.0.clone())))
                    .filter(visible)
                    $(.order_by_asc(model::$module::Column::$order))+
                    .all(&self.db)
                    .await
                    .map_err(failed)?;
                let mut loaded: HashMap<$name, Self::Value> = HashMap::new();
                for row in rows {
                    loaded.entry($name(row.$field.clone())).or_default().push(row);
                }
                Ok(loaded)
            }
        }
    )*};
}

by_parent! {
    /// The carriers of a programme.
    CarriersOf(ProgrammeId) => programme_carrier by ProgrammeId programme_id, seen by open, order Position;
    /// The modalities of a programme.
    ModalitiesOf(ProgrammeId) => programme_modality by ProgrammeId programme_id, seen by open, order Modality;
    /// The rates of a programme.
    RatesOf(ProgrammeId) => unit_rate by ProgrammeId programme_id, seen by open, order AmountCents;
    /// The shares of a programme.
    SharesOf(ProgrammeId) => funding_share by ProgrammeId programme_id, seen by open, order Position;
    /// The members of a household.
    MembersOf(HouseholdId) => household_member by HouseholdId household_id, seen by scope::household_members, order Position;
    /// The support measures of a household, oldest first.
    SupportsOf(HouseholdId) => support_measure by HouseholdId household_id, seen by scope::support_measures, order StartOn, Id;
    /// The tenancies of a household, oldest first.
    TenanciesOf(HouseholdId) => tenancy by HouseholdId household_id, seen by scope::tenancies, order StartOn, Id;
    /// The axes of a support measure.
    AxesOf(SupportMeasureId) => support_axis by SupportMeasureId support_measure_id, seen by open, order Axis;
    /// The objectives of a support measure.
    ObjectivesOf(SupportMeasureId) => support_objective by SupportMeasureId support_measure_id, seen by open, order Position;
    /// The extensions of a support measure.
    ExtensionsOf(SupportMeasureId) => support_extension by SupportMeasureId support_measure_id, seen by open, order Rank;
    /// The reviews of a tenancy.
    ReviewsOf(TenancyId) => lease_review by TenancyId tenancy_id, seen by scope::lease_reviews, order Rank;
    /// The people convened to a meeting.
    ParticipantsOf(MeetingId) => meeting_participant by MeetingId meeting_id, seen by open, order StaffId;
    /// The agenda of a meeting.
    AgendaOf(MeetingId) => agenda_item by MeetingId meeting_id, seen by scope::agenda_items, order Position;
    /// The attempts to send a reminder.
    AttemptsOf(ReminderId) => reminder_attempt by ReminderId reminder_id, seen by open, order Number;
}
