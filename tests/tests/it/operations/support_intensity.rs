//! The intensity of a support changes, from a day on.

use entity::model::support_intensity_period::{Column, Entity, Model};
use entity::operations::support::{CloseSupport, close};
use entity::operations::support_intensity::{ChangeSupportIntensity, change};
use entity::refusal::Rule;
use entity::types::{EventKind, SupportIntensity, SupportMeasureId, SupportOutcome};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, date, nothing, too_long};

/// The rules that a change can break.
pub(super) const RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::SupportClosed,
    Rule::IntensityUnchanged,
    Rule::IntensityNotLater,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

async fn periods(world: &World, id: &SupportMeasureId) -> Vec<Model> {
    let periods = Entity::find().filter(Column::SupportMeasureId.eq(id.clone())).order_by_asc(Column::FromOn);
    periods.all(&world.db).await.unwrap()
}

both_databases! {
    async fn the_intensity_changes_and_its_past_is_kept(world: World) {
        use SupportIntensity::{Intensive, Light, Medium};
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let worker = &world.people.social_worker;
        world.go_to("2026-09-02", 10, 0);
        for (intensity, from_on, version) in [(Intensive, "2026-03-03", 2), (Light, "2026-09-02", 3)] {
            let log = world.log().await;
            let input = ChangeSupportIntensity {
                intensity, from_on: date(from_on), reasons: format!(" {CONFIDENTIAL} "), ..world.intensity_input(&measure)
            };
            let changed = change(&world.db, &world.act(worker), input).await.unwrap();
            Told {
                kind: EventKind::SupportIntensityChanged,
                by: Some(worker.id()),
                household: Some(household.id.clone()),
                meeting: None,
                subject: measure.id.to_string(),
                changes: json!({ "fromOn": from_on }),
            }
            .check(&world, log.only_event().await);
            assert_eq!(changed, world.support(&measure.id).await);
            assert_eq!((changed.intensity, changed.version), (intensity, version));
        }
        let known: Vec<_> = periods(&world, &measure.id).await.into_iter()
            .map(|period| (period.intensity, period.from_on, period.previous_from_on, period.reasons))
            .collect();
        let reason = || Some(CONFIDENTIAL.to_owned());
        assert_eq!(known, [
            (Medium, date("2026-03-02"), None, None),
            (Intensive, date("2026-03-03"), Some(date("2026-03-02")), reason()),
            (Light, date("2026-09-02"), Some(date("2026-03-03")), reason()),
        ]);
    }

    async fn a_change_of_intensity_is_refused(world: World) {
        let people = &world.people;
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let closed = world.start_support(&world.preselected_household().await.id).await;
        let input = CloseSupport { support_measure_id: closed.id.clone(), closed_on: world.today(), outcome: SupportOutcome::Left };
        close(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        world.go_to("2026-06-02", 10, 0);

        let of = |id: &SupportMeasureId| ChangeSupportIntensity { support_measure_id: id.clone(), ..world.intensity_input(&measure) };
        let on = |day: &str| ChangeSupportIntensity { from_on: date(day), ..of(&measure.id) };
        let because = |reasons: String| ChangeSupportIntensity { reasons, ..of(&measure.id) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such measure", vec![(Rule::NotFound, "supportMeasureId")], of(&nothing())),
            ("closed", vec![(Rule::SupportClosed, "supportMeasureId")], of(&closed.id)),
            (
                "what it is",
                vec![(Rule::IntensityUnchanged, "intensity")],
                ChangeSupportIntensity { intensity: SupportIntensity::Medium, ..of(&measure.id) },
            ),
            ("on the day it starts", vec![(Rule::IntensityNotLater, "fromOn")], on("2026-03-02")),
            ("tomorrow", vec![(Rule::DateInFuture, "fromOn")], on("2026-06-03")),
            (
                "before the calendar",
                vec![(Rule::DateOutOfRange, "fromOn"), (Rule::IntensityNotLater, "fromOn")],
                on("1899-12-31"),
            ),
            ("without a reason", vec![(Rule::TextRequired, "reasons")], because(" ".to_owned())),
            ("with a long one", vec![(Rule::TextTooLong, "reasons")], because(too_long(10_000))),
            ("that cannot be kept", vec![(Rule::TextMalformed, "reasons")], because("r\0".to_owned())),
        ] {
            refusals.expect(case, &expected, change(&world.db, &world.act(&people.social_worker), input)).await;
        }
        let act = world.act(&people.officer);
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], change(&world.db, &act, of(&measure.id))).await;
        refusals.are(RULES);
    }
}
