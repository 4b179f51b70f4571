//! The civil calendar that every delay of the product is counted in: months and days as French law
//! counts them, public holidays, working days, and the passage between a Paris date and an instant.
//!
//! | | |
//! |---|---|
//! | `months` | a period in months, forward and backward (CPC 641) |
//! | `holidays` | public holidays, by computation and by territory (code du travail L3133-1, L3134-13, L3422-2) |
//! | `working_days` | what ends on a day off moves: later (CPC 642, CCH R441-10), or earlier if it is counted backward |
//! | `clock` | dates, hours and instants in Paris |
//! | `words` | dates and hours in French |
//!
//! What depends on public holidays is asked of the [`Territory`](crate::types::Territory) where the programme runs
//! (`programme.settings.territory.period_end(…)`). The functions of the same names answer for metropolitan France.
//!
//! All of it is pure. No function panics: a result that would fall outside what `chrono` can
//! represent stays at the end of the calendar instead.

mod clock;
mod holidays;
mod months;
mod words;
mod working_days;

pub use clock::{ZONE, at_local, in_forbidden_hour, minute_of_day, today};
pub use holidays::{easter_sunday, is_public_holiday};
pub use months::{add_months, sub_months};
pub use words::{french_date, french_time};
pub use working_days::{
    add_working_days, backward_deadline, is_working_day, next_working_day, period_end, previous_working_day,
    subtract_working_days,
};

#[cfg(test)]
mod tests;
