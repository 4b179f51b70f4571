//! The demo's dwellings, all fictitious: of Caen habitat an ordinary stock of one dwelling to a
//! household, as the form counts them, and the stock that the CCAS takes on lease for insertion; of
//! the CCAS the rooms of a *résidence sociale*. A dwelling that is vacated serves again.

use chrono::{Days, NaiveDate};
use entity::types::{DwellingType, RentalModality};
use fake::Fake;
use fake::faker::address::fr_fr::StreetName;
use rand::RngExt;
use rand::rngs::StdRng;

/// A dwelling, by place in [`Stock::dwellings`].
pub(super) type DwellingNo = usize;

/// How long a dwelling stays empty between two households, in days.
const VACANCY: u64 = 14;

/// Which part of the stock a dwelling belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Let by the landlord to the household.
    Ordinary,
    /// Let to the CCAS, which sublets it.
    Insertion,
    /// A room of the *résidence sociale*.
    Residence,
}

impl Part {
    /// Where a household is housed in a modality.
    pub(super) fn of(modality: RentalModality) -> Self {
        match modality {
            RentalModality::DirectAccess => Self::Ordinary,
            RentalModality::SlidingLease | RentalModality::Sublease => Self::Insertion,
            RentalModality::TemporarySocialResidence => Self::Residence,
        }
    }
}

/// A dwelling to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dwelling {
    /// The landlord's reference.
    pub(super) reference: String,
    /// Street and number.
    pub(super) address: String,
    /// T1 to T5.
    pub(super) size: DwellingType,
    /// Which part of the stock it belongs to.
    pub(super) part: Part,
    /// The first day on which it can be let; the end of the calendar while somebody lives there.
    free_from: NaiveDate,
}

/// The dwellings, and who can still move in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stock {
    /// Every dwelling; a [`DwellingNo`] is a place in it.
    pub(super) dwellings: Vec<Dwelling>,
}

impl Stock {
    /// A stock for so many households.
    pub(super) fn new(rng: &mut StdRng, households: usize) -> Self {
        let mut dwellings = Vec::new();
        for (part, letters, count) in [
            (Part::Ordinary, "CH", households),
            (Part::Insertion, "IN", households * 2 / 5 + 5),
            (Part::Residence, "RS", households / 5 + 5),
        ] {
            // One address holds all the rooms of the residence.
            let residence = address(rng);
            for number in 1..=count {
                let address = match part {
                    Part::Residence => format!("{residence}, chambre {number}"),
                    _ => address(rng),
                };
                let size = size(rng, part, number);
                let reference = format!("{letters}-{number:05}");
                dwellings.push(Dwelling { reference, address, size, part, free_from: NaiveDate::MIN });
            }
        }
        Self { dwellings }
    }

    /// Finds a dwelling for so many people from a day to another: the nearest in size that is free,
    /// and takes it. None when the whole part of the stock is let.
    pub(super) fn take(
        &mut self,
        part: Part,
        people: usize,
        from: NaiveDate,
        to: Option<NaiveDate>,
    ) -> Option<DwellingNo> {
        let wanted = fitting(people);
        let free = self
            .dwellings
            .iter()
            .enumerate()
            .filter(|(_, dwelling)| dwelling.part == part && dwelling.free_from <= from);
        let nearest = free.min_by_key(|(_, dwelling)| rooms(dwelling.size).abs_diff(rooms(wanted)))?.0;
        let free_from = to.map_or(NaiveDate::MAX, |day| day + Days::new(VACANCY));
        self.dwellings.get_mut(nearest)?.free_from = free_from;
        Some(nearest)
    }
}

/// The size of dwelling for so many people.
fn fitting(people: usize) -> DwellingType {
    match people {
        0 | 1 => DwellingType::T1,
        2 => DwellingType::T2,
        3 => DwellingType::T3,
        4 => DwellingType::T4,
        _ => DwellingType::T5,
    }
}

fn rooms(size: DwellingType) -> u32 {
    match size {
        DwellingType::T1 => 1,
        DwellingType::T2 => 2,
        DwellingType::T3 => 3,
        DwellingType::T4 => 4,
        DwellingType::T5 => 5,
    }
}

/// The first five of a part are of the five types, so that none is ever missing; after them, as many
/// of each as households of that size are made up.
fn size(rng: &mut StdRng, part: Part, number: usize) -> DwellingType {
    match (part, number) {
        (Part::Residence, _) => DwellingType::T1,
        (_, 1..=5) => fitting(number),
        _ => fitting(super::households::size(rng)),
    }
}

fn address(rng: &mut StdRng) -> String {
    let number = rng.random_range(1..=150_u32);
    let repeated = if rng.random_ratio(1, 8) { " bis" } else { "" };
    let street: String = StreetName().fake_with_rng(rng);
    // « Rue » opens a list; within an address it is « rue ».
    let mut letters = street.chars();
    let initial = letters.next().map(char::to_lowercase).into_iter().flatten();
    format!("{number}{repeated}, {}", initial.chain(letters).collect::<String>())
}
