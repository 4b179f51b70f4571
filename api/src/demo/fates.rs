//! The households that no date is pinned for: together they show every stage, modality and way out,
//! and give every past meeting something to decide.

use chrono::{Days, NaiveDate};
use entity::rules::calendar;
use entity::types::{AgendaItemKind, LeaseReviewOutcome, RentalModality, SupportOutcome};
use rand::RngExt;

use super::path::{Path, Pathfinder, Proposal};

/// The path of the household that comes `turn`-th, from 0, after the pinned ones.
pub(super) fn path(finder: &mut Pathfinder<'_>, turn: usize) -> Path {
    let all: usize = FATES.iter().map(|(_, count)| count).sum();
    // A stride without a common divisor mixes the fates, so that neighbours differ.
    let mut place = turn * 37 % all;
    let mut fate = Fate::Fresh;
    for (next, count) in FATES {
        fate = next;
        if place < count {
            break;
        }
        place -= count;
    }
    // The rounds of each fate are visited in turn, in the first cycle and in those of a larger demo.
    fare(finder, fate, place + turn / all)
}

/// How a household that is not pinned fares.
#[derive(Debug, Clone, Copy)]
enum Fate {
    /// Registered, on no agenda yet.
    Fresh,
    /// On the next agenda.
    Awaiting,
    /// Put off to the next meeting.
    PutOff,
    /// Not retained.
    NotRetained,
    /// Preselected lately, its diagnosis on the next agenda.
    Preselected,
    /// Supported, waiting for a dwelling.
    AwaitingDwelling,
    /// Housed and supported.
    Housed(RentalModality),
    /// Housed temporarily, now at home.
    Rehoused,
    /// Supported beyond twelve months.
    Extended,
    /// Supported no more, under a lease that has yet to slide.
    StillSliding,
    /// At home, support over.
    Kept,
    /// The lease slid, support over.
    Slid,
    /// From a sublease to a lease of its own, support over.
    OwnLease,
    /// Elsewhere.
    MovedOn,
    /// The home was lost.
    Lost,
    /// The household left before it was housed.
    Left,
}

/// The fates, in turn: how many households out of 102 have each.
const FATES: [(Fate, usize); 19] = {
    use RentalModality::{DirectAccess, SlidingLease, Sublease, TemporarySocialResidence};
    [
        (Fate::Fresh, 3),
        (Fate::Awaiting, 9),
        (Fate::PutOff, 4),
        (Fate::NotRetained, 10),
        (Fate::Preselected, 6),
        (Fate::AwaitingDwelling, 6),
        (Fate::Housed(DirectAccess), 13),
        (Fate::Housed(SlidingLease), 8),
        (Fate::Housed(Sublease), 5),
        (Fate::Housed(TemporarySocialResidence), 4),
        (Fate::Rehoused, 4),
        (Fate::Extended, 4),
        (Fate::StillSliding, 2),
        (Fate::Kept, 7),
        (Fate::Slid, 5),
        (Fate::OwnLease, 4),
        (Fate::MovedOn, 3),
        (Fate::Lost, 3),
        (Fate::Left, 2),
    ]
};

/// Makes up the path of a fate; `turn` counts the households that share it.
fn fare(finder: &mut Pathfinder<'_>, fate: Fate, turn: usize) -> Path {
    match fate {
        Fate::Fresh | Fate::Awaiting | Fate::PutOff | Fate::NotRetained | Fate::Preselected => {
            candidate(finder, fate, turn)
        }
        Fate::AwaitingDwelling | Fate::Housed(_) | Fate::Rehoused | Fate::Extended | Fate::StillSliding => {
            resident(finder, fate, turn)
        }
        Fate::Kept | Fate::Slid | Fate::OwnLease | Fate::MovedOn | Fate::Lost | Fate::Left => {
            leaver(finder, fate, turn)
        }
    }
}

/// Who has not come further than the cell.
fn candidate(finder: &mut Pathfinder<'_>, fate: Fate, turn: usize) -> Path {
    let (cell, household) = (finder.cell, finder.household);
    let rounds = cell.rounds_held();
    match fate {
        Fate::Fresh => {
            let mut path = finder.proposed(cell.upcoming(household), Proposal::Awaited);
            path.proposals.clear();
            path.registered_on =
                calendar::previous_working_day(finder.yesterday() - Days::new(finder.rng.random_range(0..9)));
            path
        }
        Fate::PutOff => {
            let mut path = finder.proposed(cell.held_in(rounds, household), Proposal::Adjourned);
            path.proposals.push((cell.upcoming(household), Proposal::Awaited));
            path
        }
        Fate::NotRetained => {
            // Over the whole programme, evenly.
            let round = (turn * 7) % rounds.max(1);
            finder.proposed(cell.held_in(round, household), Proposal::NotRetained)
        }
        Fate::Preselected => {
            let mut path =
                finder.proposed(cell.held_in(rounds.saturating_sub(1 + turn % 2), household), Proposal::Preselected);
            path.to_come = Some(AgendaItemKind::Diagnosis);
            path
        }
        _ => finder.proposed(cell.upcoming(household), Proposal::Awaited),
    }
}

/// Who is in the programme.
fn resident(finder: &mut Pathfinder<'_>, fate: Fate, turn: usize) -> Path {
    let yesterday = finder.yesterday();
    match fate {
        Fate::AwaitingDwelling => {
            let start_on = start_after(finder, 1 + turn % 3);
            let mut path = finder.supported(start_on);
            finder.waiting(&mut path, turn);
            path
        }
        Fate::Housed(modality) => {
            let start_on = start_after(finder, 1 + turn * 5 % 12);
            let mut path = finder.supported(start_on);
            if let Some(support) = &mut path.support {
                // One in four was decided for nine months only.
                let nine_months = calendar::add_months(start_on, 9);
                support.end_on = (nine_months > finder.today + Days::new(10) && turn % 4 == 1).then_some(nine_months);
            }
            let moved_in = finder.moving_in(start_on);
            finder.housed(&mut path, modality, moved_in, None);
            finder.reviewed(&mut path, yesterday, LeaseReviewOutcome::Continue);
            path
        }
        Fate::Rehoused => {
            let start_on = start_after(finder, 8 + turn % 4);
            let mut path = finder.supported(start_on);
            let moved_in = finder.moving_in(start_on);
            let moved_out = calendar::next_working_day(calendar::add_months(moved_in, 3));
            finder.housed(&mut path, RentalModality::TemporarySocialResidence, moved_in, Some(moved_out));
            finder.housed(&mut path, RentalModality::DirectAccess, the_day_after(moved_out), None);
            path
        }
        Fate::Extended => {
            let start_on = start_after(finder, 16 + turn % 3);
            let mut path = finder.supported(start_on);
            let moved_in = finder.moving_in(start_on);
            let modality =
                if turn.is_multiple_of(2) { RentalModality::DirectAccess } else { RentalModality::SlidingLease };
            finder.housed(&mut path, modality, moved_in, None);
            finder.reviewed(&mut path, yesterday, LeaseReviewOutcome::Continue);
            // Eighteen months in all; a few days more where that would be over already.
            let end_on = calendar::add_months(start_on, 18).max(finder.today + Days::new(12));
            finder.extended(&mut path, end_on);
            path
        }
        _ => {
            let start_on = start_after(finder, 16 + turn % 4);
            let mut path = finder.supported(start_on);
            let moved_in = finder.moving_in(start_on);
            finder.housed(&mut path, RentalModality::SlidingLease, moved_in, None);
            finder.reviewed(&mut path, yesterday, LeaseReviewOutcome::Continue);
            path.close(calendar::add_months(start_on, 12), SupportOutcome::HousingKept);
            path
        }
    }
}

/// Who has left the programme.
fn leaver(finder: &mut Pathfinder<'_>, fate: Fate, turn: usize) -> Path {
    let rounds_ago = match fate {
        Fate::Kept => 16 + turn % 7,
        _ => 12 + turn * 3 % 10,
    };
    let start_on = start_after(finder, rounds_ago);
    let mut path = finder.supported(start_on);
    let moved_in = finder.moving_in(start_on);
    let months_in = |months: u32| calendar::next_working_day(calendar::add_months(moved_in, months));
    match fate {
        Fate::Kept => {
            finder.housed(&mut path, RentalModality::DirectAccess, moved_in, None);
            let months = if turn.is_multiple_of(3) { 10 } else { 12 };
            path.close(calendar::add_months(start_on, months), SupportOutcome::HousingKept);
        }
        Fate::Slid => {
            finder.housed(&mut path, RentalModality::SlidingLease, moved_in, None);
            let slid_on = months_in(7);
            finder.reviewed(&mut path, slid_on, LeaseReviewOutcome::Ready);
            if let Some(stay) = path.stays.last_mut() {
                stay.transferred_on = Some(slid_on);
            }
            path.close(slid_on + Days::new(20), SupportOutcome::LeaseTransferred);
        }
        Fate::OwnLease => {
            let moved_out = months_in(6);
            finder.housed(&mut path, RentalModality::Sublease, moved_in, Some(moved_out));
            finder.housed(&mut path, RentalModality::DirectAccess, the_day_after(moved_out), None);
            path.close(moved_out + Days::new(30), SupportOutcome::DirectLease);
        }
        Fate::MovedOn => {
            let moved_out = months_in(5);
            finder.housed(&mut path, RentalModality::TemporarySocialResidence, moved_in, Some(moved_out));
            path.close(moved_out + Days::new(7), SupportOutcome::MovedOn);
        }
        Fate::Lost => {
            let sliding = turn.is_multiple_of(2);
            let modality = if sliding { RentalModality::SlidingLease } else { RentalModality::Sublease };
            let moved_out = months_in(7);
            finder.housed(&mut path, modality, moved_in, Some(moved_out));
            finder.reviewed(&mut path, moved_out, LeaseReviewOutcome::NotReady);
            path.close(moved_out + Days::new(7), SupportOutcome::Lost);
        }
        _ => path.close(months_in(2), SupportOutcome::Left),
    }
    path
}

/// The day on which whoever moved out moves in elsewhere: two tenancies never share a day.
fn the_day_after(moved_out: NaiveDate) -> NaiveDate {
    calendar::next_working_day(moved_out + Days::new(1))
}

/// The first day of a measure that the meeting held so many rounds ago led to.
fn start_after(finder: &mut Pathfinder<'_>, rounds_ago: usize) -> NaiveDate {
    let round = finder.cell.rounds_held().saturating_sub(rounds_ago);
    let day = finder.cell.day(finder.cell.held_in(round, finder.household));
    let start_on = calendar::next_working_day(day + Days::new(finder.rng.random_range(8..=22)));
    start_on.min(finder.yesterday())
}
