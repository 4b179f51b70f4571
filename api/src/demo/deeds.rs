//! A path told as deeds: who did what, and at which instant. Deeds name people, meetings and
//! households by their place in the script, since nothing of it has an identifier yet.

mod following;
mod funding;
mod preparation;

pub(super) use self::funding::of_funding;

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::rules::calendar::{add_months, at_local, next_working_day, previous_working_day};
use entity::rules::support::cap;
use entity::types::{
    AgendaDecision, AgendaItemKind, AgreementParty, AllocationOutcome, Attendance, ExtensionGround, FundingState,
    InterviewKind, LeaseReviewOutcome, OfferAnswer, ParticipantResponse, ProgressReviewKind, RentalModality,
    SupportIntensity, SupportOutcome, SuspensionGround,
};
use rand::RngExt;
use rand::rngs::StdRng;

use super::cell::{Cell, Meeting, MeetingNo};
use super::dwellings::DwellingNo;
use super::path::{Extension, Path, Proposal, Stay, Support};
use super::people::{Cast, Who};
use super::programme::Partner;
use super::words;

/// A household, by place in the script.
pub(super) type HouseholdNo = usize;

/// Something that somebody did.
#[derive(Debug, Clone)]
pub(super) struct Deed {
    /// When.
    pub(super) at: DateTime<Utc>,
    /// Who.
    pub(super) by: Who,
    /// What.
    pub(super) what: What,
}

/// What somebody did. Each is one operation of the product.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// Scheduled the meetings of a room, all of them.
    Schedule(usize),
    /// Moved a meeting to another day.
    Move(MeetingNo, NaiveDate),
    /// Cancelled a meeting.
    Cancel(MeetingNo),
    /// Answered a convocation.
    Answer(MeetingNo, ParticipantResponse),
    /// Recorded who came to a meeting.
    Attend(MeetingNo, Vec<(Who, Attendance)>),
    /// Approved the minutes of a meeting.
    ApproveMinutes(MeetingNo),
    /// Corrected them.
    CorrectMinutes(MeetingNo),
    /// Registered a household.
    Register(HouseholdNo),
    /// Put a household on an agenda.
    Put(HouseholdNo, MeetingNo, AgendaItemKind),
    /// Recorded what the cell decided, and why.
    Decide(HouseholdNo, MeetingNo, AgendaItemKind, AgendaDecision, &'static str),
    /// Ordered a diagnosis by somebody.
    OrderDiagnosis(HouseholdNo, Who),
    /// Recorded the diagnosis made on a day, which recommends a support and a modality.
    Diagnose(HouseholdNo, NaiveDate, Support, RentalModality),
    /// Drew up the agreement on a day, with the objectives of a support.
    DrawUp(HouseholdNo, NaiveDate, Support),
    /// Recorded the signature of a party on a day, and who signed if it is an organisation.
    Sign(HouseholdNo, NaiveDate, AgreementParty, Who),
    /// Recorded what the committee decided on a day about a dwelling.
    Allocate(HouseholdNo, NaiveDate, DwellingNo, AllocationOutcome),
    /// Offered that dwelling on a day.
    Offer(HouseholdNo, NaiveDate),
    /// Recorded the answer given on a day.
    AnswerOffer(HouseholdNo, NaiveDate, OfferAnswer),
    /// Started the support of a household by a referent.
    Start(HouseholdNo, Who, Support),
    /// Asked that the support of a household be extended until a day.
    AskExtension(HouseholdNo, ExtensionGround, NaiveDate),
    /// Granted on a day what was asked.
    GrantExtension(HouseholdNo, NaiveDate),
    /// Extended the support of a household, as the coordinator decided on a day.
    Extend(HouseholdNo, Extension, NaiveDate),
    /// Refused on a day to extend it.
    RefuseExtension(HouseholdNo, NaiveDate),
    /// Withdrew what was asked.
    WithdrawExtension(HouseholdNo),
    /// Recorded an interview held on a day, and the next appointment.
    Interview(HouseholdNo, NaiveDate, InterviewKind, NaiveDate),
    /// Changed the intensity of the support from a day on.
    ChangeIntensity(HouseholdNo, SupportIntensity, NaiveDate),
    /// Suspended the support from a day on, as it was thought until another.
    Suspend(HouseholdNo, SuspensionGround, NaiveDate, NaiveDate),
    /// Ended the suspension on a day.
    Resume(HouseholdNo, NaiveDate),
    /// Let the support start before the agreement is signed.
    WaiveAgreement(HouseholdNo),
    /// Recorded a review of the support, held on a day.
    ReviewProgress(HouseholdNo, NaiveDate, ProgressReviewKind),
    /// Closed the support of a household.
    Close(HouseholdNo, NaiveDate, SupportOutcome),
    /// Opened a tenancy.
    Open(HouseholdNo, Stay),
    /// Recorded a review.
    Review(HouseholdNo, NaiveDate, LeaseReviewOutcome),
    /// Recorded what the landlord told the Prefect on a day: whether it offers the lease.
    TellPrefect(HouseholdNo, NaiveDate, bool),
    /// Added a period of exam to the sliding lease.
    RenewExam(HouseholdNo),
    /// Let the lease slide.
    Transfer(HouseholdNo, NaiveDate),
    /// Ended a tenancy.
    End(HouseholdNo, NaiveDate),
    /// Recorded what a funder was asked for, has granted or has paid for a year on a day, in cents.
    Fund(Partner, i32, FundingState, i64, NaiveDate),
}

/// The hours of a meeting.
pub(super) fn hours(day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    (at_local(day, 10, 0), at_local(day, 12, 0))
}

/// What was done about the meetings themselves.
pub(super) fn of_meetings(cell: &Cell, cast: &Cast, rng: &mut StdRng) -> Vec<Deed> {
    let scheduled =
        |room| Deed { at: at_local(cell.scheduled_on, 9, 0), by: cast.coordinator, what: What::Schedule(room) };
    let mut deeds: Vec<_> = (0..cell.at_once).map(scheduled).collect();
    for (no, meeting) in cell.meetings.iter().enumerate() {
        let mut tell = |at, by, what| deeds.push(Deed { at, by, what });
        if meeting.moved {
            tell(at_local(weeks_before(*meeting, 3), 9, 0), cast.coordinator, What::Move(no, meeting.day));
        }
        if meeting.cancelled {
            tell(at_local(weeks_before(*meeting, 1), 9, 0), cast.coordinator, What::Cancel(no));
        }
        // Nobody has been convened to the meetings to come: that is for the product to do.
        if no < cell.upcoming(0) && !meeting.cancelled {
            let mut came = vec![(cast.coordinator, Attendance::Present)];
            for member in &cast.convened {
                let response = response(rng);
                came.push((*member, attendance(response)));
                let Some(response) = response else { continue };
                let day = previous_working_day(meeting.day - Days::new(rng.random_range(3..=13)));
                tell(at_local(day, 14, rng.random_range(0..60)), *member, What::Answer(no, response));
            }
            tell(at_local(meeting.day, 12, 0), cast.coordinator, What::Attend(no, came));
            if cell.is_approved(no) {
                let day = next_working_day(meeting.day + Days::new(3));
                tell(at_local(day, 9, 30), cast.coordinator, What::ApproveMinutes(no));
                if no == 0 {
                    tell(
                        at_local(next_working_day(day + Days::new(7)), 9, 30),
                        cast.coordinator,
                        What::CorrectMinutes(no),
                    );
                }
            }
        }
    }
    deeds
}

/// What was done about a household, the oldest first.
pub(super) fn of_household(
    household: HouseholdNo,
    path: &Path,
    cell: &Cell,
    cast: &Cast,
    today: NaiveDate,
) -> Vec<Deed> {
    let of = |group: &[Who]| group.get(household % group.len().max(1)).copied().unwrap_or(cast.coordinator);
    let mut teller = Teller {
        household,
        coordinator: cast.coordinator,
        supervisor: cast.supervisor,
        officer: of(&cast.officers),
        referent: of(&cast.referents),
        minute: u32::try_from(household % 60).unwrap_or_default(),
        cell,
        yesterday: previous_working_day(today - Days::new(1)),
        deeds: Vec::new(),
    };
    teller.proposals(path);
    if let Some(support) = &path.support {
        let diagnosed = teller.prepared(path, support);
        teller.support(support);
        teller.followed(support);
        for stay in &path.stays {
            teller.allocated(stay, diagnosed);
            teller.stay(stay);
            teller.examined(stay);
        }
        if let Some(hearing) = &path.hearing {
            teller.heard(hearing, diagnosed);
        }
    }
    for (meeting, kind) in &path.items {
        let by = teller.coordinator;
        if *kind == AgendaItemKind::ProgressReview {
            let day = weeks_before_no(cell, *meeting);
            teller.tell(day, 15, teller.referent, What::ReviewProgress(household, day, ProgressReviewKind::Interim));
        }
        teller.put(*meeting, *kind, by, weeks_before_no(cell, *meeting));
        teller.decide(*meeting, *kind);
    }
    if let Some(kind) = path.to_come {
        let by = teller.coordinator;
        let day = teller.yesterday - Days::new(u64::from(teller.minute % 5));
        let day = previous_working_day(day);
        if let (AgendaItemKind::Extension, Some(support)) = (kind, &path.support) {
            let end_on = support.end_on.unwrap_or_else(|| cap(support.start_on));
            let asked = What::AskExtension(household, ExtensionGround::RightsPending, add_months(end_on, 3));
            teller.tell(day, 8, teller.referent, asked);
        }
        teller.put(cell.upcoming(household), kind, by, day);
    }
    teller.deeds.sort_by_key(|deed| deed.at);
    teller.deeds
}

/// Tells one household's path.
struct Teller<'a> {
    household: HouseholdNo,
    coordinator: Who,
    supervisor: Who,
    officer: Who,
    referent: Who,
    /// The minute of its hour at which things happen to this household.
    minute: u32,
    cell: &'a Cell,
    yesterday: NaiveDate,
    deeds: Vec<Deed>,
}

impl Teller<'_> {
    fn tell(&mut self, day: NaiveDate, hour: u32, by: Who, what: What) {
        self.deeds.push(Deed { at: at_local(day, hour, self.minute), by, what });
    }

    fn proposals(&mut self, path: &Path) {
        let (household, officer) = (self.household, self.officer);
        self.tell(path.registered_on, 9, officer, What::Register(household));
        let mut day = path.registered_on;
        for (meeting, proposal) in &path.proposals {
            self.put(*meeting, AgendaItemKind::Preselection, officer, day);
            let kind = AgendaItemKind::Preselection;
            let (decision, reasons) = match proposal {
                Proposal::Awaited => continue,
                Proposal::Preselected => {
                    (AgendaDecision::Preselected, words::PRESELECTED[household % words::PRESELECTED.len()])
                }
                Proposal::NotRetained => {
                    (AgendaDecision::NotRetained, words::NOT_RETAINED[household % words::NOT_RETAINED.len()])
                }
                Proposal::Adjourned => (AgendaDecision::Adjourned, words::ADJOURNED),
            };
            let coordinator = self.coordinator;
            let held_on = self.cell.day(*meeting);
            self.tell(held_on, 10, coordinator, What::Decide(household, *meeting, kind, decision, reasons));
            // Whoever is put off is put on the agenda of the next meeting the day after.
            day = next_working_day(held_on + Days::new(1));
        }
    }

    fn support(&mut self, support: &Support) {
        let household = self.household;
        let (coordinator, referent) = (self.coordinator, self.referent);
        let day = self.begins(support.start_on);
        self.tell(day, 9, coordinator, What::Start(household, referent, support.clone()));
        let next = |day: NaiveDate| next_working_day(day + Days::new(1));
        let mut since = day;
        for extension in &support.extensions {
            let decided_on = self.cell.day(extension.meeting);
            let asked_on = previous_working_day(decided_on - Days::new(10)).max(next(since));
            since = next(decided_on);
            if asked_on <= decided_on {
                let asked = What::AskExtension(household, extension.ground, extension.end_on);
                self.tell(asked_on, 9, referent, asked);
                self.tell(since, 16, coordinator, What::GrantExtension(household, decided_on));
            } else {
                self.tell(since, 16, coordinator, What::Extend(household, *extension, decided_on));
            }
            self.amended(support, next(since));
        }
        if let Some((closed_on, outcome)) = support.closed {
            // Whoever lost the home or left was not there for a last review.
            if !matches!(outcome, SupportOutcome::Lost | SupportOutcome::Left) {
                let review = What::ReviewProgress(household, closed_on, ProgressReviewKind::Final);
                self.tell(closed_on, 16, referent, review);
            }
            self.tell(closed_on, 17, referent, What::Close(household, closed_on, outcome));
        }
    }

    fn stay(&mut self, stay: &Stay) {
        let household = self.household;
        let (officer, referent) = (self.officer, self.referent);
        let day = self.begins(stay.start_on);
        // A residence is none of the landlord's business.
        let opens = if stay.modality == RentalModality::TemporarySocialResidence { referent } else { officer };
        self.tell(day, 16, opens, What::Open(household, stay.clone()));
        if stay.modality == RentalModality::SlidingLease {
            for (held_on, outcome) in &stay.reviews {
                self.tell(*held_on, 14, referent, What::Review(household, *held_on, *outcome));
            }
        }
        if let Some(day) = stay.transferred_on {
            self.tell(day, 15, officer, What::Transfer(household, day));
        }
        if let Some(day) = stay.end_on {
            self.tell(day, 15, officer, What::End(household, day));
        }
    }

    fn put(&mut self, meeting: MeetingNo, kind: AgendaItemKind, by: Who, day: NaiveDate) {
        // Not before the meeting is scheduled, at nine o'clock.
        let scheduled_on = self.cell.scheduled_on;
        let household = self.household;
        self.tell(day.max(scheduled_on), 11, by, What::Put(household, meeting, kind));
    }

    fn decide(&mut self, meeting: MeetingNo, kind: AgendaItemKind) {
        let decision = match kind {
            AgendaItemKind::ProgressReview => AgendaDecision::Acknowledged,
            _ => AgendaDecision::Approved,
        };
        let (household, coordinator, day) = (self.household, self.coordinator, self.cell.day(meeting));
        self.tell(day, 11, coordinator, What::Decide(household, meeting, kind, decision, words::settled(kind)));
    }
}

/// Whoever accepted came, or said perhaps and did; whoever declined was excused.
fn attendance(response: Option<ParticipantResponse>) -> Attendance {
    match response {
        Some(ParticipantResponse::Accepted | ParticipantResponse::Tentative) => Attendance::Present,
        Some(_) => Attendance::Excused,
        None => Attendance::Absent,
    }
}

/// Most members come; some cannot, some do not say.
fn response(rng: &mut StdRng) -> Option<ParticipantResponse> {
    match rng.random_range(0..10_u32) {
        0..=6 => Some(ParticipantResponse::Accepted),
        7 => Some(ParticipantResponse::Declined),
        8 => Some(ParticipantResponse::Tentative),
        _ => None,
    }
}

fn weeks_before(meeting: Meeting, weeks: u64) -> NaiveDate {
    previous_working_day(meeting.day - Days::new(7 * weeks))
}

fn weeks_before_no(cell: &Cell, meeting: MeetingNo) -> NaiveDate {
    cell.meetings.get(meeting).map_or(NaiveDate::MIN, |meeting| weeks_before(*meeting, 1))
}
