//! What happens while households are supported and sliding leases examined.

use entity::model::support_intensity_period;
use entity::types::{InterviewKind, WaivedStep};

use super::*;

#[tokio::test]
async fn support_is_followed_suspended_and_asked_to_be_extended() {
    let (db, _directory) = loaded("2026-11-23T09:00:00Z").await;
    let measures = all::<support_measure::Entity>(&db).await;
    let interviews = all::<support_interview::Entity>(&db).await;
    for kind in InterviewKind::iter() {
        assert!(interviews.iter().any(|interview| interview.kind == kind), "{kind:?}");
    }
    assert!(interviews.iter().any(|interview| interview.confidential_note.is_some()));
    let month_ago: NaiveDate = "2026-10-23".parse().unwrap();
    let followed = |measure: &&support_measure::Model| interviews.iter().any(|of| of.support_measure_id == measure.id);
    assert!(measures.iter().filter(|measure| measure.start_on < month_ago).all(|measure| followed(&measure)));
    assert!(all::<support_intensity_period::Entity>(&db).await.len() > measures.len() + 10, "some change");
    let suspensions = all::<support_suspension::Entity>(&db).await;
    assert!(suspensions.iter().any(|suspension| suspension.ended_on.is_some()));
    assert_eq!(suspensions.iter().filter(|suspension| suspension.ended_on.is_none()).count(), 1);
    let requests = all::<support_extension_request::Entity>(&db).await;
    for outcome in ExtensionRequestOutcome::iter().filter(|outcome| *outcome != ExtensionRequestOutcome::Lapsed) {
        assert!(requests.iter().any(|request| request.outcome == Some(outcome)), "{outcome:?}");
    }
}

#[tokio::test]
async fn agreements_are_amended_and_now_and_then_signed_later() {
    let (db, _directory) = loaded("2026-11-23T09:00:00Z").await;
    let agreements = all::<tripartite_agreement::Entity>(&db).await;
    let amended = agreements.iter().filter(|agreement| agreement.amends_id.is_some()).count();
    assert!(amended >= 4 && agreements.iter().all(|agreement| agreement.signed_on.is_some()), "{amended} amended");
    let waivers = all::<step_waiver::Entity>(&db).await;
    assert!((1..=5).contains(&waivers.len()));
    assert!(waivers.iter().all(|waiver| waiver.step == WaivedStep::AgreementBeforeSupport && waiver.used_on.is_some()));
}

#[tokio::test]
async fn the_prefect_is_told_in_time_but_for_what_fell_due_lately() {
    for now in ["2026-11-23T09:00:00Z", "2026-02-28T09:00:00Z", "2028-02-29T09:00:00Z"] {
        let (db, _directory) = loaded(now).await;
        let today = calendar::today(now.parse().unwrap());
        let tenancies = all::<tenancy::Entity>(&db).await;
        let slides = |period: &exam_period::Model| {
            let tenancy = tenancies.iter().find(|tenancy| tenancy.id == period.tenancy_id).unwrap();
            tenancy.transferred_on.is_none() && tenancy.end_on.is_none()
        };
        let periods = all::<exam_period::Entity>(&db).await;
        assert!(periods.iter().any(|period| period.rank == 2), "{today}: none is renewed");
        for period in &periods {
            match period.prefect_informed_on {
                Some(day) => assert!(day <= period.notice_due_on, "{today}: {period:?}"),
                None => assert!(!slides(period) || period.notice_due_on > today - Days::new(20), "{today}: {period:?}"),
            }
        }
        for offered in [true, false] {
            assert!(periods.iter().any(|period| period.lease_offered == Some(offered)), "{today}: {offered}");
        }
    }
}
