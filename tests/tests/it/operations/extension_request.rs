//! An extension is asked for, granted, refused, withdrawn; it lapses when its measure is closed.

use entity::model::support_extension;
use entity::model::support_extension_request::Model;
use entity::operations::extension_request::{
    GrantExtension, RefuseExtension, RequestExtension, grant, refuse, request, withdraw,
};
use entity::operations::support::{CloseSupport, StartSupport, close, start};
use entity::refusal::Rule;
use entity::types::{EventKind, ExtensionRequestOutcome, SupportExtensionRequestId, SupportMeasureId, SupportOutcome};
use sea_orm::EntityTrait;
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, date, longest, nothing, too_long};

/// The rules that asking can break.
pub(super) const REQUEST_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::SupportClosed,
    Rule::SupportNotExtendable,
    Rule::ExtensionAlreadyAsked,
    Rule::ExtensionNotFurther,
    Rule::ExtensionTooLong,
    Rule::DateOutOfRange,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// The rules that granting can break.
pub(super) const GRANT_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::ExtensionRequestClosed,
    Rule::DayBeforeRequest,
    Rule::SupportNotExtendable,
    Rule::ExtensionNotFurther,
    Rule::ExtensionTooLong,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
];

/// The rules that refusing can break.
pub(super) const REFUSE_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::ExtensionRequestClosed,
    Rule::DayBeforeRequest,
    Rule::DateInFuture,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// The rules that withdrawing can break.
pub(super) const WITHDRAW_RULES: &[Rule] = &[Rule::NotFound, Rule::Forbidden, Rule::ExtensionRequestClosed];

both_databases! {
    async fn an_extension_is_asked_for_and_granted_till_another_day(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let people = &world.people;
        world.go_to("2027-02-15", 9, 0);
        let told = |kind, by, subject: String, changes| Told {
            kind, by: Some(by), household: Some(household.id.clone()), meeting: None, subject, changes,
        };
        let log = world.log().await;
        let input = RequestExtension { explanation: format!(" {} ", longest(9_000)), ..world.request_input(&measure) };
        let asked = request(&world.db, &world.act(&people.social_worker), input).await.unwrap();
        let changes = json!({ "supportMeasureId": measure.id, "proposedEndOn": "2027-06-02" });
        told(EventKind::ExtensionRequested, people.social_worker.id(), asked.id.to_string(), changes)
            .check(&world, log.only_event().await);
        assert_eq!(asked, world.extension_request(&asked.id).await);
        assert_eq!((asked.asked_on, &asked.asked_by_id), (world.today(), &people.social_worker.id()));
        assert_eq!((&asked.explanation, asked.outcome, asked.decided_on), (&longest(9_000), None, None));
        assert_eq!(world.support(&measure.id).await, measure);

        world.go_to("2027-02-20", 9, 0);
        let log = world.log().await;
        let input = GrantExtension {
            support_extension_request_id: asked.id.clone(),
            decided_on: date("2027-02-19"),
            end_on: Some(date("2027-05-02")),
        };
        let granted = grant(&world.db, &world.act(&people.manager), input).await.unwrap();
        let changes = json!({
            "previousEndOn": "2027-03-02", "endOn": "2027-05-02", "decidedById": people.manager.id(),
            "supportExtensionRequestId": asked.id,
        });
        told(EventKind::SupportExtended, people.manager.id(), measure.id.to_string(), changes)
            .check(&world, log.only_event().await);
        let extended = world.support(&measure.id).await;
        let extension_id = extended.current_extension_id.clone().unwrap();
        assert_eq!((extended.end_on, extended.version), (date("2027-05-02"), 2));
        assert_eq!(granted, Model {
            outcome: Some(ExtensionRequestOutcome::Granted),
            decided_on: Some(date("2027-02-19")),
            decided_by_id: Some(people.manager.id()),
            support_extension_id: Some(extension_id.clone()),
            version: 2,
            ..asked
        });
        assert_eq!(granted, world.extension_request(&granted.id).await);
        let extension = support_extension::Entity::find_by_id(extension_id).one(&world.db).await.unwrap().unwrap();
        assert_eq!((extension.ground, extension.explanation), (granted.ground, granted.explanation));
        assert_eq!((extension.decided_by_id, extension.decided_on), (people.manager.id(), date("2027-02-19")));
    }

    async fn an_extension_that_is_refused_or_withdrawn_leaves_the_end_and_may_be_asked_for_again(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let people = &world.people;
        let told = |kind, by, request: &Model, changes| Told {
            kind, by: Some(by), household: Some(household.id.clone()), meeting: None, subject: request.id.to_string(), changes,
        };
        let asked = world.request_extension(&measure).await;
        let log = world.log().await;
        let input = RefuseExtension {
            support_extension_request_id: asked.id.clone(), decided_on: world.today(), reasons: format!(" {CONFIDENTIAL} "),
        };
        let refused = refuse(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        told(EventKind::ExtensionRefused, people.coordinator.id(), &asked, json!({ "decidedOn": "2026-03-02" }))
            .check(&world, log.only_event().await);
        assert_eq!(refused, Model {
            outcome: Some(ExtensionRequestOutcome::Refused),
            decided_on: Some(world.today()),
            decided_by_id: Some(people.coordinator.id()),
            reasons: Some(CONFIDENTIAL.to_owned()),
            version: 2,
            ..asked
        });

        let asked = world.request_extension(&measure).await;
        world.go_to("2026-03-05", 9, 0);
        let log = world.log().await;
        let withdrawn = withdraw(&world.db, &world.act(&people.social_worker), &asked.id).await.unwrap();
        told(EventKind::ExtensionRequestWithdrawn, people.social_worker.id(), &asked, json!({}))
            .check(&world, log.only_event().await);
        assert_eq!(withdrawn, Model {
            outcome: Some(ExtensionRequestOutcome::Withdrawn),
            decided_on: Some(date("2026-03-05")),
            version: 2,
            ..asked
        });
        assert_eq!(world.support(&measure.id).await, measure);
        world.request_extension(&measure).await;
    }

    async fn a_request_lapses_when_its_measure_is_closed(world: World) {
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let asked = world.request_extension(&measure).await;
        world.go_to("2026-03-05", 9, 0);
        let log = world.log().await;
        // Closed as of a day before the one on which it was asked for, or recorded.
        let input = CloseSupport { support_measure_id: measure.id, closed_on: date("2026-03-02"), outcome: SupportOutcome::Left };
        close(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        let [lapsed, over] = log.events().await;
        assert_eq!((lapsed.kind, over.kind), (EventKind::ExtensionRequestLapsed, EventKind::SupportClosed));
        assert_eq!((lapsed.subject_id.as_str(), lapsed.changes), (asked.id.as_str(), json!({})));
        assert_eq!(world.extension_request(&asked.id).await, Model {
            outcome: Some(ExtensionRequestOutcome::Lapsed),
            decided_on: Some(date("2026-03-05")),
            version: 2,
            ..asked
        });
    }

    async fn a_request_is_refused_by_the_rules(world: World) {
        let people = &world.people;
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let asked = world.start_support(&world.preselected_household().await.id).await;
        world.request_extension(&asked).await;
        let closed = world.start_support(&world.preselected_household().await.id).await;
        let input = CloseSupport { support_measure_id: closed.id.clone(), closed_on: world.today(), outcome: SupportOutcome::Left };
        close(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        let ahead = StartSupport { start_on: world.day(1), ..world.support_input(&world.preselected_household().await.id) };
        let ahead = start(&world.db, &world.act(&people.coordinator), ahead).await.unwrap();

        let of = |id: &SupportMeasureId| RequestExtension { support_measure_id: id.clone(), ..world.request_input(&measure) };
        let until = |day: &str| RequestExtension { proposed_end_on: date(day), ..world.request_input(&measure) };
        let because = |explanation: String| RequestExtension { explanation, ..world.request_input(&measure) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such measure", vec![(Rule::NotFound, "supportMeasureId")], of(&nothing())),
            ("closed", vec![(Rule::SupportClosed, "supportMeasureId")], of(&closed.id)),
            ("not begun", vec![(Rule::SupportNotExtendable, "supportMeasureId")], of(&ahead.id)),
            ("asked already", vec![(Rule::ExtensionAlreadyAsked, "supportMeasureId")], of(&asked.id)),
            ("to the same day", vec![(Rule::ExtensionNotFurther, "proposedEndOn")], until("2027-03-02")),
            ("twelve months and a day further", vec![(Rule::ExtensionTooLong, "proposedEndOn")], until("2028-03-03")),
            (
                "past the calendar",
                vec![(Rule::DateOutOfRange, "proposedEndOn"), (Rule::ExtensionTooLong, "proposedEndOn")],
                until("2201-01-01"),
            ),
            ("without a word", vec![(Rule::TextRequired, "explanation")], because(" ".to_owned())),
            ("with too many", vec![(Rule::TextTooLong, "explanation")], because(too_long(10_000))),
            ("with one that cannot be kept", vec![(Rule::TextMalformed, "explanation")], because("e\0".to_owned())),
        ] {
            refusals.expect(case, &expected, request(&world.db, &world.act(&people.social_worker), input)).await;
        }
        let act = world.act(&people.officer);
        let by_officer = request(&world.db, &act, world.request_input(&measure));
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], by_officer).await;
        refusals.are(REQUEST_RULES);
    }

    async fn a_decision_is_refused_by_the_rules(world: World) {
        let people = &world.people;
        world.go_to("2026-03-04", 9, 0);
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let asked = world.request_extension(&measure).await;
        let other = world.start_support(&world.preselected_household().await.id).await;
        let over = world.request_extension(&other).await;
        withdraw(&world.db, &world.act(&people.coordinator), &over.id).await.unwrap();
        world.go_to("2026-03-06", 9, 0);
        let coordinator = world.act(&people.coordinator);

        let to = |id: &SupportExtensionRequestId, day: &str, end: Option<&str>| GrantExtension {
            support_extension_request_id: id.clone(), decided_on: date(day), end_on: end.map(date),
        };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such request", vec![(Rule::NotFound, "supportExtensionRequestId")], to(&nothing(), "2026-03-05", None)),
            ("withdrawn", vec![(Rule::ExtensionRequestClosed, "supportExtensionRequestId")], to(&over.id, "2026-03-05", None)),
            ("tomorrow", vec![(Rule::DateInFuture, "decidedOn")], to(&asked.id, "2026-03-07", None)),
            (
                "before it was asked",
                vec![(Rule::SupportNotExtendable, "decidedOn"), (Rule::DayBeforeRequest, "decidedOn")],
                to(&asked.id, "2026-03-03", None),
            ),
            ("to the same day", vec![(Rule::ExtensionNotFurther, "endOn")], to(&asked.id, "2026-03-05", Some("2027-03-04"))),
            ("too far", vec![(Rule::ExtensionTooLong, "endOn")], to(&asked.id, "2026-03-05", Some("2028-03-05"))),
            (
                "past the calendar",
                vec![(Rule::DateOutOfRange, "endOn"), (Rule::ExtensionTooLong, "endOn")],
                to(&asked.id, "2026-03-05", Some("2201-01-01")),
            ),
        ] {
            refusals.expect(case, &expected, grant(&world.db, &coordinator, input)).await;
        }
        let act = world.act(&people.social_worker);
        let by_worker = grant(&world.db, &act, to(&asked.id, "2026-03-05", None));
        refusals.expect("by the referent", &[(Rule::Forbidden, "")], by_worker).await;
        refusals.are(GRANT_RULES);

        let because = |id: &SupportExtensionRequestId, day: &str, reasons: String| RefuseExtension {
            support_extension_request_id: id.clone(), decided_on: date(day), reasons,
        };
        let some = || CONFIDENTIAL.to_owned();
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such request", vec![(Rule::NotFound, "supportExtensionRequestId")], because(&nothing(), "2026-03-05", some())),
            ("withdrawn", vec![(Rule::ExtensionRequestClosed, "supportExtensionRequestId")], because(&over.id, "2026-03-05", some())),
            ("tomorrow", vec![(Rule::DateInFuture, "decidedOn")], because(&asked.id, "2026-03-07", some())),
            ("before it was asked", vec![(Rule::DayBeforeRequest, "decidedOn")], because(&asked.id, "2026-03-03", some())),
            ("without reasons", vec![(Rule::TextRequired, "reasons")], because(&asked.id, "2026-03-05", " ".to_owned())),
            ("with too many", vec![(Rule::TextTooLong, "reasons")], because(&asked.id, "2026-03-05", too_long(10_000))),
            ("that cannot be kept", vec![(Rule::TextMalformed, "reasons")], because(&asked.id, "2026-03-05", "r\0".to_owned())),
        ] {
            refusals.expect(case, &expected, refuse(&world.db, &coordinator, input)).await;
        }
        let act = world.act(&people.social_worker);
        let by_worker = refuse(&world.db, &act, because(&asked.id, "2026-03-05", some()));
        refusals.expect("by the referent", &[(Rule::Forbidden, "")], by_worker).await;
        refusals.are(REFUSE_RULES);

        let mut refusals = Refusals::new(&world);
        let gone = [(Rule::NotFound, "supportExtensionRequestId")];
        refusals.expect("no such request", &gone, withdraw(&world.db, &coordinator, &nothing())).await;
        let closed = [(Rule::ExtensionRequestClosed, "supportExtensionRequestId")];
        refusals.expect("withdrawn", &closed, withdraw(&world.db, &coordinator, &over.id)).await;
        let act = world.act(&people.colleague);
        let by_colleague = withdraw(&world.db, &act, &asked.id);
        refusals.expect("by a colleague", &[(Rule::Forbidden, "")], by_colleague).await;
        refusals.are(WITHDRAW_RULES);
    }
}
