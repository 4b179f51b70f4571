//! Reads households and meetings as their reminders see them: for the planner, some hundred places at a time, and for
//! senders about to send. How many statements that takes does not depend on how many they are.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::model::{
    allocation_decision, exam_period, household, lease_review, meeting, meeting_participant, programme,
    progress_review, reminder, social_diagnosis, staff, support_extension_request, support_measure, tenancy,
    tripartite_agreement,
};
use crate::rules::calendar;
use crate::rules::reminder::answer::AnswersOf;
use crate::rules::reminder::{
    Convened, Deadline, Facts, HouseholdFacts, MeetingFacts, MemberFacts, People, SupportFacts,
};
use crate::types::{
    ExamPeriodId, HouseholdId, HouseholdStage, LeaseReviewId, MeetingId, OrganisationId, ProgrammeId,
    ProgrammeSettings, ProgressReviewKind, ReminderRule, Role, SocialDiagnosisId, StaffId, SupportExtensionRequestId,
    SupportMeasureId, SupportOutcome, TenancyId,
};

/// What there is at some places.
#[derive(Debug, Default)]
pub struct Places {
    /// What was found, by the household's or the meeting's identifier.
    pub found: HashMap<String, Facts>,
    /// Those whose programme's settings cannot be read.
    pub unreadable: HashSet<String>,
}

/// The subject of one reminder, as it stands now.
#[derive(Debug, Clone)]
pub enum Subject {
    /// It was found: its household, or the meeting.
    Found(Arc<Facts>),
    /// It exists no longer.
    Gone,
    /// The settings of its programme cannot be read.
    Unreadable,
}

/// The households and the meetings of these identifiers.
pub async fn of_places(db: &impl ConnectionTrait, ids: &[String]) -> Result<Places, DbErr> {
    let programmes = programmes(db).await?;
    let mut places = Places::default();
    let household_ids: Vec<HouseholdId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    if !household_ids.is_empty() {
        households(db, &programmes, household_ids, &mut places).await?;
    }
    let meeting_ids: Vec<MeetingId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    if !meeting_ids.is_empty() {
        meetings(db, &programmes, meeting_ids, &mut places).await?;
    }
    Ok(places)
}

/// The programmes whose settings cannot be read.
pub async fn unreadable_programmes(db: &impl ConnectionTrait) -> Result<Vec<ProgrammeId>, DbErr> {
    Ok(programmes(db).await?.unreadable)
}

/// The subjects of these reminders as they stand now, in the same order.
pub async fn of_reminders(db: &impl ConnectionTrait, rows: &[reminder::Model]) -> Result<Vec<Subject>, DbErr> {
    let place = |row: &reminder::Model| match &row.household_id {
        Some(household_id) => household_id.to_string(),
        None => row.subject_id.clone(),
    };
    let ids: BTreeSet<String> = rows.iter().map(place).collect();
    let places = of_places(db, &Vec::from_iter(ids)).await?;
    let found: HashMap<String, Arc<Facts>> =
        places.found.into_iter().map(|(id, facts)| (id, Arc::new(facts))).collect();
    let subjects = rows.iter().map(|row| {
        let place = place(row);
        match found.get(&place) {
            Some(facts) => Subject::Found(Arc::clone(facts)),
            None if places.unreadable.contains(&place) => Subject::Unreadable,
            None => Subject::Gone,
        }
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

/// The households with the records of their files.
async fn households(
    db: &impl ConnectionTrait,
    programmes: &Programmes,
    ids: Vec<HouseholdId>,
    places: &mut Places,
) -> Result<(), DbErr> {
    let rows = household::Entity::find().filter(household::Column::Id.is_in(ids)).all(db).await?;
    let (known, unknown): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| programmes.readable.contains_key(&row.programme_id));
    places.unreadable.extend(unknown.into_iter().map(|row| row.id.to_string()));
    let ids: Vec<HouseholdId> = known.iter().map(|row| row.id.clone()).collect();
    let mut files = Files::default();
    files.supports(db, &ids).await?;
    files.tenancies(db, &ids).await?;
    files.offers(db, &ids).await?;
    files.agreements(db, &ids).await?;
    files.diagnoses(db, &ids).await?;
    files.answers(db, &ids).await?;
    let crew = Crew::of(db, programmes, &known, &files).await?;
    for row in known {
        let Some(programme) = programmes.readable.get(&row.programme_id) else { continue };
        let mut file = files.0.remove(&row.id).unwrap_or_default();
        for diagnosis in &mut file.diagnoses {
            diagnosis.owner = diagnosis.owner.take().filter(|author| !crew.gone.contains(author));
        }
        let facts = HouseholdFacts {
            answers: file.answers,
            present: !matches!(row.stage, HouseholdStage::NotRetained | HouseholdStage::Exited),
            people: crew.people(&row, programme),
            settings: programme.settings.clone(),
            supports: file.supports,
            extension_requests: file.extension_requests,
            lease_reviews: file.lease_reviews,
            prefect_notices: file.prefect_notices,
            offers: file.offers,
            agreements: file.agreements,
            diagnoses: file.diagnoses,
            id: row.id.clone(),
            programme_id: row.programme_id,
            reference: row.reference,
        };
        places.found.insert(row.id.to_string(), Facts::Household(Box::new(facts)));
    }
    Ok(())
}

/// The records of households, as they are read.
#[derive(Default)]
struct Files(HashMap<HouseholdId, File>);

#[derive(Default)]
struct File {
    supports: Vec<SupportFacts>,
    extension_requests: Vec<Deadline>,
    lease_reviews: Vec<Deadline>,
    prefect_notices: Vec<Deadline>,
    offers: Vec<Deadline>,
    agreements: Vec<Deadline>,
    diagnoses: Vec<Deadline>,
    answers: HashMap<(ReminderRule, String, NaiveDate), AnswersOf>,
}

impl Files {
    fn of(&mut self, household_id: &HouseholdId) -> &mut File {
        self.0.entry(household_id.clone()).or_default()
    }

    async fn supports(&mut self, db: &impl ConnectionTrait, ids: &[HouseholdId]) -> Result<(), DbErr> {
        let rows = support_measure::Entity::find()
            .filter(support_measure::Column::HouseholdId.is_in(ids.iter().cloned()))
            .all(db)
            .await?;
        let measures: HashMap<SupportMeasureId, (HouseholdId, bool)> =
            rows.iter().map(|row| (row.id.clone(), (row.household_id.clone(), row.closed_on.is_none()))).collect();
        let reviews: Vec<(SupportMeasureId, ProgressReviewKind)> = progress_review::Entity::find()
            .select_only()
            .columns([progress_review::Column::SupportMeasureId, progress_review::Column::Kind])
            .filter(progress_review::Column::SupportMeasureId.is_in(measures.keys().cloned()))
            .into_tuple()
            .all(db)
            .await?;
        let held: HashSet<(SupportMeasureId, ProgressReviewKind)> = reviews.into_iter().collect();
        for row in rows {
            let held = |kind| held.contains(&(row.id.clone(), kind));
            let facts = SupportFacts {
                interim_held: held(ProgressReviewKind::Interim),
                final_held: held(ProgressReviewKind::Final),
                id: row.id.to_string(),
                start_on: row.start_on,
                end_on: row.end_on,
                closed_on: row.closed_on,
                household_left: matches!(row.outcome, Some(SupportOutcome::Left | SupportOutcome::Lost)),
            };
            self.of(&row.household_id).supports.push(facts);
        }
        let requests: Vec<(SupportExtensionRequestId, SupportMeasureId, NaiveDate, Option<NaiveDate>)> =
            support_extension_request::Entity::find()
                .select_only()
                .columns([
                    support_extension_request::Column::Id,
                    support_extension_request::Column::SupportMeasureId,
                    support_extension_request::Column::AskedOn,
                    support_extension_request::Column::DecidedOn,
                ])
                .filter(support_extension_request::Column::SupportMeasureId.is_in(measures.keys().cloned()))
                .into_tuple()
                .all(db)
                .await?;
        for (id, measure_id, asked_on, decided_on) in requests {
            let Some((household_id, running)) = measures.get(&measure_id) else { continue };
            let asked = Deadline::on(&id, asked_on).open(decided_on.is_none() && *running);
            self.of(household_id).extension_requests.push(asked);
        }
        Ok(())
    }

    /// The reviews of tenancies, and the notice of each one's last exam period: a further period puts it off.
    async fn tenancies(&mut self, db: &impl ConnectionTrait, ids: &[HouseholdId]) -> Result<(), DbErr> {
        type Review = (LeaseReviewId, TenancyId, NaiveDate, Option<NaiveDate>, Option<NaiveDate>);
        let rows: Vec<(TenancyId, HouseholdId, Option<NaiveDate>, Option<NaiveDate>)> = tenancy::Entity::find()
            .select_only()
            .columns([
                tenancy::Column::Id,
                tenancy::Column::HouseholdId,
                tenancy::Column::EndOn,
                tenancy::Column::TransferredOn,
            ])
            .filter(tenancy::Column::HouseholdId.is_in(ids.iter().cloned()))
            .into_tuple()
            .all(db)
            .await?;
        let tenancies: HashMap<TenancyId, (HouseholdId, bool)> = rows
            .into_iter()
            .map(|(id, household_id, end_on, transferred_on)| {
                (id, (household_id, end_on.is_none() && transferred_on.is_none()))
            })
            .collect();
        let reviews: Vec<Review> = lease_review::Entity::find()
            .select_only()
            .columns([
                lease_review::Column::Id,
                lease_review::Column::TenancyId,
                lease_review::Column::DueOn,
                lease_review::Column::HeldOn,
                lease_review::Column::CancelledOn,
            ])
            .filter(lease_review::Column::TenancyId.is_in(tenancies.keys().cloned()))
            .into_tuple()
            .all(db)
            .await?;
        for (id, tenancy_id, due_on, held_on, cancelled_on) in reviews {
            let Some((household_id, _)) = tenancies.get(&tenancy_id) else { continue };
            let review = Deadline::on(&id, due_on).open(held_on.is_none() && cancelled_on.is_none());
            self.of(household_id).lease_reviews.push(review);
        }
        let periods: Vec<(ExamPeriodId, TenancyId, NaiveDate, Option<NaiveDate>)> = exam_period::Entity::find()
            .select_only()
            .columns([
                exam_period::Column::Id,
                exam_period::Column::TenancyId,
                exam_period::Column::NoticeDueOn,
                exam_period::Column::PrefectInformedOn,
            ])
            .filter(exam_period::Column::TenancyId.is_in(tenancies.keys().cloned()))
            .order_by_desc(exam_period::Column::Rank)
            .into_tuple()
            .all(db)
            .await?;
        let mut last = HashSet::new();
        for (id, tenancy_id, notice_due_on, informed_on) in periods {
            let Some((household_id, lasts)) = tenancies.get(&tenancy_id) else { continue };
            let open = last.insert(tenancy_id) && *lasts && informed_on.is_none();
            self.of(household_id).prefect_notices.push(Deadline::on(&id, notice_due_on).open(open));
        }
        Ok(())
    }

    async fn offers(&mut self, db: &impl ConnectionTrait, ids: &[HouseholdId]) -> Result<(), DbErr> {
        let rows = allocation_decision::Entity::find()
            .filter(allocation_decision::Column::HouseholdId.is_in(ids.iter().cloned()))
            .filter(allocation_decision::Column::OfferedOn.is_not_null())
            .all(db)
            .await?;
        for row in rows {
            let (Some(offered_on), Some(due_on)) = (row.offered_on, row.answer_due_on) else { continue };
            let offer = Deadline { from_on: Some(offered_on), ..Deadline::on(&row.id, due_on) };
            let open = row.answer.is_none() && row.released_on.is_none();
            self.of(&row.household_id).offers.push(offer.open(open));
        }
        Ok(())
    }

    async fn agreements(&mut self, db: &impl ConnectionTrait, ids: &[HouseholdId]) -> Result<(), DbErr> {
        let rows = tripartite_agreement::Entity::find()
            .filter(tripartite_agreement::Column::HouseholdId.is_in(ids.iter().cloned()))
            .all(db)
            .await?;
        for row in rows {
            let agreement = Deadline::on(&row.id, row.drawn_up_on);
            let open = row.signed_on.is_none() && row.cancelled_on.is_none();
            self.of(&row.household_id).agreements.push(agreement.open(open));
        }
        Ok(())
    }

    /// What was answered to reminders of the households.
    async fn answers(&mut self, db: &impl ConnectionTrait, ids: &[HouseholdId]) -> Result<(), DbErr> {
        use reminder::Column;
        let answered = reminder::Entity::find()
            .filter(Column::HouseholdId.is_in(ids.iter().cloned()))
            .filter(Column::AcknowledgedAt.is_not_null().or(Column::SnoozedUntil.is_not_null()));
        for row in answered.all(db).await? {
            let Some(household_id) = &row.household_id else { continue };
            let of_series = (row.rule, row.subject_id, row.due_on);
            let answers =
                self.of(household_id).answers.entry(of_series).or_default().entry(row.recipient_id).or_default();
            if row.acknowledged_at.is_some() {
                answers.acknowledge();
            }
            if let Some(until) = row.snoozed_until {
                answers.snooze(until);
            }
        }
        Ok(())
    }

    /// Of the diagnoses, only their days: what they say is none of a reminder's business.
    async fn diagnoses(&mut self, db: &impl ConnectionTrait, ids: &[HouseholdId]) -> Result<(), DbErr> {
        type Row = (SocialDiagnosisId, HouseholdId, StaffId, NaiveDate, Option<NaiveDate>, Option<NaiveDate>);
        let rows: Vec<Row> = social_diagnosis::Entity::find()
            .select_only()
            .columns([
                social_diagnosis::Column::Id,
                social_diagnosis::Column::HouseholdId,
                social_diagnosis::Column::AuthorId,
                social_diagnosis::Column::DueOn,
                social_diagnosis::Column::DoneOn,
                social_diagnosis::Column::CancelledOn,
            ])
            .filter(social_diagnosis::Column::HouseholdId.is_in(ids.iter().cloned()))
            .into_tuple()
            .all(db)
            .await?;
        for (id, household_id, author_id, due_on, done_on, cancelled_on) in rows {
            let diagnosis = Deadline { owner: Some(author_id), ..Deadline::on(&id, due_on) };
            let open = done_on.is_none() && cancelled_on.is_none();
            self.of(&household_id).diagnoses.push(diagnosis.open(open));
        }
        Ok(())
    }
}

/// Those who are written to: who left, where they work, and who manages there.
struct Crew {
    gone: HashSet<StaffId>,
    organisations: HashMap<StaffId, OrganisationId>,
    managers: HashMap<OrganisationId, Vec<StaffId>>,
}

impl Crew {
    async fn of(
        db: &impl ConnectionTrait,
        programmes: &Programmes,
        households: &[household::Model],
        files: &Files,
    ) -> Result<Self, DbErr> {
        let of_households = households.iter().flat_map(|row| row.referent_id.iter().chain([&row.landlord_contact_id]));
        let of_programmes =
            programmes.readable.values().flat_map(|programme| [&programme.supervisor_id, &programme.coordinator_id]);
        let authors = files.0.values().flat_map(|file| file.diagnoses.iter().filter_map(|made| made.owner.as_ref()));
        let named: HashSet<StaffId> = of_households.chain(of_programmes).chain(authors).cloned().collect();
        let people: Vec<(StaffId, OrganisationId, bool)> = staff::Entity::find()
            .select_only()
            .columns([staff::Column::Id, staff::Column::OrganisationId, staff::Column::Active])
            .filter(staff::Column::Id.is_in(named))
            .into_tuple()
            .all(db)
            .await?;
        let gone = people.iter().filter(|(_, _, active)| !active).map(|(id, _, _)| id.clone()).collect();
        let organisations: HashMap<_, _> =
            people.into_iter().map(|(id, organisation_id, _)| (id, organisation_id)).collect();
        let managing: Vec<(OrganisationId, StaffId)> = staff::Entity::find()
            .select_only()
            .columns([staff::Column::OrganisationId, staff::Column::Id])
            .filter(staff::Column::OrganisationId.is_in(organisations.values().cloned().collect::<HashSet<_>>()))
            .filter(staff::Column::Role.eq(Role::ProgrammeManager))
            .filter(staff::Column::Active.eq(true))
            .order_by_asc(staff::Column::Id)
            .into_tuple()
            .all(db)
            .await?;
        let mut managers: HashMap<_, Vec<StaffId>> = HashMap::new();
        for (organisation_id, id) in managing {
            managers.entry(organisation_id).or_default().push(id);
        }
        Ok(Self { gone, organisations, managers })
    }

    fn managers_beside(&self, person: &StaffId) -> Vec<StaffId> {
        let organisation = self.organisations.get(person);
        organisation.and_then(|id| self.managers.get(id)).cloned().unwrap_or_default()
    }

    fn people(&self, household: &household::Model, programme: &Programme) -> People {
        let people = People {
            referent: household.referent_id.clone(),
            landlord_contact: household.landlord_contact_id.clone(),
            landlord_managers: self.managers_beside(&household.landlord_contact_id),
            supervisor: programme.supervisor_id.clone(),
            coordinator: programme.coordinator_id.clone(),
            deciders: self.managers_beside(&programme.coordinator_id),
        };
        people.still_here(&self.gone)
    }
}

/// The meetings with their members and what these were sent.
async fn meetings(
    db: &impl ConnectionTrait,
    programmes: &Programmes,
    ids: Vec<MeetingId>,
    places: &mut Places,
) -> Result<(), DbErr> {
    let rows = meeting::Entity::find().filter(meeting::Column::Id.is_in(ids)).all(db).await?;
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
    for row in rows {
        let place = row.id.to_string();
        let Some(programme) = programmes.readable.get(&row.programme_id) else {
            places.unreadable.insert(place);
            continue;
        };
        let facts = MeetingFacts {
            members: members.remove(&row.id).unwrap_or_default(),
            id: row.id,
            starts_at: row.starts_at,
            sequence: row.sequence,
            cancelled: row.cancelled_at.is_some(),
            chair: row.chair_id,
            settings: programme.settings.meeting.clone(),
            territory: programme.settings.territory,
        };
        places.found.insert(place, Facts::Meeting(facts));
    }
    Ok(())
}
