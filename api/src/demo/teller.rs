//! Writes a script, deed after deed, through the operations of the product and nothing else: what
//! the rules refuse a person, they refuse the demo.

mod following;
mod preparation;
mod stage;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::chance::Chance;
use entity::model::lease_review;
use entity::operations::agenda::{DecideAgendaItem, PutOnAgenda};
use entity::operations::attendance::{Attended, RecordAttendance};
use entity::operations::funding::RecordFunding;
use entity::operations::household::RegisterHousehold;
use entity::operations::lease_review::RecordLeaseReview;
use entity::operations::meeting::{AnswerConvocation, MoveMeeting, ScheduleMeeting};
use entity::operations::meeting_series::ScheduleMeetingSeries;
use entity::operations::minutes::CorrectMinutes;
use entity::operations::support::{CloseSupport, NewObjective, StartSupport};
use entity::operations::tenancy::{EndTenancy, OpenTenancy, TransferLease};
use entity::operations::{
    Act, agenda, attendance, funding, household, meeting, meeting_series, minutes, support, tenancy,
};
use entity::policy::Actor;
use entity::refusal::OperationError;
use entity::types::{
    AgendaItemId, AgendaItemKind, AllocationDecisionId, DwellingId, HouseholdId, LeaseReviewId, MeetingId,
    OrganisationId, ProgrammeId, RentalModality, SeriesPattern, SocialDiagnosisId, StaffId, SupportExtensionRequestId,
    SupportMeasureId, SupportSuspensionId, TenancyId, TripartiteAgreementId,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, TransactionTrait};

use super::cell::MeetingNo;
use super::deeds::{Deed, HouseholdNo, What, hours};
use super::people::Who;
use super::programme::Partner;
use super::story::Script;
use super::words;
use crate::record::File;

/// Where the cell meets.
const LOCATION: &str = "CCAS, salle de réunion";

/// Writes the script. `progress` is told how many deeds are done, and of how many.
pub(super) async fn tell<C: TransactionTrait + ConnectionTrait>(
    db: &C,
    chance: &Chance,
    file: &File,
    script: &Script,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(), OperationError> {
    let total = u64::try_from(script.deeds.len()).unwrap_or(u64::MAX);
    progress(0, total);
    let mut teller = stage::set(db, chance, file, script).await?;
    for (done, deed) in (1..).zip(&script.deeds) {
        teller.perform(db, deed).await?;
        progress(done, total);
    }
    Ok(())
}

/// What has an identifier by now.
struct Teller<'a> {
    script: &'a Script,
    chance: &'a Chance,
    programme: ProgrammeId,
    organisations: Vec<OrganisationId>,
    staff: Vec<Actor>,
    dwellings: Vec<DwellingId>,
    meetings: HashMap<MeetingNo, MeetingId>,
    items: HashMap<(HouseholdNo, MeetingNo, AgendaItemKind), AgendaItemId>,
    households: HashMap<HouseholdNo, HouseholdId>,
    diagnoses: HashMap<HouseholdNo, SocialDiagnosisId>,
    agreements: HashMap<HouseholdNo, TripartiteAgreementId>,
    allocations: HashMap<HouseholdNo, AllocationDecisionId>,
    supports: HashMap<HouseholdNo, SupportMeasureId>,
    requests: HashMap<HouseholdNo, SupportExtensionRequestId>,
    suspensions: HashMap<HouseholdNo, SupportSuspensionId>,
    tenancies: HashMap<HouseholdNo, TenancyId>,
}

impl Teller<'_> {
    async fn perform<C: TransactionTrait + ConnectionTrait>(
        &mut self,
        db: &C,
        deed: &Deed,
    ) -> Result<(), OperationError> {
        let actor = at(&self.staff, deed.by)?.clone();
        let act = Act::new(&actor, deed.at, self.chance);
        match &deed.what {
            What::Schedule(_) => self.schedule(db, &act, &deed.what).await,
            What::Move(..)
            | What::Cancel(_)
            | What::Answer(..)
            | What::Attend(..)
            | What::ApproveMinutes(_)
            | What::CorrectMinutes(_) => self.meet(db, &act, &deed.what).await,
            What::Register(_) | What::Put(..) | What::Decide(..) => self.propose(db, &act, &deed.what).await,
            What::OrderDiagnosis(..) | What::Diagnose(..) => self.diagnose(db, &act, &deed.what).await,
            What::DrawUp(..) | What::Sign(..) => self.agree(db, &act, &deed.what).await,
            What::Allocate(..) | What::Offer(..) | What::AnswerOffer(..) => self.allocate(db, &act, &deed.what).await,
            What::Start(..) | What::Close(..) => self.support(db, &act, &deed.what).await,
            What::AskExtension(..)
            | What::GrantExtension(..)
            | What::Extend(..)
            | What::RefuseExtension(..)
            | What::WithdrawExtension(_) => self.extend(db, &act, &deed.what).await,
            What::ReviewProgress(..)
            | What::Interview(..)
            | What::ChangeIntensity(..)
            | What::Suspend(..)
            | What::Resume(..)
            | What::WaiveAgreement(_) => self.follow(db, &act, &deed.what).await,
            What::Fund(..) => self.fund(db, &act, &deed.what).await,
            What::TellPrefect(..) | What::RenewExam(_) => self.examine(db, &act, &deed.what).await,
            What::Open(..) | What::Review(..) | What::Transfer(..) | What::End(..) => {
                self.house(db, &act, &deed.what).await
            }
        }
    }

    /// Schedules the series of meetings that is held in a room.
    async fn schedule<C: TransactionTrait + ConnectionTrait>(
        &mut self,
        db: &C,
        act: &Act<'_>,
        what: &What,
    ) -> Result<(), OperationError> {
        let What::Schedule(room) = what else { return Ok(()) };
        let (first_on, until_on) = self.script.cell.span;
        let (starts_at, ends_at) = hours(first_on);
        let convened = self.script.cast.convened.iter().map(|who| staff_id(&self.staff, *who));
        let first = ScheduleMeeting {
            programme_id: self.programme.clone(),
            starts_at,
            ends_at,
            location: self.location(*room),
            chair_id: staff_id(&self.staff, self.script.cast.coordinator)?,
            participant_ids: convened.collect::<Result<_, _>>()?,
        };
        let input = ScheduleMeetingSeries { first, pattern: SeriesPattern::Weekly, every: 4, until_on };
        let series = meeting_series::schedule(db, act, input).await?;
        let meetings = entity::model::meeting::Entity::find()
            .filter(entity::model::meeting::Column::SeriesId.eq(series.id))
            .order_by_asc(entity::model::meeting::Column::SeriesDay)
            .all(db)
            .await?;
        let rooms = self.script.cell.at_once;
        self.meetings.extend((*room..).step_by(rooms).zip(meetings.into_iter().map(|meeting| meeting.id)));
        Ok(())
    }

    async fn fund<C: TransactionTrait>(&self, db: &C, act: &Act<'_>, what: &What) -> Result<(), OperationError> {
        let What::Fund(funder, year, state, amount_cents, dated_on) = what else { return Ok(()) };
        let input = RecordFunding {
            programme_id: self.programme.clone(),
            funder_id: at(&self.organisations, *funder as usize)?.clone(),
            year: *year,
            state: *state,
            amount_cents: *amount_cents,
            dated_on: *dated_on,
        };
        funding::record(db, act, input).await?;
        Ok(())
    }

    async fn meet<C: TransactionTrait>(&mut self, db: &C, act: &Act<'_>, what: &What) -> Result<(), OperationError> {
        match what {
            What::Move(no, day) => {
                let (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>) = hours(*day);
                let meeting_id = of(&self.meetings, no)?.clone();
                meeting::reschedule(db, act, MoveMeeting { meeting_id, starts_at, ends_at, location: None }).await?;
            }
            What::Cancel(no) => {
                meeting::cancel(db, act, of(&self.meetings, no)?).await?;
            }
            What::Answer(no, response) => {
                let meeting_id = of(&self.meetings, no)?.clone();
                meeting::answer(db, act, AnswerConvocation { meeting_id, response: *response }).await?;
            }
            What::Attend(no, came) => {
                let attendances = came.iter().map(|(who, attendance)| {
                    let staff_id = staff_id(&self.staff, *who)?;
                    Ok(Attended { staff_id, attendance: *attendance, represented_by_id: None })
                });
                let input = RecordAttendance {
                    meeting_id: of(&self.meetings, no)?.clone(),
                    attendances: attendances.collect::<Result<_, DbErr>>()?,
                };
                attendance::record(db, act, input).await?;
            }
            What::ApproveMinutes(no) => {
                minutes::approve(db, act, of(&self.meetings, no)?).await?;
            }
            What::CorrectMinutes(no) => {
                let meeting_id = of(&self.meetings, no)?.clone();
                let [correction, reason] = words::CORRECTION.map(str::to_owned);
                minutes::correct(db, act, CorrectMinutes { meeting_id, correction, reason }).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn propose<C: TransactionTrait>(&mut self, db: &C, act: &Act<'_>, what: &What) -> Result<(), OperationError> {
        match what {
            What::Register(no) => {
                let told = at(&self.script.households, *no)?.clone();
                let input = RegisterHousehold {
                    programme_id: self.programme.clone(),
                    landlord_contact_id: None,
                    family_name: told.family_name,
                    national_request_number: Some(told.national_request_number),
                    grounds: told.grounds,
                    members: told.members,
                    former_household_id: None,
                };
                self.households.insert(*no, household::register(db, act, input).await?.id);
            }
            What::Put(no, meeting, kind) => {
                let household_id = of(&self.households, no)?.clone();
                let meeting_id = of(&self.meetings, meeting)?.clone();
                let item = agenda::put(db, act, PutOnAgenda { meeting_id, household_id, kind: *kind }).await?;
                self.items.insert((*no, *meeting, *kind), item.id);
            }
            What::Decide(no, meeting, kind, decision, reasons) => {
                let agenda_item_id = of(&self.items, &(*no, *meeting, *kind))?.clone();
                let input = DecideAgendaItem { agenda_item_id, decision: *decision, reasons: (*reasons).to_owned() };
                agenda::decide(db, act, input).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn support<C: TransactionTrait>(&mut self, db: &C, act: &Act<'_>, what: &What) -> Result<(), OperationError> {
        match what {
            What::Start(no, referent, told) => {
                let objectives =
                    told.axes.iter().map(|(axis, label)| NewObjective { axis: *axis, label: (*label).to_owned() });
                let input = StartSupport {
                    household_id: of(&self.households, no)?.clone(),
                    referent_id: staff_id(&self.staff, *referent)?,
                    start_on: told.start_on,
                    end_on: told.end_on,
                    intensity: told.intensity,
                    axes: told.axes.iter().map(|(axis, _)| *axis).collect(),
                    objectives: objectives.collect(),
                };
                self.supports.insert(*no, support::start(db, act, input).await?.id);
            }
            What::Close(no, closed_on, outcome) => {
                let support_measure_id = of(&self.supports, no)?.clone();
                support::close(db, act, CloseSupport { support_measure_id, closed_on: *closed_on, outcome: *outcome })
                    .await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn house<C: TransactionTrait + ConnectionTrait>(
        &mut self,
        db: &C,
        act: &Act<'_>,
        what: &What,
    ) -> Result<(), OperationError> {
        match what {
            What::Open(no, told) => {
                let direct = told.modality == RentalModality::DirectAccess;
                let ccas = at(&self.organisations, Partner::Ccas as usize)?;
                let input = OpenTenancy {
                    household_id: of(&self.households, no)?.clone(),
                    dwelling_id: at(&self.dwellings, told.dwelling)?.clone(),
                    modality: told.modality,
                    rental_management: told.management,
                    head_tenant_id: (!direct).then(|| ccas.clone()),
                    start_on: told.start_on,
                    review_period_months: None,
                    exam_period_months: None,
                };
                self.tenancies.insert(*no, tenancy::open(db, act, input).await?.id);
            }
            What::Review(no, held_on, outcome) => {
                let [household_view, organisation_view] = words::views(*outcome).map(str::to_owned);
                let input = RecordLeaseReview {
                    lease_review_id: planned_review(db, of(&self.tenancies, no)?).await?,
                    held_on: *held_on,
                    outcome: *outcome,
                    household_view,
                    organisation_view,
                };
                entity::operations::lease_review::record(db, act, input).await?;
            }
            What::Transfer(no, day) => {
                let tenancy_id = of(&self.tenancies, no)?.clone();
                tenancy::transfer(db, act, TransferLease { tenancy_id, transferred_on: *day }).await?;
            }
            What::End(no, day) => {
                let tenancy_id = of(&self.tenancies, no)?.clone();
                tenancy::end(db, act, EndTenancy { tenancy_id, end_on: *day }).await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Several meetings at once need as many rooms.
    fn location(&self, no: MeetingNo) -> String {
        match self.script.cell.at_once {
            0 | 1 => LOCATION.to_owned(),
            rooms => format!("{LOCATION} {}", no % rooms + 1),
        }
    }
}

/// The review of a tenancy that is planned and not yet held.
async fn planned_review(db: &impl ConnectionTrait, tenancy: &TenancyId) -> Result<LeaseReviewId, DbErr> {
    let planned = lease_review::Entity::find()
        .filter(lease_review::Column::TenancyId.eq(tenancy.clone()))
        .filter(lease_review::Column::HeldOn.is_null())
        .filter(lease_review::Column::CancelledOn.is_null());
    planned.one(db).await?.map(|review| review.id).ok_or_else(out_of_order)
}

fn staff_id(staff: &[Actor], who: Who) -> Result<StaffId, DbErr> {
    at(staff, who)?.staff_id().cloned().ok_or_else(out_of_order)
}

fn at<T>(list: &[T], place: usize) -> Result<&T, DbErr> {
    list.get(place).ok_or_else(out_of_order)
}

fn of<'a, K: std::hash::Hash + Eq, T>(known: &'a HashMap<K, T>, key: &K) -> Result<&'a T, DbErr> {
    known.get(key).ok_or_else(out_of_order)
}

/// A script that speaks of what has not happened yet: a fault of the demo's own.
fn out_of_order() -> DbErr {
    DbErr::Custom("the demo's script is out of order".to_owned())
}
