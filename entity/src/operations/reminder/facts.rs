//! Reads the subjects of reminders as they stand: in batches for the planner, whose cost follows what
//! is near its day, and one by one for a sender about to send.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::model::{
    household, lease_review, meeting, meeting_participant, programme, reminder, staff, support_measure, tenancy,
};
use crate::rules::calendar;
use crate::rules::reminder::answer::AnswersOf;
use crate::rules::reminder::{
    Convened, Facts, LeaseReviewFacts, MeetingFacts, MemberFacts, People, SupportFacts, horizon,
};
use crate::types::{
    HouseholdId, LeaseReviewId, MeetingId, ProgrammeId, ProgrammeSettings, ReminderRule, StaffId, SupportMeasureId,
};

/// How many subjects are looked at together.
const BATCH: u64 = 500;

/// Where the planner is in its round over the subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// Open support measures, after this end and identifier.
    Supports(Option<(NaiveDate, SupportMeasureId)>),
    /// Open lease reviews, after this day and identifier.
    LeaseReviews(Option<(NaiveDate, LeaseReviewId)>),
    /// Meetings to come, after this start and identifier.
    Meetings(Option<(DateTime<Utc>, MeetingId)>),
}

impl Cursor {
    /// The beginning of a round.
    pub fn start() -> Self {
        Self::Supports(None)
    }
}

/// Some subjects, and where to go on.
#[derive(Debug)]
pub struct Batch {
    /// The subjects.
    pub facts: Vec<Facts>,
    /// Where to go on; none when the round is over.
    pub next: Option<Cursor>,
    /// The programmes whose settings cannot be read: none of their subjects is among these.
    pub unreadable: Vec<ProgrammeId>,
}

/// The subject of one reminder, as it stands now.
#[derive(Debug)]
pub enum Subject {
    /// It was found.
    Found(Box<Facts>),
    /// It exists no longer.
    Gone,
    /// The settings of its programme cannot be read.
    Unreadable,
}

/// The next subjects for which a reminder may be open at `now`.
pub async fn candidates(db: &impl ConnectionTrait, now: DateTime<Utc>, cursor: Cursor) -> Result<Batch, DbErr> {
    let programmes = programmes(db).await?;
    match cursor {
        Cursor::Supports(after) => {
            let until = far(now, programmes.settings().map(|settings| horizon(&settings.support.days_before)));
            let mut page = Condition::all()
                .add(support_measure::Column::ClosedOn.is_null())
                .add(support_measure::Column::EndOn.lte(until));
            if let Some((end_on, id)) = after {
                let place =
                    Expr::tuple([Expr::col(support_measure::Column::EndOn), Expr::col(support_measure::Column::Id)]);
                page = page.add(place.gt(Expr::tuple([Expr::val(end_on), Expr::val(id)])));
            }
            let rows = support_measure::Entity::find()
                .filter(page)
                .order_by_asc(support_measure::Column::EndOn)
                .order_by_asc(support_measure::Column::Id)
                .limit(BATCH)
                .all(db)
                .await?;
            let last = last_of_full(&rows).map(|row| (row.end_on, row.id.clone()));
            let next = last.map_or(Cursor::LeaseReviews(None), |last| Cursor::Supports(Some(last)));
            Ok(Batch {
                facts: supports(db, &programmes, rows).await?,
                next: Some(next),
                unreadable: programmes.unreadable,
            })
        }
        Cursor::LeaseReviews(after) => {
            let until = far(now, programmes.settings().map(|settings| horizon(&settings.lease_review.days_before)));
            let mut page = Condition::all()
                .add(lease_review::Column::HeldOn.is_null())
                .add(lease_review::Column::CancelledOn.is_null())
                .add(lease_review::Column::DueOn.lte(until));
            if let Some((due_on, id)) = after {
                let place = Expr::tuple([Expr::col(lease_review::Column::DueOn), Expr::col(lease_review::Column::Id)]);
                page = page.add(place.gt(Expr::tuple([Expr::val(due_on), Expr::val(id)])));
            }
            let rows = lease_review::Entity::find()
                .filter(page)
                .order_by_asc(lease_review::Column::DueOn)
                .order_by_asc(lease_review::Column::Id)
                .limit(BATCH)
                .all(db)
                .await?;
            let last = last_of_full(&rows).map(|row| (row.due_on, row.id.clone()));
            let next = last.map_or(Cursor::Meetings(None), |last| Cursor::LeaseReviews(Some(last)));
            Ok(Batch {
                facts: lease_reviews(db, &programmes, rows).await?,
                next: Some(next),
                unreadable: programmes.unreadable,
            })
        }
        Cursor::Meetings(after) => {
            // A working day more than any number of them: weekends and holidays lie between.
            let days = programmes.settings().map(|settings| {
                let meeting = &settings.meeting;
                Ord::max(
                    meeting.convocation_days_before,
                    meeting.reminder_working_days_before.saturating_mul(3).saturating_add(7),
                )
            });
            let until = calendar::at_local(far(now, days).succ_opt().unwrap_or(NaiveDate::MAX), 0, 0);
            // A meeting that moved or was cancelled is told at once, however far it is.
            let near = Condition::any().add(meeting::Column::StartsAt.lt(until)).add(meeting::Column::Sequence.gt(0));
            let mut page = Condition::all().add(meeting::Column::StartsAt.gt(now)).add(near);
            if let Some((starts_at, id)) = after {
                let place = Expr::tuple([Expr::col(meeting::Column::StartsAt), Expr::col(meeting::Column::Id)]);
                page = page.add(place.gt(Expr::tuple([Expr::val(starts_at), Expr::val(id)])));
            }
            let rows = meeting::Entity::find()
                .filter(page)
                .order_by_asc(meeting::Column::StartsAt)
                .order_by_asc(meeting::Column::Id)
                .limit(BATCH)
                .all(db)
                .await?;
            let next = last_of_full(&rows).map(|row| Cursor::Meetings(Some((row.starts_at, row.id.clone()))));
            Ok(Batch { facts: meetings(db, &programmes, rows).await?, next, unreadable: programmes.unreadable })
        }
    }
}

/// The subjects of these reminders as they stand now, in the same order, in a number of statements that does
/// not depend on how many they are.
pub async fn of_reminders(db: &impl ConnectionTrait, rows: &[reminder::Model]) -> Result<Vec<Subject>, DbErr> {
    let programmes = programmes(db).await?;
    let (mut support_ids, mut review_ids, mut meeting_ids) = (HashSet::new(), HashSet::new(), HashSet::new());
    for row in rows {
        let ids = match row.rule {
            ReminderRule::SupportEnd => &mut support_ids,
            ReminderRule::LeaseReview => &mut review_ids,
            ReminderRule::MeetingConvocation
            | ReminderRule::MeetingReminder
            | ReminderRule::MeetingUnanswered
            | ReminderRule::MeetingCancellation => &mut meeting_ids,
        };
        ids.insert(row.subject_id.as_str());
    }
    let (mut exist, mut found) = (HashSet::new(), Vec::new());
    if !support_ids.is_empty() {
        let rows =
            support_measure::Entity::find().filter(support_measure::Column::Id.is_in(support_ids)).all(db).await?;
        exist.extend(rows.iter().map(|row| row.id.to_string()));
        found.extend(supports(db, &programmes, rows).await?);
    }
    if !review_ids.is_empty() {
        let rows = lease_review::Entity::find().filter(lease_review::Column::Id.is_in(review_ids)).all(db).await?;
        exist.extend(rows.iter().map(|row| row.id.to_string()));
        found.extend(lease_reviews(db, &programmes, rows).await?);
    }
    if !meeting_ids.is_empty() {
        let rows = meeting::Entity::find().filter(meeting::Column::Id.is_in(meeting_ids)).all(db).await?;
        exist.extend(rows.iter().map(|row| row.id.to_string()));
        found.extend(meetings(db, &programmes, rows).await?);
    }
    let found: HashMap<&str, &Facts> = found.iter().map(|facts| (facts.subject_id(), facts)).collect();
    let subjects = rows.iter().map(|row| match found.get(row.subject_id.as_str()) {
        Some(facts) => Subject::Found(Box::new((*facts).clone())),
        // Whatever else a subject needs, foreign keys hold: only its programme can have been left out.
        None if exist.contains(&row.subject_id) => Subject::Unreadable,
        None => Subject::Gone,
    });
    Ok(subjects.collect())
}

/// What reminders need of each programme, and the programmes whose settings cannot be read.
#[derive(Default)]
struct Programmes {
    readable: HashMap<ProgrammeId, Programme>,
    unreadable: Vec<ProgrammeId>,
}

struct Programme {
    coordinator_id: StaffId,
    supervisor_id: StaffId,
    settings: ProgrammeSettings,
}

impl Programmes {
    fn get(&self, id: &ProgrammeId) -> Option<&Programme> {
        self.readable.get(id)
    }

    fn settings(&self) -> impl Iterator<Item = &ProgrammeSettings> {
        self.readable.values().map(|programme| &programme.settings)
    }
}

/// Reads the settings as text, each by itself: what one programme holds that this version cannot read must
/// not silence the others.
async fn programmes(db: &impl ConnectionTrait) -> Result<Programmes, DbErr> {
    let rows: Vec<(ProgrammeId, StaffId, StaffId, String)> = programme::Entity::find()
        .select_only()
        .columns([programme::Column::Id, programme::Column::CoordinatorId, programme::Column::SupervisorId])
        .expr_as(Expr::col(programme::Column::Settings).cast_as("text"), "settings_text")
        .into_tuple()
        .all(db)
        .await?;
    let mut found = Programmes::default();
    for (id, coordinator_id, supervisor_id, settings) in rows {
        match serde_json::from_str(&settings) {
            Ok(settings) => {
                found.readable.insert(id, Programme { coordinator_id, supervisor_id, settings });
            }
            Err(_) => found.unreadable.push(id),
        }
    }
    Ok(found)
}

async fn households(
    db: &impl ConnectionTrait,
    ids: Vec<HouseholdId>,
) -> Result<HashMap<HouseholdId, household::Model>, DbErr> {
    let rows = household::Entity::find().filter(household::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

/// Those of these households' people who no longer work here.
async fn gone(
    db: &impl ConnectionTrait,
    households: &HashMap<HouseholdId, household::Model>,
    programmes: &Programmes,
) -> Result<HashSet<StaffId>, DbErr> {
    let of_households = households.values().flat_map(|row| row.referent_id.iter().chain([&row.landlord_contact_id]));
    let of_programmes = programmes.readable.values().map(|programme| &programme.supervisor_id);
    let named: HashSet<_> = of_households.chain(of_programmes).cloned().collect();
    let gone: Vec<StaffId> = staff::Entity::find()
        .select_only()
        .column(staff::Column::Id)
        .filter(staff::Column::Id.is_in(named))
        .filter(staff::Column::Active.eq(false))
        .into_tuple()
        .all(db)
        .await?;
    Ok(gone.into_iter().collect())
}

fn people(household: &household::Model, programme: &Programme, gone: &HashSet<StaffId>) -> People {
    let people = People {
        referent: household.referent_id.clone(),
        landlord_contact: household.landlord_contact_id.clone(),
        supervisor: programme.supervisor_id.clone(),
        coordinator: programme.coordinator_id.clone(),
    };
    people.still_here(gone)
}

async fn supports(
    db: &impl ConnectionTrait,
    programmes: &Programmes,
    rows: Vec<support_measure::Model>,
) -> Result<Vec<Facts>, DbErr> {
    let households = households(db, rows.iter().map(|row| row.household_id.clone()).collect()).await?;
    let gone = gone(db, &households, programmes).await?;
    let mut answers = answers(db, ReminderRule::SupportEnd, &rows, |row| row.id.as_str()).await?;
    let facts = rows.into_iter().filter_map(|row| {
        let household = households.get(&row.household_id)?;
        let programme = programmes.get(&household.programme_id)?;
        let subject_id = row.id.to_string();
        Some(Facts::Support(SupportFacts {
            id: row.id,
            programme_id: household.programme_id.clone(),
            household_id: household.id.clone(),
            reference: household.reference.clone(),
            end_on: row.end_on,
            open: row.closed_on.is_none(),
            people: people(household, programme, &gone),
            answers: answers.remove(&(subject_id, row.end_on)).unwrap_or_default(),
            settings: programme.settings.support.clone(),
        }))
    });
    Ok(facts.collect())
}

async fn lease_reviews(
    db: &impl ConnectionTrait,
    programmes: &Programmes,
    rows: Vec<lease_review::Model>,
) -> Result<Vec<Facts>, DbErr> {
    let tenancy_ids = rows.iter().map(|row| row.tenancy_id.clone());
    let tenancies = tenancy::Entity::find().filter(tenancy::Column::Id.is_in(tenancy_ids)).all(db).await?;
    let tenancies: HashMap<_, _> = tenancies.into_iter().map(|row| (row.id.clone(), row)).collect();
    let households = households(db, tenancies.values().map(|row| row.household_id.clone()).collect()).await?;
    let gone = gone(db, &households, programmes).await?;
    let mut answers = answers(db, ReminderRule::LeaseReview, &rows, |row| row.id.as_str()).await?;
    let facts = rows.into_iter().filter_map(|row| {
        let household = households.get(&tenancies.get(&row.tenancy_id)?.household_id)?;
        let programme = programmes.get(&household.programme_id)?;
        let subject_id = row.id.to_string();
        Some(Facts::LeaseReview(LeaseReviewFacts {
            id: row.id,
            programme_id: household.programme_id.clone(),
            household_id: household.id.clone(),
            reference: household.reference.clone(),
            due_on: row.due_on,
            open: row.held_on.is_none() && row.cancelled_on.is_none(),
            people: people(household, programme, &gone),
            answers: answers.remove(&(subject_id, row.due_on)).unwrap_or_default(),
            settings: programme.settings.lease_review.clone(),
        }))
    });
    Ok(facts.collect())
}

async fn meetings(
    db: &impl ConnectionTrait,
    programmes: &Programmes,
    rows: Vec<meeting::Model>,
) -> Result<Vec<Facts>, DbErr> {
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    let participants = meeting_participant::Entity::find()
        .filter(meeting_participant::Column::MeetingId.is_in(ids.clone()))
        .all(db)
        .await?;
    // Whatever was attempted may have arrived, even if the server's answer did not reach us: it counts.
    let convocations = reminder::Entity::find()
        .filter(reminder::Column::SubjectId.is_in(ids.iter().map(MeetingId::as_str)))
        .filter(reminder::Column::Rule.eq(ReminderRule::MeetingConvocation))
        .filter(reminder::Column::Attempts.gt(0))
        .all(db)
        .await?;
    let mut convened: HashMap<_, Vec<Convened>> = HashMap::new();
    for row in convocations {
        let on = calendar::today(row.sent_at.or(row.claimed_at).unwrap_or(row.planned_at));
        let sent = Convened { revision: row.revision, on, accepted: row.sent_at.is_some() };
        convened.entry((row.subject_id, row.recipient_id)).or_default().push(sent);
    }
    let mut members: HashMap<MeetingId, Vec<MemberFacts>> = HashMap::new();
    for row in participants {
        let sent = convened.remove(&(row.meeting_id.to_string(), row.staff_id.clone())).unwrap_or_default();
        let member = MemberFacts { staff_id: row.staff_id, response: row.response, convened: sent };
        members.entry(row.meeting_id).or_default().push(member);
    }
    let facts = rows.into_iter().filter_map(|row| {
        let programme = programmes.get(&row.programme_id)?;
        Some(Facts::Meeting(MeetingFacts {
            members: members.remove(&row.id).unwrap_or_default(),
            id: row.id,
            starts_at: row.starts_at,
            sequence: row.sequence,
            cancelled: row.cancelled_at.is_some(),
            chair: row.chair_id,
            settings: programme.settings.meeting.clone(),
            territory: programme.settings.territory,
        }))
    });
    Ok(facts.collect())
}

/// What was answered to the reminders of some subjects, by subject and by the day recalled.
async fn answers<T>(
    db: &impl ConnectionTrait,
    rule: ReminderRule,
    subjects: &[T],
    id: impl Fn(&T) -> &str,
) -> Result<HashMap<(String, NaiveDate), AnswersOf>, DbErr> {
    use reminder::Column;
    type Row = (String, NaiveDate, StaffId, Option<DateTime<Utc>>, Option<NaiveDate>);
    let answered = reminder::Entity::find()
        .select_only()
        .columns([Column::SubjectId, Column::DueOn, Column::RecipientId, Column::AcknowledgedAt, Column::SnoozedUntil])
        .filter(Column::SubjectId.is_in(subjects.iter().map(id)))
        .filter(Column::Rule.eq(rule))
        .filter(Column::AcknowledgedAt.is_not_null().or(Column::SnoozedUntil.is_not_null()));
    let rows: Vec<Row> = answered.into_tuple().all(db).await?;
    let mut found: HashMap<_, AnswersOf> = HashMap::new();
    for (subject_id, due_on, recipient_id, acknowledged_at, snoozed_until) in rows {
        let answers = found.entry((subject_id, due_on)).or_default().entry(recipient_id).or_default();
        if acknowledged_at.is_some() {
            answers.acknowledge();
        }
        if let Some(until) = snoozed_until {
            answers.snooze(until);
        }
    }
    Ok(found)
}

fn far(now: DateTime<Utc>, days: impl Iterator<Item = u32>) -> NaiveDate {
    // Ten years at most: SQLite compares dates as texts, whose years have four digits.
    let days = Days::new(u64::from(Ord::min(days.max().unwrap_or_default(), 3_650)));
    calendar::today(now).checked_add_days(days).unwrap_or(NaiveDate::MAX)
}

fn last_of_full<T>(rows: &[T]) -> Option<&T> {
    if u64::try_from(rows.len()).is_ok_and(|count| count == BATCH) { rows.last() } else { None }
}
