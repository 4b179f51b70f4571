//! What the cell should look at and is not on an agenda: read from the households' files as they stand, in one
//! statement for each source. What of it comes up at which meeting is for [`crate::rules::agenda`] to say, who may know
//! for the policy.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select,
};

use crate::model::{
    agenda_item, household, lease_review, meeting, progress_review, social_diagnosis, support_extension_request,
    support_measure, tenancy,
};
use crate::operations::diagnosis::decided_and_not_ordered;
use crate::rules::{agenda, calendar, household as household_rules};
use crate::types::{AgendaDecision, AgendaItemKind, HouseholdId, HouseholdStage, MeetingId, ProgrammeId};

/// What the cell should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What it would be asked.
    pub kind: AgendaItemKind,
    /// About whom.
    pub household_id: HouseholdId,
    /// What they are called.
    pub reference: String,
    /// The day since which it waits, or, of a lease review, on which that is due.
    pub day: NaiveDate,
    programme_id: ProgrammeId,
}

/// The households about which something is to be asked, each with its day.
type Source = Select<household::Entity>;

/// Where proposals come from.
const SOURCES: [(AgendaItemKind, fn() -> Source); 5] = [
    (AgendaItemKind::Preselection, proposed),
    (AgendaItemKind::Diagnosis, not_diagnosed),
    (AgendaItemKind::ProgressReview, reviewed),
    (AgendaItemKind::Extension, extension_asked),
    (AgendaItemKind::LeaseExam, lease_reviewed),
];

/// What each of some meetings should look at, of the households of a scope: nothing once a meeting has started or is
/// cancelled. Not what waits for a decision on the agenda of a meeting, nor what is on the agenda of this one.
///
/// # Errors
/// The database's.
pub async fn proposals(
    db: &impl ConnectionTrait,
    meetings: &[meeting::Model],
    scope: Condition,
    now: DateTime<Utc>,
) -> Result<Vec<Vec<Proposal>>, DbErr> {
    let programmes: BTreeSet<&ProgrammeId> = meetings.iter().map(|meeting| &meeting.programme_id).collect();
    let mut found: Vec<Proposal> = Vec::new();
    for (kind, source) in SOURCES {
        let rows = source()
            .filter(scope.clone())
            .filter(household::Column::ProgrammeId.is_in(programmes.iter().copied().cloned()))
            .filter(household::Column::Stage.is_in(taking_part()))
            .filter(on_no_agenda(kind))
            .into_tuple::<(HouseholdId, ProgrammeId, String, NaiveDate)>()
            .all(db)
            .await?;
        let of_kind = rows.into_iter().map(|(household_id, programme_id, reference, day)| Proposal {
            kind,
            household_id,
            reference,
            day,
            programme_id,
        });
        found.extend(of_kind);
    }
    found.sort_by(|one, other| (one.kind, one.day, &one.reference).cmp(&(other.kind, other.day, &other.reference)));
    let days = days_to_come(db, &programmes, now).await?;
    let here = on_agendas(db, meetings).await?;
    let of_meeting = |meeting: &meeting::Model| {
        if meeting.cancelled_at.is_some() || meeting.starts_at <= now {
            return Vec::new();
        }
        let on = calendar::today(meeting.starts_at);
        let next = days.iter().find(|(programme, day)| *programme == meeting.programme_id && *day > on);
        let next_on = next.map(|(_, day)| *day);
        let comes_up = |proposal: &&Proposal| {
            let key = (meeting.id.clone(), proposal.household_id.clone(), proposal.kind);
            proposal.programme_id == meeting.programme_id
                && agenda::comes_up(proposal.kind, proposal.day, on, next_on)
                && !here.contains(&key)
        };
        found.iter().filter(comes_up).take(agenda::MOST_ITEMS).cloned().collect()
    };
    Ok(meetings.iter().map(of_meeting).collect())
}

/// Households that the landlord has proposed, and of which the cell has not decided.
fn proposed() -> Source {
    dated(household::Column::RegisteredOn.into_expr()).filter(household::Column::Stage.eq(HouseholdStage::Proposed))
}

/// Households that are preselected, and of which the cell has not decided whether they are diagnosed.
fn not_diagnosed() -> Source {
    let refused = Condition::all()
        .add(agenda_item::Column::Kind.eq(AgendaItemKind::Diagnosis))
        .add(agenda_item::Column::Decision.eq(AgendaDecision::Refused));
    let decided = Query::select()
        .column(agenda_item::Column::HouseholdId)
        .from(agenda_item::Entity)
        .cond_where(Condition::any().add(decided_and_not_ordered()).add(refused))
        .take();
    let diagnosed = Query::select()
        .column(social_diagnosis::Column::HouseholdId)
        .from(social_diagnosis::Entity)
        .and_where(social_diagnosis::Column::CancelledOn.is_null())
        .take();
    dated(household::Column::RegisteredOn.into_expr())
        .filter(household::Column::Stage.eq(HouseholdStage::Preselected))
        .filter(household::Column::Id.not_in_subquery(decided))
        .filter(household::Column::Id.not_in_subquery(diagnosed))
}

/// Households of whose support a review was held that the cell has not taken note of: the oldest.
fn reviewed() -> Source {
    by_household(dated(progress_review::Column::HeldOn.min()))
        .join(JoinType::InnerJoin, support_measure::Relation::Household.def().rev())
        .join(JoinType::InnerJoin, progress_review::Relation::SupportMeasure.def().rev())
        .filter(progress_review::Column::AgendaItemId.is_null())
}

/// Households of whose support an extension is asked that nobody has decided on: the oldest.
fn extension_asked() -> Source {
    by_household(dated(support_extension_request::Column::AskedOn.min()))
        .join(JoinType::InnerJoin, support_measure::Relation::Household.def().rev())
        .join(JoinType::InnerJoin, support_extension_request::Relation::SupportMeasure.def().rev())
        .filter(support_extension_request::Column::DecidedOn.is_null())
}

/// Households whose sliding lease is to be reviewed: the exam has to be prepared.
fn lease_reviewed() -> Source {
    by_household(dated(lease_review::Column::DueOn.min()))
        .join(JoinType::InnerJoin, tenancy::Relation::Household.def().rev())
        .join(JoinType::InnerJoin, lease_review::Relation::Tenancy.def().rev())
        .filter(lease_review::Column::HeldOn.is_null())
        .filter(lease_review::Column::CancelledOn.is_null())
}

fn dated(day: Expr) -> Source {
    let columns = [household::Column::Id, household::Column::ProgrammeId, household::Column::Reference];
    household::Entity::find().select_only().columns(columns).column_as(day, "day")
}

fn by_household(source: Source) -> Source {
    source
        .group_by(household::Column::Id)
        .group_by(household::Column::ProgrammeId)
        .group_by(household::Column::Reference)
}

fn taking_part() -> impl Iterator<Item = HouseholdStage> {
    use sea_orm::Iterable;
    HouseholdStage::iter().filter(|stage| household_rules::takes_part(*stage))
}

/// Whether a household waits for no decision of this kind on the agenda of a meeting that was not cancelled.
fn on_no_agenda(kind: AgendaItemKind) -> Expr {
    let cancelled = Query::select()
        .column(meeting::Column::Id)
        .from(meeting::Entity)
        .and_where(meeting::Column::CancelledAt.is_not_null())
        .take();
    let waiting = Query::select()
        .column(agenda_item::Column::HouseholdId)
        .from(agenda_item::Entity)
        .and_where(agenda_item::Column::Kind.eq(kind))
        .and_where(agenda_item::Column::Decision.is_null())
        .and_where(agenda_item::Column::MeetingId.not_in_subquery(cancelled))
        .take();
    household::Column::Id.not_in_subquery(waiting)
}

/// The days on which the cell of each programme will meet, in their order.
async fn days_to_come(
    db: &impl ConnectionTrait,
    programmes: &BTreeSet<&ProgrammeId>,
    now: DateTime<Utc>,
) -> Result<Vec<(ProgrammeId, NaiveDate)>, DbErr> {
    let to_come = meeting::Entity::find()
        .select_only()
        .columns([meeting::Column::ProgrammeId, meeting::Column::StartsAt])
        .filter(meeting::Column::ProgrammeId.is_in(programmes.iter().copied().cloned()))
        .filter(meeting::Column::CancelledAt.is_null())
        .filter(meeting::Column::StartsAt.gt(now))
        .order_by_asc(meeting::Column::StartsAt)
        .into_tuple::<(ProgrammeId, DateTime<Utc>)>()
        .all(db)
        .await?;
    Ok(to_come.into_iter().map(|(programme, starts_at)| (programme, calendar::today(starts_at))).collect())
}

/// What is on the agendas of some meetings.
async fn on_agendas(
    db: &impl ConnectionTrait,
    meetings: &[meeting::Model],
) -> Result<HashSet<(MeetingId, HouseholdId, AgendaItemKind)>, DbErr> {
    let items = agenda_item::Entity::find()
        .select_only()
        .columns([agenda_item::Column::MeetingId, agenda_item::Column::HouseholdId, agenda_item::Column::Kind])
        .filter(agenda_item::Column::MeetingId.is_in(meetings.iter().map(|meeting| meeting.id.clone())))
        .into_tuple()
        .all(db)
        .await?;
    Ok(items.into_iter().collect())
}
