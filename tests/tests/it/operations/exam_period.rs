//! The exam period of a sliding lease, and what the landlord tells the Prefect before its end.

use chrono::NaiveDate;
use entity::model::{exam_period, tenancy};
use entity::operations::exam_period::{RecordPrefectNotice, RenewExamPeriod, record_notice, renew};
use entity::operations::tenancy::{EndTenancy, OpenTenancy, TransferLease, end, open, transfer};
use entity::operations::terms::Confirmed;
use entity::operations::{Act, Terms};
use entity::refusal::{OperationError, Rule, Warning};
use entity::types::{EventKind, ExamPeriodId, LeaseReviewOutcome, RentalModality};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases, rules_of};

use super::{Told, date, nothing, too_long};

/// The rules that a renewal can break.
pub(super) const RENEW_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::NotSlidingLease,
    Rule::TenancyEnded,
    Rule::LeaseAlreadyTransferred,
    Rule::ExamPeriodToCome,
    Rule::ExamPeriodOutOfRange,
];

/// The rules that a notice can break.
pub(super) const NOTICE_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::TenancyEnded,
    Rule::LeaseAlreadyTransferred,
    Rule::PrefectAlreadyInformed,
    Rule::DateInFuture,
    Rule::DayBeforeStart,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

both_databases! {
    async fn a_sliding_lease_opens_with_its_exam_period(world: World) {
        for (months, ends, due) in [(None, "2027-03-02", "2026-12-31"), (Some(6), "2026-09-02", "2026-07-02"), (Some(36), "2029-03-02", "2029-01-02")] {
            let household = world.preselected_household().await;
            let input = world.tenancy_input(&household.id, &world.dwelling().await);
            let input = OpenTenancy { exam_period_months: months, ..input };
            let log = world.log().await;
            let tenancy = open(&world.db, &world.act(&world.people.officer), input).await.unwrap();
            assert_eq!(log.only_event().await.changes["examEndOn"], json!(ends));
            let periods = periods(&world, &tenancy).await;
            let [period] = periods.as_slice() else { panic!("{periods:?}") };
            assert_eq!((period.rank, period.start_on, period.end_on, period.notice_due_on), (1, world.today(), date(ends), date(due)));
            assert_eq!((period.prefect_informed_on, period.lease_offered, &period.notice_reasons), (None, None, &None));
        }
        let sublease = world.house(&world.preselected_household().await.id, RentalModality::Sublease).await;
        assert!(periods(&world, &sublease).await.is_empty());
    }

    async fn the_landlord_tells_the_prefect_and_may_be_late(world: World) {
        let officer = &world.people.officer;
        let mut leases = Vec::new();
        for _ in 0..2 {
            leases.push(world.sliding_lease(&world.preselected_household().await.id).await.0);
        }
        world.go_to("2027-01-05", 10, 0);
        for (tenancy, informed_on, late) in [(&leases[0], "2026-12-31", false), (&leases[1], "2027-01-04", true)] {
            let period = periods(&world, tenancy).await.remove(0);
            let log = world.log().await;
            let input = RecordPrefectNotice {
                lease_offered: !late,
                reasons: late.then(|| format!(" {CONFIDENTIAL} ")),
                ..offered(&period.id, date(informed_on))
            };
            let told = record_notice(&world.db, &world.act(officer), input).await.unwrap();
            Told {
                kind: EventKind::PrefectNoticeRecorded,
                by: Some(officer.id()),
                household: Some(tenancy.household_id.clone()),
                meeting: None,
                subject: period.id.to_string(),
                changes: json!({ "prefectInformedOn": informed_on, "leaseOffered": !late, "late": late }),
            }
            .check(&world, log.only_event().await);
            let expected = exam_period::Model {
                prefect_informed_on: Some(date(informed_on)),
                lease_offered: Some(!late),
                notice_reasons: late.then(|| CONFIDENTIAL.to_owned()),
                version: 2,
                ..period
            };
            assert_eq!(told, expected);
        }
    }

    async fn a_period_is_renewed_from_the_day_after_the_last(world: World) {
        let (tenancy, _) = world.sliding_lease(&world.preselected_household().await.id).await;
        world.go_to("2027-02-01", 10, 0);
        let officer = &world.people.officer;
        let log = world.log().await;
        let input = RenewExamPeriod { tenancy_id: tenancy.id.clone(), exam_period_months: Some(6) };
        let renewed = renew(&world.db, &world.act(officer), input).await.unwrap();
        Told {
            kind: EventKind::ExamPeriodRenewed,
            by: Some(officer.id()),
            household: Some(tenancy.household_id.clone()),
            meeting: None,
            subject: renewed.id.to_string(),
            changes: json!({ "startOn": "2027-03-03", "endOn": "2027-09-03", "noticeDueOn": "2027-07-02" }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(periods(&world, &tenancy).await.pop().unwrap(), renewed);
        assert_eq!(renewed.rank, 2);
    }

    async fn a_renewal_is_refused(world: World) {
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (tenancy, _) = world.sliding_lease(&household.id).await;
        let (renewed, _) = world.sliding_lease(&world.preselected_household().await.id).await;
        let of = |tenancy: &tenancy::Model, months| RenewExamPeriod { tenancy_id: tenancy.id.clone(), exam_period_months: months };
        renew(&world.db, &world.act(&people.coordinator), of(&renewed, None)).await.unwrap();
        let (slid, ended, sublease) = over(&world).await;
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such tenancy", (Rule::NotFound, "tenancyId"), RenewExamPeriod { tenancy_id: nothing(), exam_period_months: None }),
            ("a sublease", (Rule::NotSlidingLease, "tenancyId"), of(&sublease, None)),
            ("ended", (Rule::TenancyEnded, "tenancyId"), of(&ended, None)),
            ("slid", (Rule::LeaseAlreadyTransferred, "tenancyId"), of(&slid, None)),
            ("renewed already", (Rule::ExamPeriodToCome, "tenancyId"), of(&renewed, None)),
            ("too short for its notice", (Rule::ExamPeriodOutOfRange, "examPeriodMonths"), of(&tenancy, Some(2))),
            ("too long", (Rule::ExamPeriodOutOfRange, "examPeriodMonths"), of(&tenancy, Some(37))),
        ] {
            refusals.expect(case, &[expected], renew(&world.db, &world.act(&people.coordinator), input)).await;
        }
        refusals.expect("by the referent's colleague", &[(Rule::Forbidden, "")], renew(&world.db, &world.act(&people.colleague), of(&tenancy, None))).await;
        refusals.are(RENEW_RULES);
    }

    async fn a_notice_is_refused(world: World) {
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (tenancy, _) = world.sliding_lease(&household.id).await;
        let period = periods(&world, &tenancy).await.remove(0);
        let (told, _) = world.sliding_lease(&world.preselected_household().await.id).await;
        let told = periods(&world, &told).await.remove(0);
        let of = |period: &exam_period::Model| offered(&period.id, world.today());
        record_notice(&world.db, &world.act(&people.officer), of(&told)).await.unwrap();
        let (slid, ended, _) = over(&world).await;
        let (slid, ended) = (periods(&world, &slid).await.remove(0), periods(&world, &ended).await.remove(0));
        let not = |reasons: Option<&str>| RecordPrefectNotice { lease_offered: false, reasons: reasons.map(str::to_owned), ..of(&period) };
        let on = |informed_on| RecordPrefectNotice { informed_on, ..of(&period) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such period", (Rule::NotFound, "examPeriodId"), offered(&nothing(), world.today())),
            ("slid", (Rule::LeaseAlreadyTransferred, "examPeriodId"), of(&slid)),
            ("ended", (Rule::TenancyEnded, "examPeriodId"), of(&ended)),
            ("told already", (Rule::PrefectAlreadyInformed, "examPeriodId"), of(&told)),
            ("tomorrow", (Rule::DateInFuture, "informedOn"), on(world.day(1))),
            ("before it began", (Rule::DayBeforeStart, "informedOn"), on(world.day(-1))),
            ("not offered, and no reasons", (Rule::TextRequired, "reasons"), not(None)),
            ("reasons too long", (Rule::TextTooLong, "reasons"), not(Some(&too_long(10_000)))),
            ("reasons that cannot be kept", (Rule::TextMalformed, "reasons"), not(Some("a\0"))),
        ] {
            refusals.expect(case, &[expected], record_notice(&world.db, &world.act(&people.officer), input)).await;
        }
        refusals.expect("by the referent", &[(Rule::Forbidden, "")], record_notice(&world.db, &world.act(&people.social_worker), of(&period))).await;
        refusals.expect("by another landlord", &[(Rule::NotFound, "examPeriodId")], record_notice(&world.db, &world.act(&people.other_officer), of(&period))).await;
        refusals.are(NOTICE_RULES);
    }

    async fn a_lease_that_is_not_offered_does_not_slide_before_another_period_begins(world: World) {
        let (tenancy, review) = world.sliding_lease(&world.preselected_household().await.id).await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let period = periods(&world, &tenancy).await.remove(0);
        let officer = world.act(&world.people.officer);
        let refused = RecordPrefectNotice { lease_offered: false, reasons: Some("x".to_owned()), ..offered(&period.id, world.today()) };
        record_notice(&world.db, &officer, refused).await.unwrap();
        let slide = || TransferLease { tenancy_id: tenancy.id.clone(), transferred_on: world.today() };
        assert_eq!(rules_of(&transfer(&world.db, &officer, slide()).await), [Rule::LeaseNotOffered]);
        let input = RenewExamPeriod { tenancy_id: tenancy.id.clone(), exam_period_months: None };
        renew(&world.db, &officer, input).await.unwrap();
        // What is agreed for later takes nothing back of what the Prefect was told.
        assert_eq!(rules_of(&transfer(&world.db, &officer, slide()).await), [Rule::LeaseNotOffered]);
        world.go_to("2027-03-03", 10, 0);
        transfer(&world.db, &world.act(&world.people.officer), slide()).await.unwrap();
    }

    async fn a_lease_slides_without_a_notice_that_was_due_once_that_is_confirmed(world: World) {
        let (tenancy, review) = world.sliding_lease(&world.preselected_household().await.id).await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let slide = |day: &str| TransferLease { tenancy_id: tenancy.id.clone(), transferred_on: date(day) };
        world.go_to("2027-01-04", 10, 0);
        let confirmed = |warnings: Vec<Warning>| Terms { confirmed: Confirmed::These(warnings), ..Terms::default() };
        let (no, yes) = (confirmed(vec![]), confirmed(vec![Warning::PrefectNotInformed]));
        let officer = world.act(&world.people.officer);
        let unconfirmed = transfer(&world.db, &Act { terms: &no, ..officer }, slide("2027-01-01")).await;
        assert!(matches!(unconfirmed, Err(OperationError::Unconfirmed(_))), "{unconfirmed:?}");
        transfer(&world.db, &Act { terms: &yes, ..officer }, slide("2027-01-01")).await.unwrap();
        // On the last day of the notice nothing is late.
        let (tenancy, review) = {
            world.go_to("2027-01-05", 10, 0);
            world.sliding_lease(&world.preselected_household().await.id).await
        };
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let input = TransferLease { tenancy_id: tenancy.id.clone(), transferred_on: world.today() };
        transfer(&world.db, &Act { terms: &no, ..world.act(&world.people.officer) }, input).await.unwrap();
    }
}

/// A lease that slid, one that ended, and a sublease.
async fn over(world: &World) -> (tenancy::Model, tenancy::Model, tenancy::Model) {
    let coordinator = world.act(&world.people.coordinator);
    let (slid, review) = world.sliding_lease(&world.preselected_household().await.id).await;
    world.hold_review(&review, LeaseReviewOutcome::Ready).await;
    let input = TransferLease { tenancy_id: slid.id.clone(), transferred_on: world.today() };
    transfer(&world.db, &coordinator, input).await.unwrap();
    let (ended, _) = world.sliding_lease(&world.preselected_household().await.id).await;
    let input = EndTenancy { tenancy_id: ended.id.clone(), end_on: world.today() };
    end(&world.db, &coordinator, input).await.unwrap();
    let sublease = world.house(&world.preselected_household().await.id, RentalModality::Sublease).await;
    (slid, ended, sublease)
}

fn offered(period: &ExamPeriodId, informed_on: NaiveDate) -> RecordPrefectNotice {
    RecordPrefectNotice { exam_period_id: period.clone(), informed_on, lease_offered: true, reasons: None }
}

async fn periods(world: &World, tenancy: &tenancy::Model) -> Vec<exam_period::Model> {
    let of_tenancy = exam_period::Entity::find().filter(exam_period::Column::TenancyId.eq(tenancy.id.clone()));
    of_tenancy.order_by_asc(exam_period::Column::Rank).all(&world.db).await.unwrap()
}
