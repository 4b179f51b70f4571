//! Where the money of a year differs from what follows from its ledger. Nothing is refused: it is what happens, and it
//! is told.

/// The money of a funder in a year of a programme, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Funding {
    /// What the ledger says that they bear.
    pub due: i64,
    /// What they were asked for.
    pub requested: i64,
    /// What they have granted.
    pub granted: i64,
    /// What they have paid.
    pub received: i64,
}

/// A gap in the money of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Which one.
    pub kind: GapKind,
    /// The place of the funder's share among the shares; absent of what nobody bears.
    pub share: Option<usize>,
    /// What is recorded, in cents; absent where nothing could be.
    pub stated: Option<i64>,
    /// What follows from the ledger, or from what was recorded before, in cents.
    pub computed: i64,
}

/// The gaps that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum GapKind {
    /// Nobody bears a part of what is due.
    PartUnfunded,
    /// A funder has granted something else than they were asked for.
    GrantDiffersFromRequest,
    /// A funder has paid more than they have granted.
    ReceiptBeyondGrant,
    /// What a funder bears of what is due goes beyond what they have granted.
    DueBeyondGrant,
}

impl GapKind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// Whether it tells what the ledger comes to.
    pub fn tells_what_is_due(self) -> bool {
        matches!(self, Self::PartUnfunded | Self::DueBeyondGrant)
    }
}

/// The gaps in a year: what nobody bears, and the money of each funder in the form's order. Of a funder who has granted
/// nothing yet, only what they have paid is held against that.
pub fn gaps(unfunded: i64, funders: &[Funding]) -> Vec<Gap> {
    let mut found = Vec::new();
    if unfunded > 0 {
        found.push(Gap { kind: GapKind::PartUnfunded, share: None, stated: None, computed: unfunded });
    }
    for (place, &Funding { due, requested, granted, received }) in funders.iter().enumerate() {
        let mut note = |holds, kind, stated, computed| {
            if holds {
                found.push(Gap { kind, share: Some(place), stated: Some(stated), computed });
            }
        };
        let answered = granted > 0;
        note(answered && granted != requested, GapKind::GrantDiffersFromRequest, granted, requested);
        note(received > granted, GapKind::ReceiptBeyondGrant, received, granted);
        note(answered && due > granted, GapKind::DueBeyondGrant, granted, due);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told: which gap, what is recorded, what follows.
    type Told = (GapKind, Option<i64>, i64);

    #[test]
    fn the_money_of_a_year_is_held_against_itself() {
        use GapKind::{DueBeyondGrant, GrantDiffersFromRequest, PartUnfunded, ReceiptBeyondGrant};
        let funding = |due, requested, granted, received| Funding { due, requested, granted, received };
        let cases: [(i64, Funding, &[Told]); 7] = [
            (0, funding(10, 10, 10, 10), &[]),
            (0, funding(10, 10, 0, 0), &[]),
            (5, funding(0, 0, 0, 0), &[(PartUnfunded, None, 5)]),
            (0, funding(5, 10, 8, 0), &[(GrantDiffersFromRequest, Some(8), 10)]),
            (0, funding(9, 8, 8, 4), &[(DueBeyondGrant, Some(8), 9)]),
            (0, funding(0, 0, 0, 1), &[(ReceiptBeyondGrant, Some(1), 0)]),
            (
                0,
                funding(9, 9, 8, 10),
                &[
                    (GrantDiffersFromRequest, Some(8), 9),
                    (ReceiptBeyondGrant, Some(10), 8),
                    (DueBeyondGrant, Some(8), 9),
                ],
            ),
        ];
        for (unfunded, funder, expected) in cases {
            let found = gaps(unfunded, &[funder]);
            let found: Vec<_> = found.iter().map(|gap| (gap.kind, gap.stated, gap.computed)).collect();
            assert_eq!(found, expected, "{unfunded} {funder:?}");
        }
    }
}
