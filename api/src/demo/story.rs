//! What the demo tells: a programme well into its three years, its people, its meetings, its
//! dwellings, and its households, some [pinned](super::pins) to the present day, the others
//! [spread](super::fates) over everything that can happen to one.

use chrono::{Datelike, NaiveDate};
use entity::rules::calendar;
use rand::rngs::StdRng;

use super::cell::Cell;
use super::deeds::{self, Deed};
use super::dwellings::{Dwelling, Stock};
use super::households::{self, Household};
use super::path::Pathfinder;
use super::people::{self, Cast};
use super::{fates, pins};
use crate::record::File;

/// How long ago the programme began, in months: long enough for a full measure and its extensions,
/// with more than a year of the three still to come.
const BEGAN_MONTHS_AGO: u32 = 22;

/// Everything that the demo tells.
#[derive(Debug)]
pub(super) struct Script {
    /// First day of the commitment.
    pub(super) starts_on: NaiveDate,
    /// Everybody.
    pub(super) cast: Cast,
    /// Every meeting.
    pub(super) cell: Cell,
    /// Every dwelling.
    pub(super) dwellings: Vec<Dwelling>,
    /// Every household.
    pub(super) households: Vec<Household>,
    /// What happened, the oldest first.
    pub(super) deeds: Vec<Deed>,
}

/// Makes up a demo of a file's programme as it stands on a day.
pub(super) fn imagine(file: &File, rng: &mut StdRng, today: NaiveDate, households: usize) -> Script {
    let months_ago = calendar::sub_months(today, BEGAN_MONTHS_AGO);
    let starts_on = months_ago.with_day(1).unwrap_or(months_ago);
    let cast = people::cast(rng, households);
    let cell = Cell::new(starts_on, today, households);
    let mut stock = Stock::new(rng, households);
    let mut told = Vec::with_capacity(households);
    let mut deeds = deeds::of_meetings(&cell, &cast, rng);
    deeds.extend(deeds::of_funding(file, starts_on, today, &cast));
    for number in 0..households {
        let people = households::size(rng);
        let mut finder = Pathfinder { rng, cell: &cell, stock: &mut stock, today, household: number, people };
        let mut path = match pins::path(&mut finder) {
            Some(path) => path,
            None => fates::path(&mut finder, number - pins::COUNT),
        };
        finder.noted(&mut path);
        told.push(households::household(rng, number, people, path.registered_on));
        deeds.extend(deeds::of_household(number, &path, &cell, &cast, today));
    }
    deeds.sort_by_key(|deed| deed.at);
    Script { starts_on, cast, cell, dwellings: stock.dwellings, households: told, deeds }
}
