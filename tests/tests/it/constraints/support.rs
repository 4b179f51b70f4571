//! The forbidden writes of what happens while a household is supported.

use super::cases::{Change, beside, case};
use super::rows::Rows;
use super::{Case, Why};

/// Every one of them.
pub(super) fn all(rows: &Rows) -> Vec<Case> {
    let mut cases = extension_request(rows);
    cases.extend(intensity(rows));
    cases.extend(objective(rows));
    cases.extend(suspension(rows));
    cases.extend(interview(rows));
    cases
}

fn interview(rows: &Rows) -> Vec<Case> {
    let of =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "support_interview", why, accepted, refused);
    vec![
        of(Why::Check("interview_next_after"), &[("next_on", "'2026-03-03'")], &[("next_on", "'2026-03-02'")]),
        of(Why::Value, &[], &[("summary", "''")]),
        of(Why::Value, &[("attendees", "'a'")], &[("attendees", "''")]),
        of(Why::Value, &[("confidential_note", "'c'")], &[("confidential_note", "''")]),
    ]
}

fn suspension(rows: &Rows) -> Vec<Case> {
    let of =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "support_suspension", why, accepted, refused);
    let ended = |on: &'static str| [("ended_on", on)];
    let insert = |changes: &[Change<'_>]| rows.insert("support_suspension", changes);
    let measure = || rows.before("support_suspension");
    let since = |first: &'static str, last: &'static str| [("id", "'sus_2'"), ("start_on", first), ("ended_on", last)];
    let written = |before: Vec<String>, why, accepted: String, refused: String| Case {
        what: refused.clone(),
        before,
        accepted,
        refused,
        why,
    };
    let beside = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| {
        let before = [measure(), vec![insert(&ended("'2026-03-04'"))]].concat();
        written(before, why, insert(accepted), insert(refused))
    };
    // A measure that began the day before is suspended, and was before.
    let earlier = [("start_on", "'2026-03-01'"), ("cap_on", "'2027-03-01'"), ("end_on", "'2027-03-01'")];
    let before = vec![rows.insert("support_measure", &earlier), insert(&[])];
    let second = written(
        before,
        Why::Twice,
        insert(&since("'2026-03-01'", "'2026-03-01'")),
        insert(&since("'2026-03-04'", "NULL")),
    );
    // A measure that is closed is suspended no more.
    let close =
        |on: &str| format!("UPDATE support_measure SET closed_on = '{on}', outcome = 'LEFT' WHERE id = 'sup_new'");
    let suspended = [measure(), vec![insert(&ended("'2026-03-04'"))]].concat();
    let closed = written(suspended, Why::Outside, close("2026-03-04"), close("2026-03-03"));
    let over = || [measure(), vec![close("2026-03-04")]].concat();
    let after = written(over(), Why::Outside, insert(&ended("'2026-03-04'")), insert(&ended("'2026-03-05'")));
    let open = written(over(), Why::Outside, insert(&ended("'2026-03-04'")), insert(&[]));
    vec![
        of(
            Why::Check("suspension_expected_after_start"),
            &[("expected_end_on", "'2026-03-03'")],
            &[("expected_end_on", "'2026-03-02'")],
        ),
        of(Why::Check("suspension_ended_after_start"), &ended("'2026-03-02'"), &ended("'2026-03-01'")),
        of(Why::Value, &[("explanation", "'e'")], &[("explanation", "''")]),
        of(Why::Outside, &[], &[("start_on", "'2026-03-01'")]),
        beside(Why::Overlap, &since("'2026-03-05'", "NULL"), &since("'2026-03-04'", "NULL")),
        second,
        closed,
        after,
        open,
    ]
}

fn objective(rows: &Rows) -> Vec<Case> {
    let of = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| {
        case(rows, "support_objective_progress", why, accepted, refused)
    };
    let second = [("id", "'obp_2'"), ("rank", "2")];
    vec![
        of(Why::Value, &[("comment", "'c'")], &[("comment", "''")]),
        of(Why::Value, &[], &[("rank", "0")]),
        of(Why::Nowhere, &[], &[("support_objective_id", "'obj_none'")]),
        beside(rows, "support_objective_progress", Why::Twice, &second, &second[..1]),
        case(rows, "support_objective", Why::Missing, &[], &[("set_on", "NULL")]),
    ]
}

fn intensity(rows: &Rows) -> Vec<Case> {
    let beside = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| {
        beside(rows, "support_intensity_period", why, accepted, refused)
    };
    let then = |from: &'static str, before: &'static str, reasons: &'static str| {
        [("id", "'int_2'"), ("from_on", from), ("previous_from_on", before), ("reasons", reasons)]
    };
    let good = then("'2026-03-04'", "'2026-03-02'", "'r'");
    let mut third = beside(
        Why::Twice,
        &[[("id", "'int_3'")].as_slice(), &then("'2026-03-05'", "'2026-03-04'", "'r'")[1..]].concat(),
        &[[("id", "'int_3'")].as_slice(), &then("'2026-03-05'", "'2026-03-02'", "'r'")[1..]].concat(),
    );
    third.before.push(rows.insert("support_intensity_period", &good));
    vec![
        // A gap, an overlap, a second beginning.
        beside(Why::Nowhere, &good, &then("'2026-03-04'", "'2026-03-03'", "'r'")),
        third,
        beside(Why::Twice, &good, &then("'2026-03-02'", "NULL", "NULL")),
        beside(Why::Check("intensity_in_order"), &good, &then("'2026-03-01'", "'2026-03-02'", "'r'")),
        beside(Why::Check("intensity_changed_with_reason"), &good, &then("'2026-03-04'", "'2026-03-02'", "NULL")),
        beside(Why::Value, &good, &then("'2026-03-04'", "'2026-03-02'", "''")),
        case(rows, "support_intensity_period", Why::FromStart, &[], &[("from_on", "'2026-03-03'")]),
    ]
}

fn extension_request(rows: &Rows) -> Vec<Case> {
    let of = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| {
        case(rows, "support_extension_request", why, accepted, refused)
    };
    let by = rows.other("staff");
    let decided = |outcome: &'static str| [("outcome", outcome), ("decided_on", "'2026-03-02'")];
    let granted = |extension: &'static str| {
        [&decided("'GRANTED'")[..], &[("decided_by_id", by), ("support_extension_id", extension)]].concat()
    };
    let refused =
        |reasons: &'static str| [&decided("'REFUSED'")[..], &[("decided_by_id", by), ("reasons", reasons)]].concat();
    let second = |measure: &'static str| [("id", "'exr_2'"), ("support_measure_id", measure)];
    // The extension of another measure.
    let mut of_other = of(Why::Nowhere, &granted("'ext_new'"), &granted("'ext_2'"));
    let other = [("id", "'sup_2'"), ("household_id", rows.other("household"))];
    of_other.before.push(rows.insert("support_measure", &other));
    of_other.before.push(rows.insert("support_extension", &[("id", "'ext_2'"), ("support_measure_id", "'sup_2'")]));
    let mut again = beside(rows, "support_extension_request", Why::Twice, &second("'sup_2'"), &second("'sup_new'"));
    again.before.insert(0, rows.insert("support_measure", &[other[0], other[1], ("start_on", "'2026-03-02'")]));
    vec![
        of(Why::Value, &[], &[("explanation", "''")]),
        of(Why::Check("extension_request_decided_with_outcome"), &decided("'LAPSED'"), &decided("NULL")),
        of(Why::Check("extension_request_decided_with_outcome"), &[], &[("outcome", "'LAPSED'")]),
        of(
            Why::Check("extension_request_decided_by_somebody"),
            &decided("'LAPSED'"),
            &[&decided("'LAPSED'")[..], &[("decided_by_id", by)]].concat(),
        ),
        of(
            Why::Check("extension_request_decided_by_somebody"),
            &refused("'r'"),
            &[&decided("'REFUSED'")[..], &[("reasons", "'r'")]].concat(),
        ),
        of(Why::Check("extension_request_granted_is_extension"), &granted("'ext_new'"), &granted("NULL")),
        of(
            Why::Check("extension_request_granted_is_extension"),
            &refused("'r'"),
            &[&refused("'r'")[..], &[("support_extension_id", "'ext_new'")]].concat(),
        ),
        of(Why::Check("extension_request_refused_with_reasons"), &refused("'r'"), &refused("NULL")),
        of(Why::Value, &refused("'r'"), &refused("''")),
        of(
            Why::Check("extension_request_decided_once_asked"),
            &[("outcome", "'LAPSED'"), ("decided_on", "'2026-03-02'")],
            &[("outcome", "'LAPSED'"), ("decided_on", "'2026-03-01'")],
        ),
        of_other,
        again,
    ]
}
