//! The labels that a law changed, on the days around it, and what holds of all of them.

use chrono::Datelike;

use super::{Label, Labelled, Language, label, labelled_enums};
use crate::types::{OrganisationKind, PriorityGround, PublicBody, Role};

fn called(value: impl Labelled, on: &str) -> [&'static str; 2] {
    [Language::French, Language::English].map(|language| label(value, language, on.parse().unwrap()))
}

#[test]
fn a_name_changes_on_the_day_of_its_law() {
    use OrganisationKind::Department;
    use PriorityGround::Pdalpd;
    use PublicBody::{AllocationCommittee, DepartmentalCouncil, DepartmentalService};
    fn check(value: impl Labelled, name: &str, first: &str, then: &[(&str, &str, &str)]) {
        let mut before = first;
        for (eve, day, after) in then {
            for (day, part) in [(eve, before), (day, *after)] {
                for text in called(value, day) {
                    assert!(text.contains(part), "{name} on {day}: {text}");
                }
            }
            before = after;
        }
    }
    check(Pdalpd, "the plan", "PDALPD", &[("2014-03-26", "2014-03-27", "PDALHPD")]);
    check(AllocationCommittee, "the committee", "(CAL)", &[("2018-11-24", "2018-11-25", "(CALEOL)")]);
    check(
        DepartmentalService,
        "the service",
        "(DDASS)",
        &[("2009-12-31", "2010-01-01", "(DDCS)"), ("2021-03-31", "2021-04-01", "(DDETS)")],
    );
    for name in [called(Department, "2015-04-01"), called(DepartmentalCouncil, "2015-04-01")] {
        assert_eq!(name, ["Conseil général", "General council of the département"]);
    }
    for name in [called(Department, "2015-04-02"), called(DepartmentalCouncil, "2015-04-02")] {
        assert_eq!(name, ["Conseil départemental", "Departmental council"]);
    }
    assert_eq!(called(Role::Funder, "0001-01-01"), called(Role::Funder, "9999-12-31"));
}

#[test]
fn a_label_tells_what_brought_it_and_what_ends_it() {
    let on = |day: &str| PublicBody::DepartmentalService.labels().on(day.parse().unwrap());
    let told = |Label { since, until, .. }| [since, until].map(|change| change.map(|change| change.on.to_string()));
    let day = |text: &str| Some(text.to_owned());
    assert_eq!(told(on("1990-05-31")), [None, day("2010-01-01")]);
    assert_eq!(told(on("2014-06-01")), [day("2010-01-01"), day("2021-04-01")]);
    assert_eq!(told(on("2026-03-02")), [day("2021-04-01"), None]);
    assert_eq!(on("2026-03-02").since.map(|change| change.source), Some("décret n° 2020-1545 du 9 décembre 2020"));
}

#[test]
fn every_value_says_what_it_is_in_both_languages() {
    let mut names = Vec::new();
    for of in labelled_enums() {
        names.push(of.name);
        let mut said = Vec::new();
        for (value, labels) in (of.values)() {
            let wordings = labels.renamed.iter().map(|(_, wording)| wording).chain([&labels.first]);
            for text in wordings.flat_map(|wording| [wording.french, wording.english]) {
                assert!(!text.trim().is_empty() && text.trim() == text, "{}.{value}: {text}", of.name);
                assert!(!text.contains('\''), "{}.{value}: a straight apostrophe: {text}", of.name);
                assert_ne!(text, value, "{} is its own label", of.name);
            }
            // Two values of one enumeration that were called alike could not be told apart in a form.
            let now = labels.on("2026-03-02".parse().unwrap()).wording;
            assert!(!said.contains(&now.french) && !said.contains(&now.english), "{}.{value}: twice", of.name);
            said.extend([now.french, now.english]);
            for (change, _) in labels.renamed {
                assert!((1990..2100).contains(&change.on.year()), "{}.{value}: {}", of.name, change.on);
                assert!(change.source.starts_with("loi n° ") || change.source.starts_with("décret n° "));
            }
            assert!(labels.renamed.is_sorted_by(|(one, _), (other, _)| one.on < other.on), "{}.{value}", of.name);
        }
        assert!(!said.is_empty(), "{}", of.name);
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "an enumeration is listed twice");
}
