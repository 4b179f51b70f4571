//! A support measure starts, is extended, is closed.

use chrono::{NaiveDate, TimeDelta};
use entity::model::{step_waiver, support_axis, support_extension, support_measure, support_objective};
use entity::operations::allocation::{RecordAllocation, record};
use entity::operations::diagnosis::{self, RecordDiagnosis};
use entity::operations::extension_request::{RefuseExtension, refuse};
use entity::operations::support::{
    CancelSupport, CloseSupport, ExtendSupport, NewObjective, StartSupport, cancel, close, extend, start,
};
use entity::operations::tenancy::{OpenTenancy, TransferLease, open, transfer};
use entity::operations::terms::Confirmed;
use entity::operations::{Act, Terms, support_intensity, support_objective as support_objectives};
use entity::refusal::{Caution, OperationError, Rule, Warning};
use entity::types::{
    AgendaDecision, AgendaItemKind, EventKind, HouseholdStage, LeaseReviewOutcome, ObjectiveStatus, RentalModality,
    Role, SupportAxis, SupportOutcome, WaivedStep,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tests::{AXES, CONFIDENTIAL, MONTH, Refusals, World, both_databases, rules_of};

use super::{Told, date, longest, nothing, too_long};

/// The rules that a start can break.
pub(super) const START_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::StaffInactive,
    Rule::NotSupportStaff,
    Rule::HouseholdNotRetained,
    Rule::HouseholdNotPreselected,
    Rule::SupportAlreadyOpen,
    Rule::AuthorNotReferent,
    Rule::SupportOverlaps,
    Rule::SupportTooFarAhead,
    Rule::DateOutOfRange,
    Rule::EndNotAfterStart,
    Rule::EndBeyondCap,
    Rule::AxisRequired,
    Rule::AxisRepeated,
    Rule::ObjectiveOffAxis,
    Rule::TooManyObjectives,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// The rules that an extension can break.
pub(super) const EXTEND_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::StaffInactive,
    Rule::SupportClosed,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
    Rule::DateOutOfRange,
    Rule::ExtensionNotFurther,
    Rule::ExtensionTooLong,
    Rule::DateInFuture,
    Rule::SupportNotExtendable,
    Rule::DeciderNotEntitled,
    Rule::ExtensionUndecided,
];

/// The rules that a closing can break.
pub(super) const CLOSE_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::SupportClosed,
    Rule::DayBeforeStart,
    Rule::DayBeforeLastDone,
    Rule::DateInFuture,
];

/// The rules that a cancellation can break.
pub(super) const CANCEL_RULES: &[Rule] = &[Rule::NotFound, Rule::Forbidden, Rule::SupportBegun];

both_databases! {
    async fn support_starts_for_twelve_months(world: World) {
        let id = world.preselected_household_to_go_on().await;
        world.diagnose(&id).await;
        world.agree(&id).await;
        let household = world.household(&id).await;
        let worker = world.people.social_worker.id();
        let log = world.log().await;
        let measure = start(&world.db, &world.act(&world.people.manager), world.support_input(&household.id)).await.unwrap();
        Told {
            kind: EventKind::SupportStarted,
            by: Some(world.people.manager.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: measure.id.to_string(),
            changes: json!({ "startOn": "2026-03-02", "endOn": "2027-03-02", "referentId": worker }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(measure, world.support(&measure.id).await);
        assert_eq!((measure.start_on, measure.cap_on, measure.end_on), (world.today(), date("2027-03-02"), date("2027-03-02")));
        assert_eq!((measure.closed_on, measure.outcome, measure.current_extension_id), (None, None, None));
        let household = world.household(&household.id).await;
        assert_eq!((household.referent_id, household.stage), (Some(worker), HouseholdStage::Preselected));
        let axes = support_axis::Entity::find().all(&world.db).await.unwrap();
        assert_eq!(axes.into_iter().map(|row| row.axis).collect::<Vec<_>>(), AXES);
        let objectives = support_objective::Entity::find().all(&world.db).await.unwrap();
        assert_eq!(objectives.len(), 1);
        assert_eq!((objectives[0].axis, objectives[0].status, objectives[0].position), (AXES[0], ObjectiveStatus::Set, 1));
    }

    async fn the_cap_is_counted_by_the_calendar(world: World) {
        for (first, cap) in [("2024-02-29", "2025-02-28"), ("2025-08-31", "2026-08-31"), ("2023-02-28", "2024-02-28")] {
            let household = world.preselected_household().await;
            let input = StartSupport { start_on: date(first), ..world.support_input(&household.id) };
            let measure = start(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
            assert_eq!((measure.cap_on, measure.end_on), (date(cap), date(cap)), "{first}");
        }
    }

    async fn a_measure_started_again_has_what_is_left_of_the_twelve_months(world: World) {
        let household = world.preselected_household().await.id;
        world.house(&household, RentalModality::Sublease).await;
        let close_today = async |measure: &support_measure::Model| {
            let (support_measure_id, outcome) = (measure.id.clone(), SupportOutcome::HousingKept);
            let input = CloseSupport { support_measure_id, closed_on: world.today(), outcome };
            close(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        };
        let first = world.start_support(&household).await;
        world.go_to("2026-06-10", 9, 0);
        close_today(&first).await;
        // The next day, and for as long as is left by default.
        world.go_to("2026-06-11", 9, 0);
        world.ready_for_support(&household).await;
        let until = |end: &str| StartSupport { end_on: Some(date(end)), ..world.support_input(&household) };
        let coordinator = world.act(&world.people.coordinator);
        let refused = start(&world.db, &coordinator, until("2027-03-03")).await;
        assert_eq!(rules_of(&refused), [Rule::TwelveMonthsUsed]);
        // Nobody is told that a waiver would help where none does.
        assert_eq!(rules_of(&start(&world.db, &coordinator, until("2027-06-12")).await), [Rule::EndBeyondCap]);
        let second = start(&world.db, &coordinator, world.support_input(&household)).await.unwrap();
        assert_eq!((second.cap_on, second.end_on), (date("2027-06-11"), date("2027-03-02")));
        assert_eq!((first.shared_cap_on, second.shared_cap_on), (None, Some(first.cap_on)));
        close_today(&second).await;
        // Nothing is left: the manager lets it start all the same.
        world.go_to("2027-06-10", 9, 0);
        world.ready_for_support(&household).await;
        let coordinator = world.act(&world.people.coordinator);
        let refused = start(&world.db, &coordinator, world.support_input(&household)).await;
        assert_eq!(rules_of(&refused), [Rule::TwelveMonthsUsed]);
        world.waive(&household, WaivedStep::FurtherSupport).await;
        let log = world.log().await;
        let third = start(&world.db, &coordinator, world.support_input(&household)).await.unwrap();
        assert_eq!((third.shared_cap_on, third.end_on), (Some(first.cap_on), date("2028-06-10")));
        let changes = log.only_event().await.changes;
        let used = step_waiver::Entity::find().filter(step_waiver::Column::UsedForId.eq(third.id.as_str())).all(&world.db).await.unwrap();
        assert_eq!(used.len(), 2);
        let id_of = |step| used.iter().find(|waiver| waiver.step == step).map(|waiver| json!(waiver.id));
        assert_eq!(changes.get("stepWaiverId").cloned(), id_of(WaivedStep::AgreementBeforeSupport));
        assert_eq!(changes.get("furtherSupportWaiverId").cloned(), id_of(WaivedStep::FurtherSupport));
        close_today(&third).await;
        // A year later, twelve months begin anew.
        world.go_to("2028-06-10", 9, 0);
        world.ready_for_support(&household).await;
        let coordinator = world.act(&world.people.coordinator);
        let fourth = start(&world.db, &coordinator, world.support_input(&household)).await.unwrap();
        assert_eq!((fourth.shared_cap_on, fourth.end_on), (None, date("2029-06-10")));
    }

    async fn who_comes_back_to_the_programme_has_what_is_left_of_the_twelve_months(world: World) {
        let former = world.preselected_household().await.id;
        let first = world.start_support(&former).await;
        world.go_to("2026-06-10", 9, 0);
        let lost = CloseSupport { support_measure_id: first.id, closed_on: world.today(), outcome: SupportOutcome::Lost };
        close(&world.db, &world.act(&world.people.coordinator), lost).await.unwrap();
        let again = world.come_back(&former).await;
        world.preselect(&again.id).await;
        world.ready_for_support(&again.id).await;
        let coordinator = world.act(&world.people.coordinator);
        let on_last_day = start(&world.db, &coordinator, world.support_input(&again.id)).await;
        assert_eq!(rules_of(&on_last_day), [Rule::SupportOverlaps]);
        let tomorrow = StartSupport { start_on: world.day(1), ..world.support_input(&again.id) };
        let longer = StartSupport { end_on: Some(date("2027-03-03")), ..tomorrow.clone() };
        assert_eq!(rules_of(&start(&world.db, &coordinator, longer).await), [Rule::TwelveMonthsUsed]);
        let second = start(&world.db, &coordinator, tomorrow).await.unwrap();
        assert_eq!((second.shared_cap_on, second.end_on), (Some(first.cap_on), first.cap_on));
        // And once more, by the file that came after.
        world.go_to("2026-07-01", 9, 0);
        let lost = CloseSupport { support_measure_id: second.id, closed_on: world.today(), outcome: SupportOutcome::Lost };
        close(&world.db, &world.act(&world.people.coordinator), lost).await.unwrap();
        let once_more = world.come_back(&again.id).await;
        world.preselect(&once_more.id).await;
        world.waive(&once_more.id, WaivedStep::FurtherSupport).await;
        world.ready_for_support(&once_more.id).await;
        let tomorrow = StartSupport { start_on: world.day(1), ..world.support_input(&once_more.id) };
        let third = start(&world.db, &world.act(&world.people.coordinator), tomorrow).await.unwrap();
        assert_eq!((third.shared_cap_on, third.end_on), (Some(first.cap_on), first.cap_on));
    }

    async fn what_is_probably_not_meant_is_confirmed(world: World) {
        let none = Terms { confirmed: Confirmed::These(vec![]), ..Terms::default() };
        let people = &world.people;
        let cautions = |error| match error {
            OperationError::Unconfirmed(cautions) => cautions.iter().map(|caution| (caution.warning, caution.field)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        // Before the programme.
        let household = world.preselected_household().await.id;
        let early = date("2025-12-31");
        let before = |field| vec![(Warning::DayBeforeProgramme, field)];
        let unconfirmed = Act { terms: &none, ..world.act(&people.coordinator) };
        let input = StartSupport { start_on: early, ..world.support_input(&household) };
        assert_eq!(cautions(start(&world.db, &unconfirmed, input).await.unwrap_err()), before("startOn"));
        let dwelling = world.dwelling().await;
        let input = OpenTenancy { start_on: early, ..world.tenancy_input(&household, &dwelling) };
        assert_eq!(cautions(open(&world.db, &unconfirmed, input).await.unwrap_err()), before("startOn"));
        world.waive(&household, WaivedStep::DiagnosisBeforeAllocation).await;
        let input = RecordAllocation { decided_on: early, ..world.allocation_input(&household, &dwelling) };
        assert_eq!(cautions(record(&world.db, &unconfirmed, input).await.unwrap_err()), before("decidedOn"));
        // A lease is said to have slid.
        let measure = world.start_support(&household).await;
        let (tenancy, review) = world.sliding_lease(&household).await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let input = || CloseSupport {
            support_measure_id: measure.id.clone(),
            closed_on: world.today(),
            outcome: SupportOutcome::LeaseTransferred,
        };
        let error = close(&world.db, &unconfirmed, input()).await.unwrap_err();
        assert_eq!(cautions(error), [(Warning::LeaseNotTransferred, "outcome")]);
        let slides = TransferLease { tenancy_id: tenancy.id, transferred_on: world.today() };
        transfer(&world.db, &world.act(&people.coordinator), slides).await.unwrap();
        close(&world.db, &unconfirmed, input()).await.unwrap();
    }

    async fn a_closing_that_is_dated_far_back_is_confirmed(world: World) {
        let measure = world.start_support(&world.preselected_household().await.id).await;
        world.go_to("2026-06-03", 9, 0);
        let coordinator = world.act(&world.people.coordinator);
        let on = |day: &str| CloseSupport { support_measure_id: measure.id.clone(), closed_on: date(day), outcome: SupportOutcome::Left };
        let none = Terms { confirmed: Confirmed::These(vec![]), ..Terms::default() };
        let unconfirmed = Act { terms: &none, ..coordinator };
        let error = close(&world.db, &unconfirmed, on("2026-04-02")).await.unwrap_err();
        let OperationError::Unconfirmed(cautions) = error else { panic!("{error:?}") };
        assert_eq!(cautions, [Caution { warning: Warning::ClosedLongAgo, field: "closedOn" }]);
        assert_eq!(world.support(&measure.id).await.closed_on, None);
        let terms = Terms { confirmed: Confirmed::These(vec![Warning::ClosedLongAgo]), ..Terms::default() };
        let confirmed = Act { terms: &terms, ..coordinator };
        close(&world.db, &confirmed, on("2026-04-02")).await.unwrap();
        let recent = world.start_support(&world.preselected_household().await.id).await;
        world.go_to("2026-08-03", 9, 0);
        let input = CloseSupport { support_measure_id: recent.id, closed_on: date("2026-06-03"), outcome: SupportOutcome::Left };
        let unconfirmed = Act { terms: &none, ..world.act(&world.people.coordinator) };
        close(&world.db, &unconfirmed, input).await.unwrap();
    }

    async fn what_is_just_within_the_bounds_is_started(world: World) {
        let objective = |label: String| NewObjective { axis: AXES[1], label };
        let all = vec![
            SupportAxis::SocialAndProfessionalInsertion,
            SupportAxis::BudgetManagement,
            SupportAxis::HousingPath,
            SupportAxis::UseOfDwelling,
            SupportAxis::Other,
        ];
        for change in 0..4 {
            let household = world.preselected_household().await;
            let input = world.support_input(&household.id);
            let input = match change {
                0 => StartSupport { end_on: Some(input.start_on.succ_opt().unwrap()), ..input },
                1 => StartSupport { objectives: vec![objective(longest(1_000)); 50], ..input },
                2 => StartSupport { objectives: vec![], axes: all.clone(), ..input },
                _ => StartSupport { start_on: date("1900-01-01"), ..input },
            };
            start(&world.db, &world.act(&world.people.coordinator), input.clone())
                .await
                .unwrap_or_else(|error| panic!("{input:?}: {error}"));
        }
    }

    async fn a_start_is_refused(world: World) {
        let people = &world.people;
        let household = world.preselected_household().await;
        let supported = world.preselected_household().await;
        world.start_support(&supported.id).await;
        let proposed = world.register_household().await;
        let refused = world.register_household().await;
        world.decide_yesterday(&refused.id, AgendaItemKind::Preselection, AgendaDecision::NotRetained).await;
        let gone = world.preselected_household().await;
        let measure = world.start_support(&gone.id).await;
        let leave = CloseSupport { support_measure_id: measure.id, closed_on: world.today(), outcome: SupportOutcome::Left };
        close(&world.db, &world.act(&people.coordinator), leave).await.unwrap();
        let diagnosed = world.preselected_household().await;
        world.order_diagnosis(&diagnosed.id).await;
        let by_another = StartSupport { referent_id: people.colleague.id(), ..world.support_input(&diagnosed.id) };
        let at_landlord = world.misplaced(&world.organisations.landlord.id, Role::SocialWorker, "at.landlord").await;

        let input = || world.support_input(&household.id);
        let by = |referent_id| StartSupport { referent_id, ..input() };
        let from = |start: &str, end: Option<&str>| StartSupport { start_on: date(start), end_on: end.map(date), ..input() };
        let objective = |axis, label: &str| NewObjective { axis, label: label.to_owned() };
        let with = |objectives| StartSupport { objectives, ..input() };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such household", (Rule::NotFound, "householdId"), world.support_input(&nothing())),
            ("no such referent", (Rule::NotFound, "referentId"), by(nothing())),
            ("a referent who left", (Rule::StaffInactive, "referentId"), by(people.left.id())),
            ("an officer as referent", (Rule::NotSupportStaff, "referentId"), by(people.officer.id())),
            ("a coordinator as referent", (Rule::NotSupportStaff, "referentId"), by(people.coordinator.id())),
            ("a landlord's social worker", (Rule::NotSupportStaff, "referentId"), by(at_landlord.id())),
            ("by another than who is diagnosing", (Rule::AuthorNotReferent, "referentId"), by_another),
            ("only proposed", (Rule::HouseholdNotPreselected, "householdId"), world.support_input(&proposed.id)),
            ("not retained", (Rule::HouseholdNotRetained, "householdId"), world.support_input(&refused.id)),
            ("exited", (Rule::HouseholdNotRetained, "householdId"), StartSupport { start_on: world.day(1), ..world.support_input(&gone.id) }),
            ("supported already", (Rule::SupportAlreadyOpen, "householdId"), world.support_input(&supported.id)),
            ("before the calendar", (Rule::DateOutOfRange, "startOn"), from("1899-12-31", None)),
            ("three months and a day ahead", (Rule::SupportTooFarAhead, "startOn"), from("2026-06-03", None)),
            ("no day long", (Rule::EndNotAfterStart, "endOn"), from("2026-03-02", Some("2026-03-02"))),
            ("backward", (Rule::EndNotAfterStart, "endOn"), from("2026-03-02", Some("2026-03-01"))),
            ("a day beyond the cap", (Rule::EndBeyondCap, "endOn"), from("2026-03-02", Some("2027-03-03"))),
            ("beyond the cap of a leap day", (Rule::EndBeyondCap, "endOn"), from("2024-02-29", Some("2025-03-01"))),
            ("no axis", (Rule::AxisRequired, "axes"), StartSupport { axes: vec![], objectives: vec![], ..input() }),
            ("an axis twice", (Rule::AxisRepeated, "axes"), StartSupport { axes: vec![AXES[0], AXES[0]], ..input() }),
            ("an objective elsewhere", (Rule::ObjectiveOffAxis, "objectives"), with(vec![objective(SupportAxis::Other, "o")])),
            ("51 objectives", (Rule::TooManyObjectives, "objectives"), with(vec![objective(AXES[0], "o"); 51])),
            ("a blank objective", (Rule::TextRequired, "objectives"), with(vec![objective(AXES[0], " ")])),
            ("an objective that cannot be kept", (Rule::TextMalformed, "objectives"), with(vec![objective(AXES[0], "\0")])),
            ("a long objective", (Rule::TextTooLong, "objectives"), with(vec![objective(AXES[0], &too_long(1_000))])),
        ] {
            refusals.expect(case, &[expected], start(&world.db, &world.act(&people.coordinator), input)).await;
        }
        let absurd = [(Rule::SupportTooFarAhead, "startOn"), (Rule::DateOutOfRange, "endOn")];
        refusals.expect("past the calendar", &absurd, start(&world.db, &world.act(&people.coordinator), from("2200-01-02", None))).await;
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], start(&world.db, &world.act(&people.officer), input())).await;
        refusals.expect("by a stranger", &[(Rule::NotFound, "householdId")], start(&world.db, &world.act(&people.other_officer), input())).await;
        let again = world.preselected_household().await;
        let measure = world.start_support(&again.id).await;
        world.sliding_lease(&again.id).await;
        let over = CloseSupport {
            support_measure_id: measure.id,
            closed_on: world.today(),
            outcome: SupportOutcome::HousingKept,
        };
        close(&world.db, &world.act(&world.people.coordinator), over).await.unwrap();
        world.ready_for_support(&again.id).await;
        refusals
            .expect(
                "on the last day of another measure",
                &[(Rule::SupportOverlaps, "startOn")],
                start(&world.db, &world.act(&world.people.coordinator), world.support_input(&again.id)),
            )
            .await;
        refusals.are(START_RULES);
    }

    async fn support_is_extended_again_and_again(world: World) {
        let measure = world.start_support(&world.preselected_household().await.id).await;
        world.go_to("2027-02-15", 9, 0);
        let manager = &world.people.manager;
        for (rank, end) in [(1, "2027-06-02"), (2, "2027-09-02")] {
            let before = world.support(&measure.id).await;
            let log = world.log().await;
            let input = ExtendSupport { end_on: before.end_on + MONTH + MONTH + MONTH, ..world.extension_input(&before) };
            let extended = extend(&world.db, &world.act(manager), input).await.unwrap();
            Told {
                kind: EventKind::SupportExtended,
                by: Some(manager.id()),
                household: Some(measure.household_id.clone()),
                meeting: None,
                subject: measure.id.to_string(),
                changes: json!({
                    "previousEndOn": before.end_on,
                    "endOn": end,
                    "decidedById": world.people.coordinator.id(),
                }),
            }
            .check(&world, log.only_event().await);
            assert_eq!(extended, world.support(&measure.id).await);
            assert_eq!((extended.end_on, extended.cap_on), (date(end), date("2027-03-02")));
            let id = extended.current_extension_id.unwrap();
            let row = support_extension::Entity::find_by_id(id).one(&world.db).await.unwrap().unwrap();
            assert_eq!((row.rank, row.previous_end_on, row.end_on), (rank, before.end_on, date(end)));
            assert_eq!((row.decided_on, row.explanation), (world.today(), CONFIDENTIAL.to_owned()));
        }
        assert_eq!(support_extension::Entity::find().all(&world.db).await.unwrap().len(), 2);
    }

    async fn an_overdue_measure_and_one_within_its_cap_are_extended_too(world: World) {
        let overdue = world.start_support(&world.preselected_household().await.id).await;
        let household = world.preselected_household().await;
        let short = StartSupport { end_on: Some(world.day(30)), ..world.support_input(&household.id) };
        let short = start(&world.db, &world.act(&world.people.coordinator), short).await.unwrap();
        let act = world.act(&world.people.coordinator);
        let input = ExtendSupport { end_on: world.day(60), ..world.extension_input(&short) };
        extend(&world.db, &act, input).await.unwrap();
        world.go_to("2027-05-02", 9, 0);
        extend(&world.db, &world.act(&world.people.coordinator), world.extension_input(&overdue)).await.unwrap();
    }

    async fn an_extension_is_refused(world: World) {
        let people = &world.people;
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let closed = world.start_support(&world.preselected_household().await.id).await;
        let input = CloseSupport { support_measure_id: closed.id.clone(), closed_on: world.today(), outcome: SupportOutcome::Lost };
        close(&world.db, &world.act(&people.coordinator), input).await.unwrap();

        let input = || world.extension_input(&measure);
        let by = |decided_by_id| ExtendSupport { decided_by_id, ..input() };
        let until = |end_on| ExtendSupport { end_on, ..input() };
        let on = |decided_on| ExtendSupport { decided_on, ..input() };
        let because = |explanation: String| ExtendSupport { explanation, ..input() };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such measure", (Rule::NotFound, "supportMeasureId"), ExtendSupport { support_measure_id: nothing(), ..input() }),
            ("no such decider", (Rule::NotFound, "decidedById"), by(nothing())),
            ("a decider who left", (Rule::StaffInactive, "decidedById"), by(people.left.id())),
            ("decided by the referent", (Rule::DeciderNotEntitled, "decidedById"), by(people.social_worker.id())),
            ("decided by the landlord", (Rule::DeciderNotEntitled, "decidedById"), by(people.officer.id())),
            ("closed", (Rule::SupportClosed, "supportMeasureId"), ExtendSupport { support_measure_id: closed.id.clone(), ..input() }),
            ("without a word", (Rule::TextRequired, "explanation"), because(" ".to_owned())),
            ("with one that cannot be kept", (Rule::TextMalformed, "explanation"), because("e\0".to_owned())),
            ("with too many", (Rule::TextTooLong, "explanation"), because(too_long(10_000))),
            ("twelve months and a day further", (Rule::ExtensionTooLong, "endOn"), until(date("2028-03-03"))),
            ("to the same day", (Rule::ExtensionNotFurther, "endOn"), until(measure.end_on)),
            ("to an earlier day", (Rule::ExtensionNotFurther, "endOn"), until(world.day(30))),
            ("decided tomorrow", (Rule::DateInFuture, "decidedOn"), on(world.day(1))),
            ("decided before it started", (Rule::SupportNotExtendable, "decidedOn"), on(world.day(-1))),
        ] {
            refusals.expect(case, &[expected], extend(&world.db, &world.act(&people.manager), input)).await;
        }
        let absurd = [(Rule::DateOutOfRange, "endOn"), (Rule::ExtensionTooLong, "endOn")];
        refusals.expect("past the calendar", &absurd, extend(&world.db, &world.act(&people.coordinator), until(date("2201-01-01")))).await;
        let absurd = [
            (Rule::DateOutOfRange, "decidedOn"),
            (Rule::ExtensionTooLong, "endOn"),
            (Rule::SupportNotExtendable, "decidedOn"),
        ];
        refusals.expect("before the calendar", &absurd, extend(&world.db, &world.act(&people.coordinator), on(NaiveDate::MIN))).await;
        for person in [&people.social_worker, &people.colleague, &people.officer] {
            refusals.expect("by who does not decide", &[(Rule::Forbidden, "")], extend(&world.db, &world.act(person), input())).await;
        }
        refusals.expect("by a stranger", &[(Rule::NotFound, "supportMeasureId")], extend(&world.db, &world.act(&people.other_social_worker), input())).await;
        let asked = world.request_extension(&measure).await;
        let undecided = [(Rule::ExtensionUndecided, "supportMeasureId")];
        refusals.expect("asked for", &undecided, extend(&world.db, &world.act(&people.coordinator), input())).await;
        let (support_extension_request_id, reasons) = (asked.id, CONFIDENTIAL.to_owned());
        let no = RefuseExtension { support_extension_request_id, decided_on: world.today(), reasons };
        refuse(&world.db, &world.act(&people.coordinator), no).await.unwrap();
        refusals.are(EXTEND_RULES);
        // Who decides may think better of it.
        extend(&world.db, &world.act(&people.coordinator), input()).await.unwrap();
    }

    async fn support_is_closed_and_the_household_stands_where_it_should(world: World) {
        use SupportOutcome::{DirectLease, HousingKept, LeaseTransferred, Left, Lost, MovedOn};
        let lives = [None, Some(RentalModality::DirectAccess), Some(RentalModality::Sublease), Some(RentalModality::SlidingLease)];
        for (outcome, under_other_lease) in [
            (DirectLease, HouseholdStage::Housed),
            (LeaseTransferred, HouseholdStage::Housed),
            (HousingKept, HouseholdStage::Housed),
            (MovedOn, HouseholdStage::Housed),
            (Lost, HouseholdStage::Exited),
            (Left, HouseholdStage::Exited),
        ] {
            for modality in lives {
                let household = world.preselected_household().await;
                let measure = world.start_support(&household.id).await;
                if let Some(modality) = modality {
                    world.house(&household.id, modality).await;
                }
                let before = world.household(&household.id).await.stage;
                let log = world.log().await;
                let input = CloseSupport { support_measure_id: measure.id.clone(), closed_on: world.today(), outcome };
                let closed = close(&world.db, &world.act(&world.people.social_worker), input).await.unwrap();
                let other_lease = modality.is_some_and(|modality| modality != RentalModality::DirectAccess);
                let stage = if other_lease { under_other_lease } else { HouseholdStage::Exited };
                Told {
                    kind: EventKind::SupportClosed,
                    by: Some(world.people.social_worker.id()),
                    household: Some(household.id.clone()),
                    meeting: None,
                    subject: measure.id.to_string(),
                    changes: if stage == before {
                        json!({ "closedOn": "2026-03-02", "outcome": outcome })
                    } else {
                        json!({ "closedOn": "2026-03-02", "outcome": outcome, "stage": stage })
                    },
                }
                .check(&world, log.only_event().await);
                assert_eq!((closed.closed_on, closed.outcome), (Some(world.today()), Some(outcome)));
                assert_eq!(world.household(&household.id).await.stage, stage, "{outcome:?} in {modality:?}");
            }
        }
    }

    async fn support_to_come_is_taken_back_and_leaves_only_its_events(world: World) {
        let household = world.preselected_household().await;
        let worker = &world.people.social_worker;
        let before = world.snapshot().await;
        let start_on = world.day(30);
        let input = StartSupport { start_on, ..world.support_input(&household.id) };
        let measure = start(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        let log = world.log().await;
        let input = CancelSupport { support_measure_id: measure.id.clone() };
        assert_eq!(cancel(&world.db, &world.act(worker), input).await.unwrap(), household.id);
        Told {
            kind: EventKind::SupportCancelled,
            by: Some(worker.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: measure.id.to_string(),
            changes: json!({ "startOn": start_on, "endOn": measure.end_on }),
        }
        .check(&world, log.only_event().await);
        let after = world.snapshot().await;
        for table in ["support_measure", "support_axis", "support_objective", "support_intensity_period"] {
            assert_eq!(before.count(table), after.count(table), "{table}");
        }
        world.ready_for_support(&household.id).await;
        world.start_support(&household.id).await;
    }

    async fn a_cancellation_is_refused(world: World) {
        let people = &world.people;
        let household = world.preselected_household().await;
        let input = StartSupport { start_on: world.day(1), ..world.support_input(&household.id) };
        let measure = start(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        let on = |id: &_| CancelSupport { support_measure_id: Clone::clone(id) };
        let mut refusals = Refusals::new(&world);
        let act = world.act(&people.colleague);
        let by_colleague = cancel(&world.db, &act, on(&measure.id));
        refusals.expect("by the referent's colleague", &[(Rule::Forbidden, "")], by_colleague).await;
        let act = world.act(&people.coordinator);
        let none = cancel(&world.db, &act, on(&nothing()));
        refusals.expect("no such measure", &[(Rule::NotFound, "supportMeasureId")], none).await;
        world.clock.advance(TimeDelta::days(1));
        let act = world.act(&people.coordinator);
        let begun = cancel(&world.db, &act, on(&measure.id));
        refusals.expect("on its first day", &[(Rule::SupportBegun, "supportMeasureId")], begun).await;
        refusals.are(CANCEL_RULES);
    }

    async fn support_lasts_as_long_as_the_diagnosis_advises_or_that_is_confirmed(world: World) {
        let household = world.preselected_household().await;
        let ordered = world.order_diagnosis(&household.id).await;
        let findings = RecordDiagnosis { duration_months: 6, ..world.findings(&ordered) };
        diagnosis::record(&world.db, &world.act(&world.people.social_worker), findings).await.unwrap();
        let advised = date("2026-09-02");
        let none = Terms { confirmed: Confirmed::These(vec![]), ..Terms::default() };
        let unconfirmed = Act { terms: &none, ..world.act(&world.people.social_worker) };
        let until = |end_on| StartSupport { start_on: world.today(), end_on, ..world.support_input(&household.id) };
        let error = start(&world.db, &unconfirmed, until(advised.succ_opt())).await.unwrap_err();
        let OperationError::Unconfirmed(cautions) = error else { panic!("{error:?}") };
        assert_eq!(cautions, [Caution { warning: Warning::SupportLongerThanAdvised, field: "endOn" }]);
        assert_eq!(start(&world.db, &unconfirmed, until(None)).await.unwrap().end_on, advised);
    }

    async fn a_closing_is_refused(world: World) {
        let people = &world.people;
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let closed = world.start_support(&world.preselected_household().await.id).await;
        let close_on = |id: &_, closed_on| CloseSupport { support_measure_id: Clone::clone(id), closed_on, outcome: SupportOutcome::Left };
        close(&world.db, &world.act(&people.coordinator), close_on(&closed.id, world.today())).await.unwrap();
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such measure", (Rule::NotFound, "supportMeasureId"), close_on(&nothing(), world.today())),
            ("closed", (Rule::SupportClosed, "supportMeasureId"), close_on(&closed.id, world.today())),
            ("the day before it starts", (Rule::DayBeforeStart, "closedOn"), close_on(&measure.id, world.day(-1))),
            ("tomorrow", (Rule::DateInFuture, "closedOn"), close_on(&measure.id, world.day(1))),
        ] {
            refusals.expect(case, &[expected], close(&world.db, &world.act(&people.social_worker), input)).await;
        }
        refusals.expect("by a colleague", &[(Rule::Forbidden, "")], close(&world.db, &world.act(&people.colleague), close_on(&measure.id, world.today()))).await;
        for done in ["interview", "review", "objective", "step", "intensity", "suspension", "request", "extension"] {
            let measure = world.start_support(&world.preselected_household().await.id).await;
            world.clock.advance(TimeDelta::days(8));
            let act = world.act(&people.social_worker);
            match done {
                "interview" => { world.record_interview(&measure).await; }
                "review" => { world.review_progress(&measure).await; }
                "objective" => { support_objectives::set(&world.db, &act, world.objective_input(&measure)).await.unwrap(); }
                "step" => { world.follow_objective(&measure).await; }
                "intensity" => { support_intensity::change(&world.db, &act, world.intensity_input(&measure)).await.unwrap(); }
                "suspension" => { world.suspend_support(&measure).await; }
                "request" => { world.request_extension(&measure).await; }
                _ => { extend(&world.db, &world.act(&people.coordinator), world.extension_input(&measure)).await.unwrap(); }
            }
            let early = close(&world.db, &act, close_on(&measure.id, world.day(-1)));
            refusals.expect(done, &[(Rule::DayBeforeLastDone, "closedOn")], early).await;
            close(&world.db, &act, close_on(&measure.id, world.today())).await.unwrap();
        }
        refusals.are(CLOSE_RULES);
    }
}
