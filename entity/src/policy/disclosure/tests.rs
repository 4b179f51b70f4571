//! Every table of a few small counts is tried: what a funder is shown of it fits others too, by each of its cells.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::*;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::types::{OrganisationId, Role, StaffId};

fn viewer(role: Role) -> Viewer {
    let (now, chance) = (Clock::manual(chrono::DateTime::UNIX_EPOCH).now(), Chance::seeded(1));
    Viewer { staff_id: StaffId::generate(now, &chance), organisation_id: OrganisationId::generate(now, &chance), role }
}

/// What a funder is shown of counts, each by itself.
fn shown(funder: &Viewer, counts: &[i64]) -> Vec<Option<i64>> {
    counts.iter().map(|count| shown_in_fives(funder, *count)).collect()
}

/// The values that each count has in those of the tables of which a funder is shown the same.
fn left_open(tables: impl IntoIterator<Item = Vec<i64>>) -> BTreeMap<Vec<Option<i64>>, Vec<BTreeSet<i64>>> {
    let funder = viewer(Role::Funder);
    let mut left: BTreeMap<Vec<Option<i64>>, Vec<BTreeSet<i64>>> = BTreeMap::new();
    for table in tables {
        let values = left.entry(shown(&funder, &table)).or_insert_with(|| vec![BTreeSet::new(); table.len()]);
        for (values, count) in values.iter_mut().zip(table) {
            values.insert(count);
        }
    }
    left
}

/// Every row of so many counts out of some.
fn rows(length: usize, of: &[i64]) -> Vec<Vec<i64>> {
    (0..length).fold(vec![Vec::new()], |rows, _| {
        let longer = |row: &Vec<i64>| of.iter().map(|count| [row.as_slice(), &[*count]].concat()).collect::<Vec<_>>();
        rows.iter().flat_map(longer).collect()
    })
}

/// A whole before its parts, for every whole that parts which may overlap can have.
fn overlapping(parts: Vec<i64>) -> impl Iterator<Item = Vec<i64>> {
    let (least, most) = (parts.iter().copied().max().unwrap_or(0), parts.iter().sum());
    (least..=most).map(move |whole| [&[whole], parts.as_slice()].concat())
}

/// A whole before its parts, which do not overlap.
#[expect(clippy::needless_pass_by_value, reason = "given to what maps lists")]
fn exact(parts: Vec<i64>) -> Vec<i64> {
    [&[parts.iter().sum()], parts.as_slice()].concat()
}

fn nothing_is_certain(tables: impl IntoIterator<Item = Vec<i64>>) {
    for (shown, values) in left_open(tables) {
        assert!(values.iter().all(|values| values.len() > 1), "{shown:?} is told of {values:?} only");
    }
}

#[test]
fn no_count_follows_from_a_whole_and_its_parts() {
    let all: Vec<i64> = (0..=9).collect();
    for parts in 1..=4 {
        nothing_is_certain(rows(parts, &all).into_iter().map(exact));
        nothing_is_certain(rows(parts, &all).into_iter().flat_map(overlapping));
    }
    // Six parts as large and as small as each can be told.
    nothing_is_certain(rows(6, &[0, 3, 4, 5, 8, 9]).into_iter().map(exact));
    nothing_is_certain(rows(6, &[0, 3, 4, 8, 9]).into_iter().flat_map(overlapping));
}

/// Two steps, or two months, each with its parts: nobody is in the second who is not in the first.
#[test]
fn no_count_follows_from_two_tables_of_which_one_holds_the_other() {
    let of = [3, 4, 8, 9];
    let before = |first: &[i64], second: &[i64]| first.iter().zip(second).all(|(first, second)| first >= second);
    let pairs = rows(3, &of).into_iter().flat_map(|first| {
        let second = rows(3, &of).into_iter().filter(|second| before(&first, second)).collect::<Vec<_>>();
        let first: Vec<_> = overlapping(first).collect();
        second.into_iter().flat_map(overlapping).flat_map(move |second| {
            let firsts = first.clone().into_iter().filter(|first| first[0] >= second[0]).collect::<Vec<_>>();
            firsts.into_iter().map(move |first| [first.as_slice(), second.as_slice()].concat()).collect::<Vec<_>>()
        })
    });
    nothing_is_certain(pairs);
}

#[test]
fn five_parts_would_tell_of_themselves() {
    let (funder, manager) = (viewer(Role::Funder), viewer(Role::ProgrammeManager));
    let told = left_open(rows(5, &(0..=4).collect::<Vec<_>>()).into_iter().map(exact));
    let certain = &told[&vec![Some(20), None, None, None, None, None]];
    assert!(certain[1..].iter().all(|values| values.len() == 1), "twenty in five parts under five: four in each");
    for parts in 0..=12 {
        let counts = vec![7_i64; parts];
        let shown = |viewer| shown_parts(viewer, counts.clone(), |count| shown_in_fives(viewer, count));
        assert_eq!(shown(&funder).is_some(), ![0, 5, 10].contains(&parts), "{parts} parts");
        assert_eq!(shown(&manager), Some(vec![Some(7); parts]));
    }
}

/// A full year at the rates of the form, the money rounded down to what five households cost, and the counts beside it.
#[test]
fn rounded_money_would_tell_of_a_count() {
    let (rates, funder) = ([50, 1_250, 850], viewer(Role::Funder));
    let five_households = 5 * rates.iter().sum::<i64>();
    let told = |counts: &[i64]| {
        let due: i64 = rates.iter().zip(counts).map(|(rate, count)| rate * count).sum();
        (due / five_households, shown(&funder, counts))
    };
    // 14 are diagnosed and supported all year, 4 of them in adapted rental management.
    let counts: Vec<i64> = (0..20).collect();
    let tables = rows(3, &counts).into_iter().filter(|counts| told(counts) == told(&[14, 14, 4]));
    let supported: BTreeSet<i64> = tables.map(|counts| counts[1]).collect();
    assert_eq!(supported, BTreeSet::from([14]), "no other number of households costs as much");
    for role in Role::iter() {
        let told = matches!(role, Role::ProgrammeManager | Role::Coordinator);
        assert_eq!(shown_due(&viewer(role), 2_160_000).is_some(), told, "{role:?}");
    }
}

#[test]
fn what_is_shown_to_whom() {
    let (funder, coordinator) = (viewer(Role::Funder), viewer(Role::Coordinator));
    for (count, shown) in [(0, None), (4, None), (5, Some(5)), (9, Some(5)), (10, Some(10)), (124, Some(120))] {
        assert_eq!(shown_in_fives(&funder, count), shown, "{count}");
        assert_eq!(shown_in_fives(&coordinator, count), Some(count));
    }
    for (part, whole, rate) in
        [(Some(5), Some(40), Some(1_250)), (None, Some(40), None), (Some(5), None, None), (Some(0), Some(0), None)]
    {
        assert_eq!(shown_rate(part, whole), rate, "{part:?} of {whole:?}");
    }
    for (today, until) in [("2026-03-31", "2026-02-28"), ("2026-04-01", "2026-03-31"), ("2027-01-15", "2026-12-31")] {
        let today = today.parse().unwrap();
        assert_eq!(counted_until(&funder, today).to_string(), until);
        assert_eq!(counted_until(&coordinator, today), today);
    }
}

#[test]
fn what_one_household_waited_is_told_to_no_funder() {
    let (funder, coordinator) = (viewer(Role::Funder), viewer(Role::Coordinator));
    for (cases, median, p90) in
        [(0, false, false), (9, false, false), (10, true, false), (19, true, false), (20, true, true)]
    {
        assert_eq!(shown_median(&funder, cases, Some(30)).is_some(), median, "{cases} cases");
        assert_eq!(shown_p90(&funder, cases, Some(30)).is_some(), p90, "{cases} cases");
        assert_eq!(
            (shown_median(&coordinator, cases, Some(31)), shown_p90(&coordinator, cases, Some(31))),
            (Some(31), Some(31))
        );
    }
    for (days, shown) in [(0, 0), (7, 0), (8, 15), (22, 15), (23, 30), (31, 30), (365, 360), (368, 375)] {
        assert_eq!(
            (shown_median(&funder, 10, Some(days)), shown_p90(&funder, 20, Some(days))),
            (Some(shown), Some(shown)),
            "{days} days"
        );
    }
    assert_eq!((shown_median(&funder, 10, None), shown_p90(&coordinator, 20, None)), (None, None));
    // The number of cases is told in fives: that a figure is told says no more of it.
    for cases in 0..60 {
        let shown = shown_in_fives(&funder, cases).unwrap_or(0);
        assert_eq!(shown_median(&funder, cases, Some(1)).is_some(), shown >= 10, "{cases} cases");
        assert_eq!(shown_p90(&funder, cases, Some(1)).is_some(), shown >= 20, "{cases} cases");
    }
}

proptest! {
    /// However long they waited, in any order: of what is told, no case is the only one that it can be.
    #[test]
    fn a_percentile_that_is_told_is_as_well_another_number_of_days(waits in proptest::collection::vec(0..800_i64, 20..60)) {
        let funder = viewer(Role::Funder);
        let cases = i64::try_from(waits.len()).unwrap_or(i64::MAX);
        let told = |days| (shown_median(&funder, cases, Some(days)), shown_p90(&funder, cases, Some(days)));
        for days in waits {
            let alike = (days - 15..=days + 15).filter(|other| *other >= 0 && told(*other) == told(days)).count();
            prop_assert!(alike >= 8, "{days} days are told as {:?}", told(days));
        }
    }

    /// Whatever the counts: the whole, and any part, can be larger or smaller by one with the same told.
    #[test]
    fn any_table_can_be_another(parts in proptest::collection::vec(0..200_i64, 1..9), overlap in 0..400_i64) {
        prop_assume!(!parts.len().is_multiple_of(5));
        let funder = viewer(Role::Funder);
        let told = shown(&funder, &parts);
        let (least, most) = (parts.iter().copied().max().unwrap_or(0), parts.iter().sum::<i64>());
        let whole = (most - overlap).max(least);
        let told_whole = shown_in_fives(&funder, whole);
        // The bounds that what is told leaves: of a part alone, and of the whole by its parts.
        let low = |told: &Option<i64>| told.unwrap_or(0);
        let high = |told: &Option<i64>| told.unwrap_or(0) + 4;
        let reach: i64 = told.iter().map(high).sum();
        prop_assert!(reach > low(&told_whole), "the parts only just reach the whole");
        for (place, part) in told.iter().enumerate() {
            let others = reach - high(part);
            let least = low(part).max(low(&told_whole) - others);
            let most = high(part).min(high(&told_whole));
            prop_assert!(least < most, "part {place} of {told:?} is {least}");
        }
    }
}
