//! The programme of Caen, word for word as its form states it, read from the file that `passerelle record` takes. The form
//! contradicts itself; so does the file: what is wrong with it is told by the product, not mended here.

use sea_orm::DbErr;

use crate::record::{self, File};

/// The file.
pub(super) const CAEN: &str = include_str!("../../examples/programmes/caen.toml");

/// The organisations that the form names. Each value is a place among those of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub(super) enum Partner {
    /// The landlord, first carrier.
    CaenHabitat,
    /// The social action centre, second carrier.
    Ccas,
    /// The State.
    State,
    /// The *département*.
    Department,
    /// The town.
    Town,
    /// The departmental service with which the publics were chosen.
    Ddcs,
}

/// What the file says.
pub(super) fn file() -> Result<File, DbErr> {
    record::parse(CAEN).map_err(|error| DbErr::Custom(format!("the demo's programme: {error}")))
}

/// What each funder bears, in hundredths of a per cent.
pub(super) fn shares(file: &File) -> impl Iterator<Item = (Partner, i32)> {
    use strum::IntoEnumIterator;
    file.shares.iter().filter_map(|share| {
        let share = share.get_ref();
        let funder = file.organisations.iter().position(|of| of.get_ref().short_name == share.funder)?;
        Some((Partner::iter().nth(funder)?, share.percent.0))
    })
}
