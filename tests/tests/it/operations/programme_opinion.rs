//! Opinions on a programme are recorded, and taken back if by error; every version is kept.

use chrono::NaiveDate;
use entity::model::programme;
use entity::operations::programme_opinion::{
    RecordDepartmentalOpinion, RecordRegionalOpinion, WithdrawOpinion, record_departmental_opinion,
    record_regional_opinion, withdraw,
};
use entity::refusal::Rule;
use entity::types::{EventKind, FormVersionKind, OpinionLevel, RegionalOpinion, Reproducibility};
use serde_json::json;
use tests::{Refusals, World, both_databases};

use super::programme_form::{programme_of, versions};
use super::{Told, date, nothing, too_long};

/// The rules that an opinion can break.
pub(super) const OPINION_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::TextTooLong,
    Rule::DateOutOfRange,
    Rule::DateInFuture,
    Rule::NothingRevised,
    Rule::OpinionRequired,
    Rule::DayBeforeOpinion,
];

/// The rules that a withdrawal can break.
pub(super) const WITHDRAWAL_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
    Rule::OpinionMissing,
];

fn withdrawal(world: &World, level: OpinionLevel) -> WithdrawOpinion {
    WithdrawOpinion { programme_id: world.programme_id.clone(), level, reason: " erreur ".to_owned() }
}

fn departmental(world: &World) -> RecordDepartmentalOpinion {
    RecordDepartmentalOpinion {
        programme_id: world.programme_id.clone(),
        given_on: world.day(-2),
        opinion: "avis".to_owned(),
        relevance: "pertinent".to_owned(),
        reproducibility: Some(Reproducibility::Strong),
        conditions: "aucune".to_owned(),
    }
}

fn regional(world: &World) -> RecordRegionalOpinion {
    RecordRegionalOpinion {
        programme_id: world.programme_id.clone(),
        given_on: world.day(-2),
        opinion: RegionalOpinion::Favourable,
        comment: "bien".to_owned(),
    }
}

both_databases! {
    async fn opinions_are_recorded_and_those_before_are_kept(world: World) {
        let manager = &world.people.manager;
        let log = world.log().await;
        let after = record_departmental_opinion(&world.db, &world.act(manager), departmental(&world)).await.unwrap();
        Told {
            kind: EventKind::DepartmentalOpinionRecorded,
            by: Some(manager.id()),
            household: None,
            meeting: None,
            subject: world.programme_id.to_string(),
            changes: json!({
                "version": 2,
                "decidedOn": world.day(-2),
                "changedFields": [
                    "departmentalOpinion", "departmentalRelevance", "departmentalConditions", "reproducibility",
                    "departmentalOpinionOn",
                ],
            }),
        }
        .check(&world, log.only_event().await);
        assert_eq!((after.departmental_opinion_on, after.reproducibility), (Some(world.day(-2)), Some(Reproducibility::Strong)));
        let log = world.log().await;
        record_regional_opinion(&world.db, &world.act(manager), regional(&world)).await.unwrap();
        assert_eq!(log.only_event().await.kind, EventKind::RegionalOpinionRecorded);
        let otherwise =
            RecordRegionalOpinion { opinion: RegionalOpinion::Unfavourable, given_on: world.day(-1), ..regional(&world) };
        let last = record_regional_opinion(&world.db, &world.act(manager), otherwise).await.unwrap();
        assert_eq!((last.version, last.regional_opinion), (4, Some(RegionalOpinion::Unfavourable)));
        assert_eq!(last.departmental_opinion, "avis");
        let kept = versions(&world).await;
        let opinions: Vec<_> =
            kept.iter().map(|version| (version.kind, version.form.regional_opinion, version.decided_on)).collect();
        assert_eq!(
            opinions[1..],
            [
                (FormVersionKind::DepartmentalOpinion, None, world.day(-2)),
                (FormVersionKind::RegionalOpinion, Some(RegionalOpinion::Favourable), world.day(-2)),
                (FormVersionKind::RegionalOpinion, Some(RegionalOpinion::Unfavourable), world.day(-1)),
            ]
        );
    }

    async fn what_an_opinion_may_not_be(world: World) {
        let manager = world.act(&world.people.manager);
        record_departmental_opinion(&world.db, &manager, departmental(&world)).await.unwrap();
        record_regional_opinion(&world.db, &manager, regional(&world)).await.unwrap();
        let (tomorrow, long_ago): (NaiveDate, NaiveDate) = (world.day(1), date("1899-12-31"));
        let mut refusals = Refusals::new(&world);
        let funder = world.act(&world.people.funder);
        let (of_service, of_region) = (departmental(&world), regional(&world));
        let forbidden = &[(Rule::Forbidden, "")];
        refusals.expect("by a funder", forbidden, record_departmental_opinion(&world.db, &funder, of_service.clone())).await;
        refusals.expect("by a funder", forbidden, record_regional_opinion(&world.db, &funder, of_region.clone())).await;
        for (case, broken, input) in [
            ("nowhere", (Rule::NotFound, "programmeId"), RecordDepartmentalOpinion { programme_id: nothing(), ..of_service.clone() }),
            ("again", (Rule::NothingRevised, ""), of_service.clone()),
            ("tomorrow", (Rule::DateInFuture, "givenOn"), RecordDepartmentalOpinion { given_on: tomorrow, ..of_service.clone() }),
            ("endless", (Rule::TextTooLong, "opinion"), RecordDepartmentalOpinion { opinion: too_long(10_000), ..of_service.clone() }),
            ("too relevant", (Rule::TextTooLong, "relevance"), RecordDepartmentalOpinion { relevance: too_long(10_000), ..of_service.clone() }),
            ("on conditions", (Rule::TextTooLong, "conditions"), RecordDepartmentalOpinion { conditions: too_long(10_000), ..of_service }),
        ] {
            refusals.expect(case, &[broken], record_departmental_opinion(&world.db, &manager, input)).await;
        }
        for (case, broken, input) in [
            ("nowhere", (Rule::NotFound, "programmeId"), RecordRegionalOpinion { programme_id: nothing(), ..of_region.clone() }),
            ("again", (Rule::NothingRevised, ""), of_region.clone()),
            ("tomorrow", (Rule::DateInFuture, "givenOn"), RecordRegionalOpinion { given_on: tomorrow, ..of_region.clone() }),
            ("endless", (Rule::TextTooLong, "comment"), RecordRegionalOpinion { comment: too_long(10_000), ..of_region }),
        ] {
            refusals.expect(case, &[broken], record_regional_opinion(&world.db, &manager, input)).await;
        }
        let ancient = RecordDepartmentalOpinion { given_on: long_ago, ..departmental(&world) };
        let broken = [(Rule::DayBeforeOpinion, "givenOn"), (Rule::DateOutOfRange, "givenOn")];
        refusals.expect("long ago", &broken, record_departmental_opinion(&world.db, &manager, ancient)).await;
        // In the place of the one of the day before yesterday.
        let before = (Rule::DayBeforeOpinion, "givenOn");
        let earlier = RecordDepartmentalOpinion { given_on: world.day(-3), ..departmental(&world) };
        refusals.expect("before the last", &[before], record_departmental_opinion(&world.db, &manager, earlier)).await;
        let earlier = RecordRegionalOpinion { given_on: world.day(-3), ..regional(&world) };
        refusals.expect("before the last", &[before], record_regional_opinion(&world.db, &manager, earlier)).await;
        let blank = RecordDepartmentalOpinion {
            opinion: " ".to_owned(),
            relevance: String::new(),
            reproducibility: None,
            conditions: "\n".to_owned(),
            ..departmental(&world)
        };
        refusals.expect("of nothing", &[(Rule::OpinionRequired, "opinion")], record_departmental_opinion(&world.db, &manager, blank)).await;
        refusals.are(OPINION_RULES);
    }

    async fn an_opinion_that_was_recorded_by_error_is_taken_back(world: World) {
        let manager = &world.people.manager;
        let before = programme_of(&world).await;
        record_departmental_opinion(&world.db, &world.act(manager), departmental(&world)).await.unwrap();
        record_regional_opinion(&world.db, &world.act(manager), regional(&world)).await.unwrap();
        let log = world.log().await;
        let after = withdraw(&world.db, &world.act(manager), withdrawal(&world, OpinionLevel::Departmental)).await.unwrap();
        Told {
            kind: EventKind::OpinionWithdrawn,
            by: Some(manager.id()),
            household: None,
            meeting: None,
            subject: world.programme_id.to_string(),
            changes: json!({
                "version": 4,
                "decidedOn": world.today(),
                "changedFields": [
                    "departmentalOpinion", "departmentalRelevance", "departmentalConditions", "reproducibility",
                    "departmentalOpinionOn",
                ],
            }),
        }
        .check(&world, log.only_event().await);
        let expected = programme::Model {
            version: 4,
            regional_opinion: Some(RegionalOpinion::Favourable),
            regional_opinion_on: Some(world.day(-2)),
            regional_comment: "bien".to_owned(),
            ..before.clone()
        };
        assert_eq!(after, expected, "the other opinion stays");
        let after = withdraw(&world.db, &world.act(manager), withdrawal(&world, OpinionLevel::Regional)).await.unwrap();
        assert_eq!(after, programme::Model { version: 5, ..before });
        // What was taken back is still read where it was kept; one of an earlier day takes its place.
        let kept = versions(&world).await;
        assert_eq!(kept[1].form.departmental_opinion, "avis");
        assert_eq!((kept[4].kind, kept[4].reason.as_deref()), (FormVersionKind::OpinionWithdrawn, Some("erreur")));
        let earlier = RecordRegionalOpinion { given_on: world.day(-9), ..regional(&world) };
        let again = record_regional_opinion(&world.db, &world.act(manager), earlier).await.unwrap();
        assert_eq!((again.version, again.regional_opinion_on), (6, Some(world.day(-9))));
    }

    async fn what_a_withdrawal_may_not_be(world: World) {
        let mut refusals = Refusals::new(&world);
        let (manager, funder) = (world.act(&world.people.manager), world.act(&world.people.funder));
        record_regional_opinion(&world.db, &manager, regional(&world)).await.unwrap();
        let good = || withdrawal(&world, OpinionLevel::Regional);
        refusals.expect("by a funder", &[(Rule::Forbidden, "")], withdraw(&world.db, &funder, good())).await;
        for (case, broken, input) in [
            ("nowhere", (Rule::NotFound, "programmeId"), WithdrawOpinion { programme_id: nothing(), ..good() }),
            ("for nothing", (Rule::TextRequired, "reason"), WithdrawOpinion { reason: " ".to_owned(), ..good() }),
            ("endless", (Rule::TextTooLong, "reason"), WithdrawOpinion { reason: too_long(10_000), ..good() }),
            ("unreadable", (Rule::TextMalformed, "reason"), WithdrawOpinion { reason: "\0".to_owned(), ..good() }),
            ("of none", (Rule::OpinionMissing, "level"), WithdrawOpinion { level: OpinionLevel::Departmental, ..good() }),
        ] {
            refusals.expect(case, &[broken], withdraw(&world.db, &manager, input)).await;
        }
        refusals.are(WITHDRAWAL_RULES);
    }
}
