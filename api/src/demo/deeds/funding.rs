//! What the funders were asked for, have granted and have paid. The form states a cost and each funder's share of it;
//! what came of it is made up. The others grant what they are asked for; the State grants its share of what the components
//! come to, which is less than what the form states, and pays the last fifth when the accounts of the year are in.

use chrono::{Days, NaiveDate};
use entity::rules::calendar::{add_months, at_local, next_working_day};
use entity::types::FundingState::{self, Granted, Received, Requested};

use super::{Deed, What};
use crate::demo::people::Cast;
use crate::demo::programme::{Partner, shares};
use crate::record::File;

/// What a year costs as the form states it, in cents: 2 175 € for each of 120 households.
const STATED: i64 = 26_100_000;

/// What it comes to by its components: 2 150 € for each.
const COMPUTED: i64 = 25_800_000;

/// The years of the commitment.
const YEARS: u32 = 3;

/// What comes of a year's money: in which month from three months before the year, how far it comes, and how many
/// hundredths of it.
type Course = &'static [(u32, FundingState, i64)];

const OF_STATE: Course = &[(0, Requested, 100), (6, Granted, 100), (8, Received, 80), (18, Received, 20)];
const OF_DEPARTMENT: Course = &[(0, Requested, 100), (7, Granted, 100), (9, Received, 50), (16, Received, 50)];
const OF_OTHERS: Course = &[(0, Requested, 100), (5, Granted, 100), (10, Received, 100)];

/// What was done about the money before the present day.
pub(in crate::demo) fn of_funding(file: &File, starts_on: NaiveDate, today: NaiveDate, cast: &Cast) -> Vec<Deed> {
    let mut deeds = Vec::new();
    for year in 1..=YEARS {
        for (funder, basis_points) in shares(file) {
            let of = |cost: i64| cost * i64::from(basis_points) / 10_000;
            let (granted, course) = match funder {
                Partner::State => (of(COMPUTED), OF_STATE),
                Partner::Department => (of(STATED), OF_DEPARTMENT),
                _ => (of(STATED), OF_OTHERS),
            };
            for (month, state, hundredths) in course {
                // Of the first year nothing is asked before the programme is there.
                let months = (12 * (year - 1) + month).saturating_sub(3);
                let day = next_working_day(add_months(starts_on, months) + Days::new(10));
                if day < today {
                    let amount = if *state == Requested { of(STATED) } else { granted } * hundredths / 100;
                    let year = i32::try_from(year).unwrap_or_default();
                    let what = What::Fund(funder, year, *state, amount, day);
                    deeds.push(Deed { at: at_local(day, 16, 0), by: cast.coordinator, what });
                }
            }
        }
    }
    deeds
}
