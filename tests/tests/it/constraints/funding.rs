//! The forbidden writes of rates, shares and recorded amounts.

use super::cases::{Change, beside, case};
use super::rows::Rows;
use super::{Case, Why};

/// Every one of them.
pub(super) fn all(rows: &Rows) -> Vec<Case> {
    let of = |table: &str, column: &str, accepted: &str, refused: &str| {
        case(rows, table, Why::Value, &[(column, accepted)], &[(column, refused)])
    };
    let rate = |name, accepted: &[Change<'_>], refused: &[Change<'_>]| {
        case(rows, "unit_rate", Why::Check(name), accepted, refused)
    };
    let next = |accepted: &[Change<'_>], refused: &[Change<'_>]| {
        let id = [("id", "'rat_2'")];
        beside(rows, "unit_rate", Why::Overlap, &[&id, accepted].concat(), &[&id, refused].concat())
    };
    let until = |last| [("valid_from", "'2026-01-01'"), ("valid_until", last)];
    let (town, landlord) = (rows.other("town"), rows.other("landlord"));
    let second = |changes: &[Change<'_>]| {
        let row = [("id", "'shr_2'"), ("funder_id", town), ("position", "3")];
        rows.insert("funding_share", &[&row, changes].concat())
    };
    let whole = |points| [("id", "'shr_2'"), ("funder_id", town), ("position", "3"), ("basis_points", points)];
    // One of the support in a modality, another of the support, a third of the diagnosis in a modality.
    let of_support = [("base", "'MODALITY'"), ("component", "'SUPPORT'"), ("basis_points", "6000")];
    let third = [("id", "'shr_3'"), ("funder_id", landlord), ("position", "4"), ("component", "'DIAGNOSIS'")];
    let third = [&third[..], &of_support[..1], &of_support[2..]].concat();
    let mut before = rows.before("funding_share");
    before.push(rows.insert("funding_share", &of_support));
    before.push(second(&[("base", "'COMPONENT'"), ("component", "'SUPPORT'"), ("basis_points", "4001")]));
    before.push(rows.insert("funding_share", &third));
    let name = |id| rows.insert("funding_share_modality", &[("funding_share_id", id)]);
    let (accepted, refused) = (name("'shr_3'"), name("'shr_new'"));
    let named = Case { what: refused.clone(), before: before.clone(), accepted, refused, why: Why::Exceeded };
    let raise = |points| format!("UPDATE funding_share SET basis_points = {points} WHERE id = 'shr_2'");
    before.extend([raise(0), name("'shr_new'")]);
    let raised = Case { what: raise(4_001), before, accepted: raise(4_000), refused: raise(4_001), why: Why::Exceeded };
    vec![
        of("unit_rate", "amount_cents", "10000000000", "10000000001"),
        of("funding_entry", "amount_cents", "10000000000", "10000000001"),
        of("funding_entry", "amount_cents", "1", "0"),
        of("funding_entry", "year", "1", "0"),
        rate("rate_ends_after_start", &[("valid_until", "'2026-03-02'")], &[("valid_until", "'2026-03-01'")]),
        rate(
            "rate_paid_once_is_undivided",
            &[("unit", "'PER_HOUSEHOLD'"), ("proration", "'UNDIVIDED'")],
            &[("unit", "'PER_HOUSEHOLD'")],
        ),
        rate(
            "rate_of_diagnosis_is_paid_once",
            &[("component", "'INTEGRATED_OFFER'")],
            &[("component", "'DIAGNOSIS'"), ("valid_until", "'2026-03-03'")],
        ),
        next(&[("component", "'INTEGRATED_OFFER'")], &[]),
        next(&until("'2026-03-01'"), &until("'2026-03-02'")),
        case(
            rows,
            "funding_share",
            Why::Check("share_base"),
            &[("base", "'COMPONENT'"), ("component", "'SUPPORT'")],
            &[("base", "'COMPONENT'")],
        ),
        beside(rows, "funding_share", Why::Exceeded, &whole("0"), &whole("1")),
        named,
        raised,
    ]
}
