//! What a programme states is revised; every version is kept.

use entity::model::programme_form::{FormRevision, StatedModality, StatedPartner, StatedTarget};
use entity::model::{organisation, programme, programme_partner, programme_version, yearly_target};
use entity::operations::funding::{RecordFunding, record as record_funding};
use entity::operations::programme::record;
use entity::operations::programme_form::{ReviseProgramme, revise};
use entity::refusal::Rule;
use entity::types::{DwellingType, EventKind, FormVersionKind, FundingState, PartnerKind, RentalModality};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;
use tests::{Refusals, World, both_databases};

use super::{Told, date, nothing, too_long};

/// The rules that a revision can break.
pub(super) const REVISE_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
    Rule::DateOutOfRange,
    Rule::DateInFuture,
    Rule::NothingRevised,
    Rule::ProgrammeNameTaken,
    Rule::TargetOutOfRange,
    Rule::DwellingTypesReversed,
    Rule::CommitmentOutOfRange,
    Rule::CommitmentYearInUse,
    Rule::CarrierRequired,
    Rule::ModalityRequired,
    Rule::ModalityRepeated,
    Rule::ModalityInUse,
    Rule::OrganisationRepeated,
    Rule::TooManyOrganisations,
    Rule::InterventionRequired,
    Rule::InterventionNotAllowed,
    Rule::YearlyTargetsIncomplete,
];

fn revision(world: &World, change: impl FnOnce(&mut FormRevision)) -> ReviseProgramme {
    let mut revision = FormRevision::default();
    change(&mut revision);
    ReviseProgramme {
        programme_id: world.programme_id.clone(),
        decided_on: world.day(-1),
        reason: "avenant".to_owned(),
        revision,
    }
}

fn partner(of: &organisation::Model, kind: PartnerKind, supports_households: bool) -> StatedPartner {
    StatedPartner {
        organisation_id: of.id.clone(),
        kind,
        identifies_demand: false,
        mobilises_supply: false,
        supports_households,
        role: String::new(),
    }
}

fn offered(modality: RentalModality) -> StatedModality {
    StatedModality { modality, description: "en mots".to_owned() }
}

fn target(year: i32, households: i32) -> StatedTarget {
    StatedTarget { year, households, dwellings: 1 }
}

pub(super) async fn programme_of(world: &World) -> programme::Model {
    programme::Entity::find_by_id(world.programme_id.clone()).one(&world.db).await.unwrap().unwrap()
}

pub(super) async fn versions(world: &World) -> Vec<programme_version::Model> {
    programme_version::Entity::find().order_by_asc(programme_version::Column::Version).all(&world.db).await.unwrap()
}

both_databases! {
    async fn a_revision_changes_what_it_says_and_keeps_what_was(world: World) {
        let of = &world.organisations;
        let before = programme_of(&world).await;
        let [first] = versions(&world).await.try_into().unwrap();
        assert_eq!((first.version, first.kind, first.recorded_by_id.clone()), (1, FormVersionKind::Recorded, None));
        assert_eq!((first.decided_on, first.reason.clone()), (before.starts_on, None));
        assert_eq!(first.form.carriers, [of.landlord.id.clone(), of.ccas.id.clone()]);
        let manager = &world.people.manager;
        let log = world.log().await;
        let input = revision(&world, |form| {
            form.household_target = Some(130);
            form.fndollts_funded = Some(None);
            form.summary = Some(before.summary.clone());
            form.carriers = Some(vec![of.ccas.id.clone(), of.landlord.id.clone()]);
            form.partners = Some(vec![
                partner(&of.state, PartnerKind::Financial, false),
                partner(&of.ccas, PartnerKind::Operational, true),
            ]);
            // In whichever order they come.
            form.yearly_targets = Some(vec![target(3, 50), target(1, 40), target(2, 40)]);
        });
        let after = revise(&world.db, &world.act(manager), ReviseProgramme { reason: " avenant ".to_owned(), ..input }).await.unwrap();
        Told {
            kind: EventKind::ProgrammeRevised,
            by: Some(manager.id()),
            household: None,
            meeting: None,
            subject: world.programme_id.to_string(),
            changes: json!({
                "version": 2,
                "decidedOn": world.day(-1),
                "changedFields": ["householdTarget", "fndolltsFunded", "carriers", "partners", "yearlyTargets"],
            }),
        }
        .check(&world, log.only_event().await);
        let expected = programme::Model { household_target: 130, fndollts_funded: None, version: 2, ..before };
        assert_eq!((&after, &programme_of(&world).await), (&expected, &expected));
        let partners = programme_partner::Entity::find()
            .order_by_asc(programme_partner::Column::Position)
            .all(&world.db)
            .await
            .unwrap();
        let partners: Vec<_> = partners.into_iter().map(|row| (row.organisation_id, row.kind, row.position)).collect();
        assert_eq!(
            partners,
            [(of.state.id.clone(), PartnerKind::Financial, 1), (of.ccas.id.clone(), PartnerKind::Operational, 2)]
        );
        let targets = yearly_target::Entity::find().order_by_asc(yearly_target::Column::Year).all(&world.db).await.unwrap();
        let targets: Vec<_> = targets.into_iter().map(|row| (row.year, row.households, row.dwellings)).collect();
        assert_eq!(targets, [(1, 40, 1), (2, 40, 1), (3, 50, 1)]);
        let [kept, second] = versions(&world).await.try_into().unwrap();
        assert_eq!(kept, first);
        assert_eq!((second.version, second.kind, second.recorded_by_id), (2, FormVersionKind::Revised, Some(manager.id())));
        assert_eq!((second.reason.as_deref(), second.decided_on), (Some("avenant"), world.day(-1)));
        assert_eq!(second.form.household_target, 130);
        assert_eq!(second.form.yearly_targets, [target(1, 40), target(2, 40), target(3, 50)]);
        assert_eq!(second.form.differing(&first.form), second.changed_fields);

        // Back to what it was: the lists too, in a third version.
        let back = revision(&world, |form| {
            form.household_target = Some(120);
            form.fndollts_funded = Some(first.form.fndollts_funded);
            form.carriers = Some(first.form.carriers.clone());
            form.partners = Some(first.form.partners.clone());
            form.yearly_targets = Some(first.form.yearly_targets.clone());
        });
        revise(&world.db, &world.act(manager), back).await.unwrap();
        assert_eq!(versions(&world).await[2].form, first.form);
        // What surrounds a text is not kept.
        let padded = revision(&world, |form| {
            form.support_method = Some(" Méthode\n".to_owned());
            form.partners = Some(vec![StatedPartner { role: " aide ".to_owned(), ..partner(&of.ccas, PartnerKind::Operational, true) }]);
            form.modalities = Some(vec![StatedModality { description: "\taccès ".to_owned(), ..offered(RentalModality::DirectAccess) }]);
        });
        assert_eq!(revise(&world.db, &world.act(manager), padded).await.unwrap().support_method, "Méthode");
        let kept = versions(&world).await.pop().unwrap().form;
        assert_eq!((kept.partners[0].role.as_str(), kept.modalities[0].description.as_str()), ("aide", "accès"));
        assert_eq!(kept.support_method, "Méthode");
        let none = revision(&world, |form| (form.partners, form.yearly_targets) = (Some(vec![]), Some(vec![])));
        revise(&world.db, &world.act(manager), none).await.unwrap();
        assert!(programme_partner::Entity::find().all(&world.db).await.unwrap().is_empty());
    }

    async fn what_a_revision_may_not_be(world: World) {
        let of = &world.organisations;
        let good = || revision(&world, |form| form.name = Some("Renommé".to_owned()));
        let with = |change: &dyn Fn(&mut FormRevision)| revision(&world, |form| change(form));
        record(&world.db, &world.system(), world.another_programme("Autre programme").await).await.unwrap();
        let household = world.preselected_household().await;
        world.sliding_lease(&household.id).await;
        let manager = world.act(&world.people.manager);
        let amount = RecordFunding {
            programme_id: world.programme_id.clone(),
            funder_id: of.state.id.clone(),
            year: 2,
            state: FundingState::Requested,
            amount_cents: 1,
            dated_on: world.today(),
        };
        record_funding(&world.db, &manager, amount).await.unwrap();
        let mut refusals = Refusals::new(&world);
        for person in [&world.people.officer, &world.people.funder, &world.people.social_worker] {
            let act = world.act(person);
            refusals.expect("by another", &[(Rule::Forbidden, "")], revise(&world.db, &act, good())).await;
        }
        let many = || (0..101).map(|_| nothing()).collect::<Vec<_>>();
        let financial = |intervenes| partner(&of.state, PartnerKind::Financial, intervenes);
        let operational = |intervenes| partner(&of.ccas, PartnerKind::Operational, intervenes);
        for (case, broken, input) in vec![
            ("nowhere", vec![(Rule::NotFound, "programmeId")], ReviseProgramme { programme_id: nothing(), ..good() }),
            ("for nothing", vec![(Rule::TextRequired, "reason")], ReviseProgramme { reason: " ".to_owned(), ..good() }),
            ("tomorrow", vec![(Rule::DateInFuture, "decidedOn")], ReviseProgramme { decided_on: world.day(1), ..good() }),
            (
                "long ago",
                vec![(Rule::DateOutOfRange, "decidedOn")],
                ReviseProgramme { decided_on: date("1899-12-31"), ..good() },
            ),
            ("of nothing", vec![(Rule::NothingRevised, "")], with(&|_| ())),
            ("of nothing new", vec![(Rule::NothingRevised, "")], with(&|form| form.household_target = Some(120))),
            (
                "named as another",
                vec![(Rule::ProgrammeNameTaken, "name")],
                with(&|form| form.name = Some("Autre programme".to_owned())),
            ),
            (
                "named as another but for capitals and blanks",
                vec![(Rule::ProgrammeNameTaken, "name")],
                with(&|form| form.name = Some(" AUTRE programme ".to_owned())),
            ),
            (
                "named as before but for blanks",
                vec![(Rule::NothingRevised, "")],
                with(&|form| form.name = Some(" Programme d’essai\n".to_owned())),
            ),
            (
                "with a partner of many words",
                vec![(Rule::TextTooLong, "partners")],
                with(&|form| form.partners = Some(vec![StatedPartner { role: too_long(500), ..financial(false) }])),
            ),
            ("without a name", vec![(Rule::TextRequired, "name")], with(&|form| form.name = Some(String::new()))),
            ("endless", vec![(Rule::TextTooLong, "summary")], with(&|form| form.summary = Some(too_long(10_000)))),
            ("named in two lines", vec![(Rule::TextMalformed, "name")], with(&|form| form.name = Some("a\nb".to_owned()))),
            ("unreadable", vec![(Rule::TextMalformed, "financing")], with(&|form| form.financing = Some("\0".to_owned()))),
            ("for nobody", vec![(Rule::TargetOutOfRange, "householdTarget")], with(&|form| form.household_target = Some(0))),
            ("nowhere at all", vec![(Rule::TargetOutOfRange, "dwellingTarget")], with(&|form| form.dwelling_target = Some(-1))),
            (
                "from large to small",
                vec![(Rule::DwellingTypesReversed, "largestDwellingType")],
                with(&|form| {
                    form.smallest_dwelling_type = Some(DwellingType::T4);
                    form.largest_dwelling_type = Some(DwellingType::T2);
                }),
            ),
            (
                "for eleven years",
                vec![(Rule::CommitmentOutOfRange, "commitmentYears"), (Rule::YearlyTargetsIncomplete, "yearlyTargets")],
                with(&|form| form.commitment_years = Some(11)),
            ),
            (
                "over before the money is spent",
                vec![(Rule::CommitmentYearInUse, "commitmentYears")],
                with(&|form| {
                    form.commitment_years = Some(1);
                    form.yearly_targets = Some(vec![]);
                }),
            ),
            ("carried by none", vec![(Rule::CarrierRequired, "carriers")], with(&|form| form.carriers = Some(vec![]))),
            (
                "carried twice",
                vec![(Rule::OrganisationRepeated, "carriers")],
                with(&|form| form.carriers = Some(vec![of.ccas.id.clone(); 2])),
            ),
            (
                "carried by somebody unknown",
                vec![(Rule::NotFound, "carriers")],
                with(&|form| form.carriers = Some(vec![nothing()])),
            ),
            (
                "carried by a crowd",
                vec![(Rule::TooManyOrganisations, "carriers"), (Rule::OrganisationRepeated, "carriers"), (Rule::NotFound, "carriers")],
                with(&|form| form.carriers = Some(many())),
            ),
            (
                "offering nothing",
                vec![(Rule::ModalityRequired, "modalities"), (Rule::ModalityInUse, "modalities")],
                with(&|form| form.modalities = Some(vec![])),
            ),
            (
                "offering no more what somebody lives in",
                vec![(Rule::ModalityInUse, "modalities")],
                with(&|form| form.modalities = Some(vec![offered(RentalModality::DirectAccess)])),
            ),
            (
                "offering the same twice",
                vec![(Rule::ModalityRepeated, "modalities")],
                with(&|form| form.modalities = Some(vec![offered(RentalModality::SlidingLease); 2])),
            ),
            (
                "offering without a word",
                vec![(Rule::TextRequired, "modalities")],
                with(&|form| {
                    let wordless = StatedModality { description: String::new(), ..offered(RentalModality::SlidingLease) };
                    form.modalities = Some(vec![wordless]);
                }),
            ),
            (
                "with a partner twice",
                vec![(Rule::OrganisationRepeated, "partners")],
                with(&|form| form.partners = Some(vec![financial(false), financial(false)])),
            ),
            (
                "with a partner who does nothing",
                vec![(Rule::InterventionRequired, "partners")],
                with(&|form| form.partners = Some(vec![operational(false)])),
            ),
            (
                "with a financier who supports",
                vec![(Rule::InterventionNotAllowed, "partners")],
                with(&|form| form.partners = Some(vec![financial(true)])),
            ),
            (
                "with a partner unknown",
                vec![(Rule::NotFound, "partners")],
                with(&|form| form.partners = Some(vec![StatedPartner { organisation_id: nothing(), ..financial(false) }])),
            ),
            (
                "aiming at two years of three",
                vec![(Rule::YearlyTargetsIncomplete, "yearlyTargets")],
                with(&|form| form.yearly_targets = Some(vec![target(1, 1), target(2, 1)])),
            ),
            (
                "aiming at a year twice",
                vec![(Rule::YearlyTargetsIncomplete, "yearlyTargets")],
                with(&|form| form.yearly_targets = Some(vec![target(1, 1), target(2, 1), target(2, 1)])),
            ),
            (
                "aiming at less than nothing",
                vec![(Rule::TargetOutOfRange, "yearlyTargets")],
                with(&|form| form.yearly_targets = Some(vec![target(1, -1), target(2, 1), target(3, 1)])),
            ),
        ] {
            refusals.expect(case, &broken, revise(&world.db, &manager, input)).await;
        }
        refusals.are(REVISE_RULES);
        // The funder's second year is the last that the commitment has to cover.
        let shorter = with(&|form| {
            form.commitment_years = Some(2);
            form.yearly_targets = Some(vec![target(1, 60), target(2, 60)]);
        });
        revise(&world.db, &world.act(&world.people.coordinator), shorter).await.unwrap();
    }
}
