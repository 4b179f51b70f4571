//! The forbidden writes of what a programme states.

use super::cases::{Change, beside, case};
use super::rows::Rows;
use super::{Case, Why};

pub(super) fn all(rows: &Rows) -> Vec<Case> {
    let version =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "programme_version", why, accepted, refused);
    let partner =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "programme_partner", why, accepted, refused);
    let target =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "yearly_target", why, accepted, refused);
    let opinion = |reason| [("kind", "'REGIONAL_OPINION'"), ("reason", reason)];
    let (reasons, first) = (Why::Check("version_has_reason"), Why::Check("first_version_is_recorded"));
    let intervenes = Why::Check("partner_intervenes_if_operational");
    let financial = |supports| [("kind", "'FINANCIAL'"), ("supports_households", supports)];
    let kept = |refused: &str| Case {
        what: refused.to_owned(),
        before: vec![],
        accepted: format!("{refused} WHERE 1 = 0"),
        refused: refused.to_owned(),
        why: Why::Kept,
    };
    let other = ("organisation_id", "(SELECT id FROM organisation WHERE kind = 'TOWN')");
    vec![
        version(reasons, &opinion("NULL"), &opinion("'avenant'")),
        version(reasons, &opinion("NULL"), &[("reason", "NULL")]),
        version(reasons, &[("kind", "'OPINION_WITHDRAWN'")], &[("kind", "'OPINION_WITHDRAWN'"), ("reason", "NULL")]),
        version(first, &[], &[("kind", "'RECORDED'"), ("reason", "NULL")]),
        version(Why::Value, &[], &[("reason", "''")]),
        version(Why::Value, &[], &[("version", "0")]),
        version(Why::Twice, &[], &[("version", "1"), ("kind", "'RECORDED'"), ("reason", "NULL")]),
        version(Why::Nowhere, &[("recorded_by_id", "NULL")], &[("recorded_by_id", "'none'")]),
        version(Why::Nowhere, &[], &[("programme_id", "'none'")]),
        version(Why::Missing, &[], &[("form", "NULL")]),
        kept("UPDATE programme_version SET form = '{}'"),
        kept("DELETE FROM programme_version"),
        partner(intervenes, &financial("false"), &financial("true")),
        partner(intervenes, &[], &[("supports_households", "false")]),
        partner(Why::Value, &[], &[("position", "0")]),
        partner(Why::Nowhere, &[], &[("organisation_id", "'none'")]),
        beside(rows, "programme_partner", Why::Twice, &[other, ("position", "4")], &[("position", "4")]),
        beside(rows, "programme_partner", Why::Twice, &[other, ("position", "4")], &[other]),
        target(Why::Value, &[("households", "100000")], &[("households", "100001")]),
        target(Why::Value, &[("dwellings", "0")], &[("dwellings", "-1")]),
        target(Why::Value, &[], &[("year", "0")]),
        target(Why::Nowhere, &[], &[("programme_id", "'none'")]),
        beside(rows, "yearly_target", Why::Twice, &[("year", "5")], &[]),
    ]
}
