//! The path of one household through the programme: the days on which things happened to it, each
//! after what it needs. Nothing here knows of a database.

use chrono::{Days, NaiveDate};
use entity::rules::{calendar, lease_review, support};
use entity::types::{
    AgendaItemKind, AllocationOutcome, ExtensionGround, LeaseReviewOutcome, OfferAnswer, RentalManagement,
    RentalModality, SupportAxis, SupportIntensity, SupportOutcome,
};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use super::cell::{Cell, MeetingNo};
use super::dwellings::{DwellingNo, Part, Stock};
use super::words;

/// The months between two reviews. Source: the programme's default.
const REVIEW_MONTHS: u32 = 6;

/// What happens to a household.
#[derive(Debug, Clone)]
pub(super) struct Path {
    /// The day of its registration.
    pub(super) registered_on: NaiveDate,
    /// The meetings that it is proposed to, and what each decided.
    pub(super) proposals: Vec<(MeetingNo, Proposal)>,
    /// Its support measure.
    pub(super) support: Option<Support>,
    /// Where it lives, one after the other.
    pub(super) stays: Vec<Stay>,
    /// What became of it so far, if it still waits for a dwelling.
    pub(super) hearing: Option<Hearing>,
    /// What else the cell was asked about it, in meetings that were held.
    pub(super) items: Vec<(MeetingNo, AgendaItemKind)>,
    /// What the next meeting is asked about it.
    pub(super) to_come: Option<AgendaItemKind>,
}

/// What the cell decided on a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proposal {
    /// Preselected.
    Preselected,
    /// Not retained.
    NotRetained,
    /// Put off.
    Adjourned,
    /// The meeting is still to come.
    Awaited,
}

/// A support measure.
#[derive(Debug, Clone)]
pub(super) struct Support {
    /// First day.
    pub(super) start_on: NaiveDate,
    /// Last day as decided first; absent: the cap.
    pub(super) end_on: Option<NaiveDate>,
    /// How close it is.
    pub(super) intensity: SupportIntensity,
    /// Its axes, with the objective set along each.
    pub(super) axes: Vec<(SupportAxis, &'static str)>,
    /// Its extensions.
    pub(super) extensions: Vec<Extension>,
    /// The day on which it closed, and how.
    pub(super) closed: Option<(NaiveDate, SupportOutcome)>,
}

/// An extension, with which the cell agreed at a meeting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extension {
    /// The meeting.
    pub(super) meeting: MeetingNo,
    /// Why.
    pub(super) ground: ExtensionGround,
    /// The new last day.
    pub(super) end_on: NaiveDate,
}

/// What the allocation committee decided on a household that still waits for a dwelling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hearing {
    /// The dwelling.
    pub(super) dwelling: DwellingNo,
    /// What was decided.
    pub(super) outcome: AllocationOutcome,
    /// Whether the dwelling was offered.
    pub(super) offered: bool,
    /// What the household answered, if it did.
    pub(super) answer: Option<OfferAnswer>,
}

/// A tenancy.
#[derive(Debug, Clone)]
pub(super) struct Stay {
    /// The dwelling.
    pub(super) dwelling: DwellingNo,
    /// One of the four modalities.
    pub(super) modality: RentalModality,
    /// The type of rental management.
    pub(super) management: RentalManagement,
    /// First day.
    pub(super) start_on: NaiveDate,
    /// The reviews held, with what each concluded.
    pub(super) reviews: Vec<(NaiveDate, LeaseReviewOutcome)>,
    /// The day on which the lease slid.
    pub(super) transferred_on: Option<NaiveDate>,
    /// Last day.
    pub(super) end_on: Option<NaiveDate>,
}

impl Path {
    /// Closes the support on a day, or on the last day worked before it.
    pub(super) fn close(&mut self, day: NaiveDate, outcome: SupportOutcome) {
        if let Some(support) = &mut self.support {
            support.closed = Some((calendar::previous_working_day(day), outcome));
        }
    }
}

/// Makes up the path of one household: each method adds what is said to have happened next.
pub(super) struct Pathfinder<'a> {
    /// The source of variety.
    pub(super) rng: &'a mut StdRng,
    /// The meetings.
    pub(super) cell: &'a Cell,
    /// The dwellings.
    pub(super) stock: &'a mut Stock,
    /// The present day.
    pub(super) today: NaiveDate,
    /// The household, by place.
    pub(super) household: usize,
    /// How many people it has.
    pub(super) people: usize,
}

impl Pathfinder<'_> {
    /// The last working day that is over: nothing in the demo happens later.
    pub(super) fn yesterday(&self) -> NaiveDate {
        calendar::previous_working_day(self.today - Days::new(1))
    }

    /// The day on which a household moves in: within four weeks of the start of its support.
    pub(super) fn moving_in(&mut self, start_on: NaiveDate) -> NaiveDate {
        let day = calendar::next_working_day(start_on + Days::new(self.rng.random_range(0..28)));
        day.min(self.yesterday())
    }

    /// A household registered some weeks before a meeting that it is proposed to.
    pub(super) fn proposed(&mut self, meeting: MeetingNo, decision: Proposal) -> Path {
        let lead = Days::new(self.rng.random_range(17..=35));
        let registered_on = calendar::previous_working_day(self.cell.day(meeting) - lead);
        Path {
            registered_on,
            proposals: vec![(meeting, decision)],
            support: None,
            stays: Vec::new(),
            hearing: None,
            items: Vec::new(),
            to_come: None,
        }
    }

    /// A household preselected by the last meeting a week or more before its support starts, or, once
    /// in six, by that one after another had put it off.
    pub(super) fn supported(&mut self, start_on: NaiveDate) -> Path {
        let meeting = self.cell.last_by(start_on - Days::new(7), self.household);
        let before = self.cell.last_by(self.cell.day(meeting) - Days::new(20), self.household);
        let mut path = if before != meeting && self.rng.random_ratio(1, 6) {
            let mut path = self.proposed(before, Proposal::Adjourned);
            path.proposals.push((meeting, Proposal::Preselected));
            path
        } else {
            self.proposed(meeting, Proposal::Preselected)
        };
        path.items.push((meeting, AgendaItemKind::Diagnosis));
        let mut axes = [
            SupportAxis::SocialAndProfessionalInsertion,
            SupportAxis::BudgetManagement,
            SupportAxis::HousingPath,
            SupportAxis::UseOfDwelling,
            SupportAxis::Other,
        ];
        axes.shuffle(self.rng);
        let mut axes: Vec<_> = axes.into_iter().take(self.rng.random_range(1..=3)).collect();
        axes.sort_unstable();
        let axes = axes.into_iter().map(|axis| (axis, words::objectives(axis)[self.rng.random_range(0..2)])).collect();
        let intensity = [SupportIntensity::Light, SupportIntensity::Medium, SupportIntensity::Intensive];
        let intensity = intensity.choose(self.rng).copied().unwrap_or(SupportIntensity::Medium);
        path.support = Some(Support { start_on, end_on: None, intensity, axes, extensions: Vec::new(), closed: None });
        path
    }

    /// Lets the household move in, unless every dwelling of the kind is let. `end_on` is the day on
    /// which it will have moved out.
    pub(super) fn housed(
        &mut self,
        path: &mut Path,
        modality: RentalModality,
        start_on: NaiveDate,
        end_on: Option<NaiveDate>,
    ) {
        let Some(dwelling) = self.stock.take(Part::of(modality), self.people, start_on, end_on) else { return };
        // In direct access rental management is as often of one type as of the other.
        let standard = modality == RentalModality::DirectAccess && self.rng.random_ratio(1, 2);
        path.stays.push(Stay {
            dwelling,
            modality,
            management: if standard { RentalManagement::Standard } else { RentalManagement::Adapted },
            start_on,
            reviews: Vec::new(),
            transferred_on: None,
            end_on,
        });
    }

    /// Lets the committee decide on a dwelling that is free; the n-th household each otherwise.
    pub(super) fn waiting(&mut self, path: &mut Path, turn: usize) {
        use AllocationOutcome::{Allocated, Conditional, NotAllocated, Ranked};
        let Some(dwelling) = self.stock.take(Part::of(RentalModality::DirectAccess), self.people, self.today, None)
        else {
            return;
        };
        let (outcome, offered, answer) = match turn % 5 {
            0 => (Allocated, true, None),
            1 => (Ranked, false, None),
            2 => (Conditional, false, None),
            3 => (Allocated, true, Some(OfferAnswer::Refused)),
            _ => (NotAllocated, false, None),
        };
        path.hearing = Some(Hearing { dwelling, outcome, offered, answer });
    }

    /// Holds the reviews of the last stay that were due by a day; the last of them concludes as said,
    /// those before that the sliding lease goes on. The cell prepared the first.
    pub(super) fn reviewed(&mut self, path: &mut Path, until: NaiveDate, conclusion: LeaseReviewOutcome) {
        let Some(stay) = path.stays.last_mut() else { return };
        if stay.modality != RentalModality::SlidingLease {
            return;
        }
        let due =
            (1..).map(|rank| lease_review::due_on(stay.start_on, REVIEW_MONTHS, rank)).take_while(|due| *due <= until);
        for due in due {
            let held_on = calendar::previous_working_day(due - Days::new(self.rng.random_range(0..=6)));
            stay.reviews.push((held_on, LeaseReviewOutcome::Continue));
        }
        if let Some(last) = stay.reviews.last_mut() {
            last.1 = conclusion;
        }
        if let Some((held_on, _)) = stay.reviews.first() {
            let meeting = self.cell.last_by(*held_on - Days::new(5), self.household);
            if self.cell.day(meeting) > stay.start_on + Days::new(60) {
                path.items.push((meeting, AgendaItemKind::LeaseExam));
            }
        }
    }

    /// Extends the support, the cell having agreed some days before the end as it then stood.
    pub(super) fn extended(&mut self, path: &mut Path, end_on: NaiveDate) {
        let Some(support) = &mut path.support else { return };
        let current = support.extensions.last().map_or(support::cap(support.start_on), |extension| extension.end_on);
        let meeting = self.cell.last_by(current - Days::new(3), self.household);
        let grounds = [
            ExtensionGround::HousingNotSecured,
            ExtensionGround::RightsPending,
            ExtensionGround::Health,
            ExtensionGround::FamilyChange,
            ExtensionGround::EmploymentChange,
        ];
        let ground = grounds.choose(self.rng).copied().unwrap_or(ExtensionGround::Other);
        support.extensions.push(Extension { meeting, ground, end_on });
        path.items.push((meeting, AgendaItemKind::Extension));
    }

    /// Lets the cell take note of a review of the support, half-way through its twelve months, if the
    /// support lasted until then.
    pub(super) fn noted(&mut self, path: &mut Path) {
        let Some(support) = &path.support else { return };
        let half_way = calendar::add_months(support.start_on, 6);
        let meeting = self.cell.last_by(half_way.min(self.yesterday()), self.household);
        let day = self.cell.day(meeting);
        let lasted = support.closed.is_none_or(|(closed_on, _)| closed_on > day);
        if lasted && half_way < self.today && day > support.start_on + Days::new(60) {
            path.items.push((meeting, AgendaItemKind::ProgressReview));
        }
    }
}
