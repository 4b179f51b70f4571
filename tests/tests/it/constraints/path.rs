//! The forbidden writes of what comes before a household is supported and housed, and of the reviews.

use super::cases::{Change, beside, case};
use super::rows::Rows;
use super::{Case, Why};

/// Every one of them.
pub(super) fn all(rows: &Rows) -> Vec<Case> {
    let mut cases = waiver(rows);
    cases.extend(diagnosis(rows));
    cases.extend(allocation(rows));
    cases.extend(agreement(rows));
    cases.extend(progress_review(rows));
    cases.extend(exam_period(rows));
    cases
}

fn waiver(rows: &Rows) -> Vec<Case> {
    let of = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "step_waiver", why, accepted, refused);
    let (used_for, used_on) = (("used_for_id", "'sup_x'"), ("used_on", "'2026-03-02'"));
    let withdrawn = ("withdrawn_on", "'2026-03-02'");
    let second = ("id", "'wvr_2'");
    vec![
        of(Why::Value, &[], &[("reasons", "''")]),
        of(Why::Check("step_waiver_used_for_an_act"), &[used_for, used_on], &[used_for]),
        of(Why::Check("step_waiver_used_for_an_act"), &[], &[used_on]),
        of(Why::Check("step_waiver_used_or_withdrawn"), &[withdrawn], &[withdrawn, used_for, used_on]),
        beside(rows, "step_waiver", Why::Twice, &[second, withdrawn], &[second]),
        beside(rows, "step_waiver", Why::Twice, &[second, ("step", "'AGREEMENT_BEFORE_SUPPORT'")], &[second]),
    ]
}

fn exam_period(rows: &Rows) -> Vec<Case> {
    let of = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "exam_period", why, accepted, refused);
    let told =
        |on, offered, reasons| [("prefect_informed_on", on), ("lease_offered", offered), ("notice_reasons", reasons)];
    let (day, second) = ("'2026-12-31'", ("id", "'exp_2'"));
    let says_whether = Why::Check("exam_period_notice_says_whether");
    vec![
        of(
            Why::Check("exam_period_ends_after_start"),
            &[],
            &[("end_on", "'2026-03-02'"), ("notice_due_on", "'2026-03-01'")],
        ),
        of(Why::Check("exam_period_notice_within"), &[], &[("notice_due_on", "'2026-03-02'")]),
        of(Why::Check("exam_period_notice_within"), &[], &[("notice_due_on", "'2027-03-02'")]),
        of(says_whether, &told(day, "true", "NULL"), &told(day, "NULL", "NULL")),
        of(says_whether, &[], &told("NULL", "true", "NULL")),
        of(
            Why::Check("exam_period_notice_from_the_start"),
            &told("'2026-03-02'", "true", "NULL"),
            &told("'2026-03-01'", "true", "NULL"),
        ),
        of(Why::Check("exam_period_refusal_has_reasons"), &told(day, "false", "'r'"), &told(day, "false", "NULL")),
        of(Why::Check("exam_period_reasons_of_notice"), &[], &told("NULL", "NULL", "'r'")),
        of(Why::Value, &[], &told(day, "false", "''")),
        beside(rows, "exam_period", Why::Twice, &[second, ("rank", "2")], &[second]),
    ]
}

fn diagnosis(rows: &Rows) -> Vec<Case> {
    let of =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "social_diagnosis", why, accepted, refused);
    let made = |column: &str, value: &'static str| {
        let good = [
            ("done_on", "'2026-03-20'"),
            ("intensity", "'LIGHT'"),
            ("duration_months", "12"),
            ("modality", "'SUBLEASE'"),
            ("situation", "'s'"),
        ];
        good.map(|(name, good)| (name, if name == column { value } else { good }))
    };
    let and = |columns: &[Change<'static>]| [&made("", "")[..], columns].concat();
    let recommends = Why::Check("diagnosis_done_recommends");
    let cancelled = |on, reason| [("cancelled_on", on), ("cancellation_reason", reason)];
    let with_reason = Why::Check("diagnosis_cancelled_with_reason");
    let other = ("household_id", rows.other("household"));
    let second = |ending: &[Change<'static>]| {
        [&[("id", "'dia_2'"), ("rank", "2"), ("agenda_item_id", "'agi_2'")][..], ending].concat()
    };
    let beside_second = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| {
        let mut case = of(why, accepted, refused);
        case.before.push(rows.insert("agenda_item", &[("id", "'agi_2'"), ("position", "2"), ("kind", "'EXTENSION'")]));
        case.before.push(rows.insert("social_diagnosis", &made("", "")));
        case
    };
    let (cancelled_anew, of_first) = (second(&cancelled("'2026-03-03'", "'r'")), ("agenda_item_id", "'agi_new'"));
    let same_decision = [("id", "'dia_2'"), ("rank", "2"), of_first];
    let same_decision_cancelled = [&same_decision[..], &cancelled("'2026-03-03'", "'r'")].concat();
    let same_rank = [("id", "'dia_2'"), ("rank", "1"), ("agenda_item_id", "'agi_2'")];
    let mut one_open = beside_second(Why::Twice, &cancelled_anew, &second(&[]));
    one_open.before.pop();
    one_open.before.push(rows.insert("social_diagnosis", &[]));
    vec![
        of(Why::Nowhere, &[], &[other]),
        of(Why::Check("diagnosis_due_after_order"), &[("due_on", "'2026-03-02'")], &[("due_on", "'2026-03-01'")]),
        of(
            Why::Check("diagnosis_done_after_order"),
            &made("done_on", "'2026-03-02'"),
            &made("done_on", "'2026-03-01'"),
        ),
        of(recommends, &made("", ""), &made("done_on", "NULL")),
        of(recommends, &made("", ""), &made("intensity", "NULL")),
        of(recommends, &made("", ""), &made("duration_months", "NULL")),
        of(recommends, &made("", ""), &made("modality", "NULL")),
        of(recommends, &made("", ""), &made("situation", "NULL")),
        of(Why::Value, &made("duration_months", "1"), &made("duration_months", "0")),
        of(Why::Value, &made("duration_months", "12"), &made("duration_months", "13")),
        of(Why::Value, &made("situation", "'s'"), &made("situation", "''")),
        of(Why::Value, &and(&[("debts_cents", "0")]), &and(&[("debts_cents", "-1")])),
        of(Why::Value, &and(&[("needs", "'n'")]), &and(&[("needs", "''")])),
        of(
            Why::Check("diagnosis_told_when_done"),
            &and(&[("confidential_note", "'n'")]),
            &[("confidential_note", "'n'")],
        ),
        of(
            Why::Check("diagnosis_told_when_done"),
            &and(&[("monthly_income_cents", "1")]),
            &[("monthly_income_cents", "1")],
        ),
        of(Why::Check("diagnosis_done_or_cancelled"), &made("", ""), &and(&cancelled("'2026-03-20'", "'r'"))),
        of(with_reason, &cancelled("'2026-03-20'", "'r'"), &cancelled("'2026-03-20'", "NULL")),
        of(with_reason, &[], &cancelled("NULL", "'r'")),
        one_open,
        beside_second(Why::Twice, &same_decision_cancelled, &same_decision),
        beside_second(Why::Twice, &second(&[]), &same_rank),
        beside(rows, "autonomy_obstacle", Why::Twice, &[("obstacle", "'LANGUAGE'")], &[("obstacle", "'DEBT'")]),
        beside(rows, "recommended_axis", Why::Twice, &[("axis", "'OTHER'")], &[("axis", "'HOUSING_PATH'")]),
    ]
}

/// Both changes.
fn joined<'a>(some: &[Change<'a>], more: &[Change<'a>]) -> Vec<Change<'a>> {
    [some, more].concat()
}

fn allocation(rows: &Rows) -> Vec<Case> {
    let of = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| {
        case(rows, "allocation_decision", why, accepted, refused)
    };
    let ranked = |rank: &'static str| [("outcome", "'RANKED'"), ("candidate_rank", rank)];
    let waiting = |document: &'static str| [("outcome", "'CONDITIONAL'"), ("missing_document", document)];
    let lifted = |on: &'static str| [&waiting("'d'")[..], &[("condition_lifted_on", on)]].concat();
    let offered = |due: &'static str| [("offered_on", "'2026-03-02'"), ("answer_due_on", due)];
    let answered = |answer: &'static str, on: &'static str| {
        [&offered("'2026-03-12'")[..], &[("answer", answer), ("answered_on", on)]].concat()
    };
    let (day, whose, why) = ("'2026-03-02'", "'DWELLING_NOT_DELIVERED'", "'r'");
    let released = |answer: &'static str, on: &'static str, whose: &'static str, why: &'static str| {
        let release = [("released_on", on), ("release_cause", whose), ("release_reasons", why)];
        joined(&answered(answer, "'2026-03-02'"), &release)
    };
    let released_with = Why::Check("allocation_released_with_cause_and_reasons");
    let released_once = Why::Check("allocation_released_once_accepted");
    let (second, other_day) = (("id", "'alc_2'"), ("decided_on", "'2026-03-01'"));
    let household = ("household_id", rows.other("household"));
    let dwelling = ("dwelling_id", rows.other("dwelling"));
    let next_to = |row: &[Change<'_>], accepted: &[Change<'_>], refused: &[Change<'_>]| {
        let mut case = of(Why::Twice, accepted, refused);
        case.before.push(rows.insert("allocation_decision", row));
        case
    };
    let offer = offered("'2026-03-12'");
    vec![
        of(Why::Preselection, &[], &[("household_id", rows.other("proposed"))]),
        of(Why::Check("allocation_rank_of_ranked"), &ranked("1"), &ranked("NULL")),
        of(Why::Check("allocation_rank_of_ranked"), &[], &[("candidate_rank", "1")]),
        of(Why::Value, &ranked("20"), &ranked("21")),
        of(Why::Value, &ranked("1"), &ranked("0")),
        of(Why::Check("allocation_condition_of_conditional"), &waiting("'d'"), &waiting("NULL")),
        of(Why::Check("allocation_condition_of_conditional"), &[], &[("missing_document", "'d'")]),
        of(Why::Check("allocation_lifted_of_conditional"), &lifted("'2026-03-02'"), &lifted("'2026-03-01'")),
        of(Why::Check("allocation_lifted_of_conditional"), &[], &[("condition_lifted_on", "'2026-03-02'")]),
        of(
            Why::Check("allocation_refusal_has_reasons"),
            &[("outcome", "'NOT_ALLOCATED'"), ("reasons", "'r'")],
            &[("outcome", "'NOT_ALLOCATED'")],
        ),
        of(
            Why::Check("allocation_offer_of_allocated"),
            &joined(&lifted("'2026-03-02'"), &offer),
            &joined(&waiting("'d'"), &offer),
        ),
        of(
            Why::Check("allocation_offer_of_allocated"),
            &joined(&ranked("1"), &offer),
            &joined(&[("outcome", "'INADMISSIBLE'"), ("reasons", "'r'")], &offer),
        ),
        of(
            Why::Check("allocation_offer_after_decision"),
            &offer,
            &[("offered_on", "'2026-03-01'"), ("answer_due_on", "'2026-03-12'")],
        ),
        of(Why::Check("allocation_offer_leaves_ten_days"), &offer, &offered("'2026-03-11'")),
        of(Why::Check("allocation_offer_leaves_ten_days"), &offer, &offered("NULL")),
        of(Why::Check("allocation_offer_leaves_ten_days"), &[], &[("answer_due_on", "'2026-03-12'")]),
        of(
            Why::Check("allocation_answer_to_offer"),
            &answered("'REFUSED'", "'2026-03-02'"),
            &answered("'REFUSED'", "NULL"),
        ),
        of(
            Why::Check("allocation_answer_to_offer"),
            &answered("'REFUSED'", "'2026-03-02'"),
            &answered("'REFUSED'", "'2026-03-01'"),
        ),
        of(Why::Check("allocation_answer_to_offer"), &[], &[("answer", "'REFUSED'"), ("answered_on", "'2026-03-03'")]),
        of(
            Why::Check("allocation_silence_after_period"),
            &answered("'SILENCE'", "'2026-03-13'"),
            &answered("'SILENCE'", "'2026-03-12'"),
        ),
        of(released_with, &released("'ACCEPTED'", day, whose, why), &released("'ACCEPTED'", day, whose, "NULL")),
        of(released_with, &[], &released("'ACCEPTED'", day, "NULL", why)),
        of(released_with, &[], &released("'ACCEPTED'", "NULL", whose, why)),
        of(
            released_with,
            &released("'ACCEPTED'", day, "'NOT_RETAINED'", "NULL"),
            &released("'ACCEPTED'", day, "'NOT_RETAINED'", why),
        ),
        of(Why::Value, &[], &released("'ACCEPTED'", day, whose, "''")),
        of(released_once, &[], &released("'ACCEPTED'", "'2026-03-01'", whose, why)),
        of(released_once, &[], &released("'REFUSED'", day, whose, why)),
        of(
            released_once,
            &[],
            &joined(&offer, &[("released_on", day), ("release_cause", whose), ("release_reasons", why)]),
        ),
        next_to(&[], &[second, other_day], &[second]),
        next_to(&ranked("1"), &joined(&[second, household], &ranked("2")), &joined(&[second, household], &ranked("1"))),
        next_to(&offer, &joined(&[second, household], &[]), &joined(&[second, household], &offer)),
        next_to(&offer, &joined(&[second, dwelling], &[]), &joined(&[second, dwelling], &offer)),
    ]
}

fn agreement(rows: &Rows) -> Vec<Case> {
    let of = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| {
        case(rows, "tripartite_agreement", why, accepted, refused)
    };
    let signature = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| {
        case(rows, "agreement_signature", why, accepted, refused)
    };
    let (signed, cancelled) =
        (("signed_on", "'2026-03-02'"), [("cancelled_on", "'2026-03-03'"), ("cancellation_reason", "'r'")]);
    let (second, rank) = (("id", "'agr_2'"), ("rank", "2"));
    let amends = ("amends_id", "'agr_new'");
    let next_to = |row: &[Change<'_>], why, accepted: &[Change<'_>], refused: &[Change<'_>]| {
        let mut case = of(why, accepted, refused);
        case.before.push(rows.insert("tripartite_agreement", row));
        case
    };
    let other = ("household_id", rows.other("household"));
    vec![
        of(Why::Check("agreement_signed_after_drawn_up"), &[signed], &[("signed_on", "'2026-03-01'")]),
        of(Why::Check("agreement_signed_or_cancelled"), &cancelled, &[signed, cancelled[0], cancelled[1]]),
        of(Why::Check("agreement_cancelled_with_reason"), &cancelled, &cancelled[..1]),
        of(Why::Check("agreement_cancelled_with_reason"), &[], &cancelled[1..]),
        next_to(
            &[signed],
            Why::Check("agreement_first_amends_nothing"),
            &[second, rank, amends],
            &[second, ("rank", "1"), amends],
        ),
        next_to(&[signed], Why::Nowhere, &[second, rank, amends], &[second, rank, amends, other]),
        next_to(&[signed], Why::Twice, &[second, rank, amends], &[second, rank]),
        next_to(&[], Why::Twice, &[second, rank, amends, signed], &[second, rank, amends]),
        next_to(&[signed], Why::Twice, &[second, rank, amends], &[second, ("rank", "1"), signed]),
        signature(
            Why::Check("signature_by_staff_but_of_household"),
            &[("party", "'HOUSEHOLD'"), ("signatory_id", "NULL")],
            &[("party", "'HOUSEHOLD'")],
        ),
        signature(Why::Check("signature_by_staff_but_of_household"), &[], &[("signatory_id", "NULL")]),
        beside(
            rows,
            "agreement_signature",
            Why::Twice,
            &[("party", "'SUPPORT_ORGANISATION'")],
            &[("party", "'LANDLORD'")],
        ),
        case(rows, "agreement_objective", Why::Value, &[], &[("label", "''")]),
        beside(
            rows,
            "agreement_objective",
            Why::Twice,
            &[("id", "'aob_2'"), ("position", "2")],
            &[("id", "'aob_2'"), ("position", "1")],
        ),
    ]
}

fn progress_review(rows: &Rows) -> Vec<Case> {
    let of =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "progress_review", why, accepted, refused);
    let noted = |on: &'static str| [("agenda_item_id", "'agi_new'"), ("acknowledged_on", on)];
    let by_the_cell = Why::Check("progress_review_acknowledged_by_the_cell");
    let second = [("id", "'bil_2'"), ("rank", "2")];
    let last = ("kind", "'FINAL'");
    let mut one_final = of(Why::Twice, &second, &[second[0], second[1], last]);
    one_final.before.push(rows.insert("progress_review", &[last]));
    vec![
        of(by_the_cell, &noted("'2026-03-02'"), &noted("NULL")),
        of(by_the_cell, &[], &[("acknowledged_on", "'2026-03-02'")]),
        of(Why::Check("progress_review_acknowledged_once_held"), &noted("'2026-03-02'"), &noted("'2026-03-01'")),
        of(
            Why::Nowhere,
            &noted("'2026-03-02'"),
            &[("agenda_item_id", "'agi_none'"), ("acknowledged_on", "'2026-03-02'")],
        ),
        of(Why::Value, &[], &[("landlord_account", "''")]),
        of(Why::Value, &[], &[("household_view", "''")]),
        beside(rows, "progress_review", Why::Twice, &second, &second[..1]),
        one_final,
    ]
}
