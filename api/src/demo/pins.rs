//! The households that something is always due for: whatever the day, a support nears each of its
//! reminders, a review of a sliding lease too, and one of each kind is late.

use chrono::{Days, TimeDelta};
use entity::rules::calendar;
use entity::types::{AgendaItemKind, LeaseReviewOutcome, RentalModality, SupportOutcome};

use super::path::{Path, Pathfinder};

/// How many households are pinned: the first ones.
pub(super) const COUNT: usize = PINNED.len();

/// The pinned household whose support is suspended now.
pub(super) const AWAY: usize = 1;

/// The path of a pinned household; none beyond the last.
pub(super) fn path(finder: &mut Pathfinder<'_>) -> Option<Path> {
    PINNED.get(finder.household).map(|pin| pinned(finder, *pin))
}

/// A household whose dates are counted from the present day.
#[derive(Debug, Clone, Copy)]
enum Pin {
    /// Its support ends so many days from now; those that ended are overdue.
    SupportEnds(i64, RentalModality),
    /// Its support would have ended and was extended, once or more, each time until so many days from now.
    Extended(i64, &'static [i64]),
    /// The review of its sliding lease, of this rank, is due so many days from now, or is overdue.
    ReviewDue(i64, u32),
    /// The last review found that its sliding lease can slide.
    ReadyToSlide,
}

/// The pinned households. Month ends move a date by up to three days, so each is well within the
/// window of its reminder: 90, 60, 30, 7 days before for a support, 30 and 7 for a review.
const PINNED: [Pin; 18] = {
    use RentalModality::{DirectAccess, Sublease, TemporarySocialResidence};
    [
        Pin::SupportEnds(88, DirectAccess),
        Pin::SupportEnds(84, Sublease),
        Pin::SupportEnds(58, DirectAccess),
        Pin::SupportEnds(55, TemporarySocialResidence),
        Pin::SupportEnds(28, DirectAccess),
        Pin::SupportEnds(24, Sublease),
        Pin::SupportEnds(6, DirectAccess),
        Pin::SupportEnds(4, TemporarySocialResidence),
        Pin::SupportEnds(-2, DirectAccess),
        Pin::SupportEnds(-6, Sublease),
        Pin::ReviewDue(27, 1),
        Pin::ReviewDue(26, 3),
        Pin::ReviewDue(6, 2),
        Pin::ReviewDue(5, 1),
        Pin::ReviewDue(-9, 1),
        Pin::ReadyToSlide,
        Pin::Extended(-35, &[80]),
        Pin::Extended(-150, &[-30, 25]),
    ]
};

fn pinned(finder: &mut Pathfinder<'_>, pin: Pin) -> Path {
    let from_now = |days: i64| finder.today + TimeDelta::days(days);
    match pin {
        Pin::SupportEnds(days, modality) => {
            let start_on = calendar::sub_months(from_now(days), 12);
            let mut path = finder.supported(start_on);
            let moved_in = finder.moving_in(start_on);
            finder.housed(&mut path, modality, moved_in, None);
            if days < 10 {
                path.to_come = Some(if days < 0 { AgendaItemKind::Extension } else { AgendaItemKind::ProgressReview });
            }
            path
        }
        Pin::Extended(first_end, ends) => {
            let start_on = calendar::sub_months(from_now(first_end), 12);
            let ends: Vec<_> = ends.iter().map(|days| from_now(*days)).collect();
            let mut path = finder.supported(start_on);
            let moved_in = finder.moving_in(start_on);
            finder.housed(&mut path, RentalModality::Sublease, moved_in, None);
            for end_on in ends {
                finder.extended(&mut path, end_on);
            }
            path
        }
        Pin::ReviewDue(days, rank) => {
            let (due_on, later) = (from_now(days), from_now(100));
            let moved_in = calendar::sub_months(due_on, 6 * rank);
            // Up to three days of slack for the ends of months: what is due by then is not held.
            let held_until = due_on.min(finder.today) - Days::new(4);
            let mut path = finder.supported(calendar::previous_working_day(moved_in - Days::new(10)));
            finder.housed(&mut path, RentalModality::SlidingLease, moved_in, None);
            finder.reviewed(&mut path, held_until, LeaseReviewOutcome::Continue);
            match rank {
                1 => path.to_come = Some(AgendaItemKind::LeaseExam),
                2 => finder.extended(&mut path, later),
                // Support and tenancy run on independent clocks: this lease outlives the support.
                _ => {
                    let closed_on = calendar::add_months(moved_in, 11);
                    path.close(closed_on, SupportOutcome::HousingKept);
                }
            }
            path
        }
        Pin::ReadyToSlide => {
            let moved_in = calendar::sub_months(from_now(-8), 6);
            let mut path = finder.supported(calendar::previous_working_day(moved_in - Days::new(10)));
            finder.housed(&mut path, RentalModality::SlidingLease, moved_in, None);
            let until = finder.yesterday();
            finder.reviewed(&mut path, until, LeaseReviewOutcome::Ready);
            path
        }
    }
}
