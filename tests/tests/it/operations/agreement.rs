//! A tripartite agreement is drawn up, signed by the three, amended, cancelled.

use entity::model::{agreement_objective, agreement_signature, tripartite_agreement};
use entity::operations::agreement::{
    AgreedObjective, CancelAgreement, DrawUpAgreement, SignAgreement, cancel, draw_up, sign,
};
use entity::refusal::Rule;
use entity::types::{
    AgendaDecision, AgendaItemKind, AgreementParty, EventKind, HouseholdId, Role, StaffId, SupportAxis,
    TripartiteAgreementId,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, date, nothing, too_long};

/// The rules that drawing up can break.
pub(super) const DRAW_UP_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::HouseholdNotRetained,
    Rule::HouseholdNotPreselected,
    Rule::DiagnosisMissing,
    Rule::DayBeforeDiagnosis,
    Rule::AgreementUnsigned,
    Rule::DayBeforeAmended,
    Rule::ObjectiveRequired,
    Rule::TooManyObjectives,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// The rules that a signature can break.
pub(super) const SIGN_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::AgreementClosed,
    Rule::AlreadySigned,
    Rule::SignatoryRequired,
    Rule::SignatoryNotAllowed,
    Rule::SignatoryOfAnotherParty,
    Rule::NotLandlordStaff,
    Rule::StaffInactive,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::DayBeforeDraft,
];

/// The rules that a cancellation can break.
pub(super) const CANCEL_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::AgreementClosed,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// A household that the cell has preselected and that was diagnosed today.
async fn diagnosed(world: &World) -> HouseholdId {
    let household = world.preselected_household().await;
    world.diagnose(&household.id).await;
    household.id
}

both_databases! {
    async fn an_agreement_is_drawn_up_and_signed_by_the_three(world: World) {
        let (household, people) = (diagnosed(&world).await, &world.people);
        let told = |kind, by: StaffId, subject: &TripartiteAgreementId, changes| Told {
            kind, by: Some(by), household: Some(household.clone()), meeting: None, subject: subject.to_string(), changes,
        };
        let log = world.log().await;
        let input = DrawUpAgreement {
            objectives: vec![
                AgreedObjective { axis: SupportAxis::Other, label: format!(" {CONFIDENTIAL} ") },
                AgreedObjective { axis: SupportAxis::BudgetManagement, label: "b".to_owned() },
            ],
            ..world.agreement_input(&household)
        };
        let agreement = draw_up(&world.db, &world.act(&people.social_worker), input).await.unwrap();
        told(EventKind::AgreementDrawnUp, people.social_worker.id(), &agreement.id, json!({ "drawnUpOn": "2026-03-02" }))
            .check(&world, log.only_event().await);
        assert_eq!(agreement, world.agreement(&agreement.id).await);
        assert_eq!((agreement.rank, &agreement.amends_id, agreement.signed_on), (1, &None, None));
        let objectives = agreement_objective::Entity::find().order_by_asc(agreement_objective::Column::Position);
        let objectives = objectives.all(&world.db).await.unwrap().into_iter();
        let objectives: Vec<_> = objectives.map(|objective| (objective.position, objective.axis, objective.label)).collect();
        assert_eq!(objectives, [(1, SupportAxis::Other, CONFIDENTIAL.to_owned()), (2, SupportAxis::BudgetManagement, "b".to_owned())]);

        world.go_to("2026-03-20", 10, 0);
        for (party, person, on, changes, signed_on) in [
            (AgreementParty::Household, &people.social_worker, "2026-03-19", json!({ "party": "HOUSEHOLD", "partySignedOn": "2026-03-19" }), None),
            (AgreementParty::SupportOrganisation, &people.social_worker, "2026-03-03", json!({ "party": "SUPPORT_ORGANISATION", "partySignedOn": "2026-03-03" }), None),
            (
                AgreementParty::Landlord,
                &people.officer,
                "2026-03-12",
                json!({ "party": "LANDLORD", "partySignedOn": "2026-03-12", "signedOn": "2026-03-19" }),
                Some(date("2026-03-19")),
            ),
        ] {
            let log = world.log().await;
            let signatory_id = (party != AgreementParty::Household).then(|| person.id());
            let input = SignAgreement { tripartite_agreement_id: agreement.id.clone(), party, signed_on: date(on), signatory_id: signatory_id.clone() };
            let signed = sign(&world.db, &world.act(person), input).await.unwrap();
            told(EventKind::AgreementSigned, person.id(), &agreement.id, changes).check(&world, log.only_event().await);
            assert_eq!(signed.signed_on, signed_on, "{party:?}");
            let signature = agreement_signature::Entity::find().filter(agreement_signature::Column::Party.eq(party)).one(&world.db).await.unwrap().unwrap();
            assert_eq!((signature.signed_on, signature.signatory_id), (date(on), signatory_id));
        }
        let expected = tripartite_agreement::Model { signed_on: Some(date("2026-03-19")), version: 4, ..agreement };
        assert_eq!(world.agreement(&expected.id).await, expected);
    }

    async fn a_signed_agreement_is_amended_and_a_cancelled_one_replaced(world: World) {
        let household = diagnosed(&world).await;
        let worker = world.act(&world.people.social_worker);
        let first = world.agree(&household).await;
        let second = draw_up(&world.db, &worker, world.agreement_input(&household)).await.unwrap();
        assert_eq!((second.rank, second.amends_id.as_ref()), (2, Some(&first.id)));
        let log = world.log().await;
        let input = CancelAgreement { tripartite_agreement_id: second.id.clone(), reason: format!(" {CONFIDENTIAL} ") };
        let cancelled = cancel(&world.db, &worker, input).await.unwrap();
        Told {
            kind: EventKind::AgreementCancelled,
            by: Some(world.people.social_worker.id()),
            household: Some(household.clone()),
            meeting: None,
            subject: second.id.to_string(),
            changes: json!({ "cancelledOn": "2026-03-02" }),
        }
        .check(&world, log.only_event().await);
        let expected = tripartite_agreement::Model {
            cancelled_on: Some(world.today()),
            cancellation_reason: Some(CONFIDENTIAL.to_owned()),
            version: 2,
            ..second
        };
        assert_eq!(cancelled, expected);
        assert_eq!(world.agreement(&cancelled.id).await, expected);
        let third = world.agree(&household).await;
        assert_eq!((third.rank, third.amends_id.as_ref()), (3, Some(&first.id)));
        let fourth = draw_up(&world.db, &worker, world.agreement_input(&household)).await.unwrap();
        assert_eq!((fourth.rank, fourth.amends_id), (4, Some(third.id)));
    }

    async fn drawing_up_is_refused(world: World) {
        let people = &world.people;
        let proposed = world.register_household().await.id;
        let refused = world.register_household().await.id;
        world.decide_yesterday(&refused, AgendaItemKind::Preselection, AgendaDecision::NotRetained).await;
        let undiagnosed = world.preselected_household().await.id;
        let unsigned = diagnosed(&world).await;
        draw_up(&world.db, &world.act(&people.coordinator), world.agreement_input(&unsigned)).await.unwrap();
        let ready = diagnosed(&world).await;
        let agreed = diagnosed(&world).await;
        world.agree(&agreed).await;
        world.sql("UPDATE tripartite_agreement SET signed_on = '2026-03-03' WHERE signed_on IS NOT NULL").await;
        let of = |household_id: &HouseholdId| world.agreement_input(household_id);
        let on = |day: &str| DrawUpAgreement { drawn_up_on: date(day), ..of(&ready) };
        let say = |label: String| DrawUpAgreement { objectives: vec![AgreedObjective { axis: SupportAxis::Other, label }], ..of(&ready) };
        let so_many = |count| DrawUpAgreement { objectives: vec![AgreedObjective { axis: SupportAxis::Other, label: "x".to_owned() }; count], ..of(&ready) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("nobody", vec![(Rule::NotFound, "householdId")], of(&nothing())),
            (
                "not preselected",
                vec![(Rule::HouseholdNotPreselected, "householdId"), (Rule::DiagnosisMissing, "householdId")],
                of(&proposed),
            ),
            ("not retained", vec![(Rule::HouseholdNotRetained, "householdId"), (Rule::DiagnosisMissing, "householdId")], of(&refused)),
            ("not diagnosed", vec![(Rule::DiagnosisMissing, "householdId")], of(&undiagnosed)),
            ("unsigned", vec![(Rule::AgreementUnsigned, "householdId")], of(&unsigned)),
            ("before what it amends", vec![(Rule::DayBeforeAmended, "drawnUpOn")], of(&agreed)),
            ("no objective", vec![(Rule::ObjectiveRequired, "objectives")], so_many(0)),
            ("too many", vec![(Rule::TooManyObjectives, "objectives")], so_many(51)),
            ("tomorrow", vec![(Rule::DateInFuture, "drawnUpOn")], on("2026-03-03")),
            ("before the diagnosis", vec![(Rule::DayBeforeDiagnosis, "drawnUpOn")], on("2026-03-01")),
            ("before the calendar", vec![(Rule::DateOutOfRange, "drawnUpOn"), (Rule::DayBeforeDiagnosis, "drawnUpOn")], on("1899-12-31")),
            ("says nothing", vec![(Rule::TextRequired, "objectives")], say(" ".to_owned())),
            ("too long", vec![(Rule::TextTooLong, "objectives")], say(too_long(1_000))),
            ("cannot be kept", vec![(Rule::TextMalformed, "objectives")], say("a\0".to_owned())),
        ] {
            refusals.expect(case, &expected, draw_up(&world.db, &world.act(&people.coordinator), input)).await;
        }
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], draw_up(&world.db, &world.act(&people.officer), of(&ready))).await;
        refusals.are(DRAW_UP_RULES);
    }

    async fn a_signature_is_refused(world: World) {
        use AgreementParty::{Household, Landlord, SupportOrganisation};
        let people = &world.people;
        let signed = world.agree(&diagnosed(&world).await).await;
        let open = draw_up(&world.db, &world.act(&people.coordinator), world.agreement_input(&diagnosed(&world).await)).await.unwrap();
        let gone = world.hire(&world.organisations.ccas.id, Role::SocialWorker, "gone", None).await;
        world.sql(&format!("UPDATE staff SET active = false WHERE id = '{}'", gone.id())).await;
        let by = |party, signatory_id| SignAgreement { tripartite_agreement_id: open.id.clone(), party, signed_on: world.today(), signatory_id };
        let coordinator = world.act(&people.coordinator);
        sign(&world.db, &coordinator, by(Household, None)).await.unwrap();
        let officer = || Some(people.officer.id());
        let on = |day: &str| SignAgreement { signed_on: date(day), ..by(Landlord, officer()) };
        let of = |id: &TripartiteAgreementId| SignAgreement { tripartite_agreement_id: id.clone(), ..by(Landlord, officer()) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such agreement", vec![(Rule::NotFound, "tripartiteAgreementId")], of(&nothing())),
            ("signed", vec![(Rule::AgreementClosed, "tripartiteAgreementId"), (Rule::AlreadySigned, "party")], of(&signed.id)),
            ("again", vec![(Rule::AlreadySigned, "party")], by(Household, None)),
            ("for the landlord, nobody", vec![(Rule::SignatoryRequired, "signatoryId")], by(Landlord, None)),
            ("for the landlord, a social worker", vec![(Rule::NotLandlordStaff, "signatoryId")], by(Landlord, Some(people.social_worker.id()))),
            ("for the centre, an officer", vec![(Rule::SignatoryOfAnotherParty, "signatoryId")], by(SupportOrganisation, officer())),
            (
                "for the household, somebody",
                vec![(Rule::AlreadySigned, "party"), (Rule::SignatoryNotAllowed, "signatoryId")],
                by(Household, officer()),
            ),
            ("who has left", vec![(Rule::StaffInactive, "signatoryId")], by(SupportOrganisation, Some(gone.id()))),
            (
                "for the landlord, another’s",
                vec![(Rule::SignatoryOfAnotherParty, "signatoryId")],
                by(Landlord, Some(people.other_officer.id())),
            ),
            (
                "for the centre, another’s",
                vec![(Rule::SignatoryOfAnotherParty, "signatoryId")],
                by(SupportOrganisation, Some(people.other_social_worker.id())),
            ),
            ("tomorrow", vec![(Rule::DateInFuture, "signedOn")], on("2026-03-03")),
            ("yesterday", vec![(Rule::DayBeforeDraft, "signedOn")], on("2026-03-01")),
            ("before the calendar", vec![(Rule::DateOutOfRange, "signedOn"), (Rule::DayBeforeDraft, "signedOn")], on("1899-12-31")),
        ] {
            refusals.expect(case, &expected, sign(&world.db, &coordinator, input)).await;
        }
        refusals.expect("recorded by a colleague", &[(Rule::Forbidden, "")], sign(&world.db, &world.act(&people.colleague), by(Landlord, officer()))).await;
        let for_the_centre = by(SupportOrganisation, Some(people.social_worker.id()));
        let expected = [(Rule::SignatoryOfAnotherParty, "signatoryId")];
        refusals.expect("recorded by the landlord", &expected, sign(&world.db, &world.act(&people.officer), for_the_centre)).await;
        refusals.are(SIGN_RULES);
    }

    async fn a_cancellation_is_refused(world: World) {
        let people = &world.people;
        let signed = world.agree(&diagnosed(&world).await).await;
        let coordinator = world.act(&people.coordinator);
        let open = draw_up(&world.db, &coordinator, world.agreement_input(&diagnosed(&world).await)).await.unwrap();
        let of = |id: &TripartiteAgreementId, reason: &str| CancelAgreement { tripartite_agreement_id: id.clone(), reason: reason.to_owned() };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such agreement", vec![(Rule::NotFound, "tripartiteAgreementId")], of(&nothing(), "x")),
            ("signed", vec![(Rule::AgreementClosed, "tripartiteAgreementId")], of(&signed.id, "x")),
            ("no reason", vec![(Rule::TextRequired, "reason")], of(&open.id, " ")),
            ("too long", vec![(Rule::TextTooLong, "reason")], of(&open.id, &too_long(10_000))),
            ("cannot be kept", vec![(Rule::TextMalformed, "reason")], of(&open.id, "a\0")),
        ] {
            refusals.expect(case, &expected, cancel(&world.db, &coordinator, input)).await;
        }
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], cancel(&world.db, &world.act(&people.officer), of(&open.id, "x"))).await;
        refusals.are(CANCEL_RULES);
    }
}
