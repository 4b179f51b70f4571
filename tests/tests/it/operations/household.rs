//! A household is registered.

use entity::model::household_member;
use entity::operations::household::{NewMember, RegisterHousehold, register};
use entity::operations::terms::Confirmed;
use entity::operations::{Act, Terms, programme};
use entity::policy::Actor;
use entity::refusal::{OperationError, Rule, Warning};
use entity::rules::household::PriorityGrounds;
use entity::types::{EventKind, HouseholdId, HouseholdStage, Relationship, Role};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases};

use super::{Case, Told, date, longest, nothing, too_long};

/// The rules that a registration can break.
pub(super) const RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::StaffInactive,
    Rule::NotLandlordStaff,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
    Rule::ApplicantRequired,
    Rule::TooManyMembers,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::PriorityGroundRequired,
    Rule::PriorityGroundNotEligible,
    Rule::NationalRequestNumberMalformed,
    Rule::NationalRequestNumberTaken,
    Rule::FormerHouseholdNotExited,
    Rule::FormerHouseholdOfOtherProgramme,
    Rule::FormerHouseholdBackAlready,
];

both_databases! {
    async fn who_has_left_comes_back_and_is_no_double(world: World) {
        let none = Terms { confirmed: Confirmed::These(vec![]), ..Terms::default() };
        let officer = Act { terms: &none, ..world.act(&world.people.officer) };
        let input = world.household_input();
        let first = register(&world.db, &officer, input.clone()).await.unwrap();
        let mut former = first.id.clone();
        // Twice: of a household that has come back before, no earlier file is told as a double either.
        for _ in 0..2 {
            world.sql(&format!("UPDATE household SET stage = 'EXITED' WHERE id = '{former}'")).await;
            let unnumbered = RegisterHousehold { national_request_number: None, ..input.clone() };
            let unsaid = register(&world.db, &officer, unnumbered).await.unwrap_err();
            assert!(matches!(&unsaid, OperationError::Unconfirmed(cautions) if cautions[0].warning == Warning::PossibleDuplicate), "{unsaid:?}");
            let log = world.log().await;
            let again = RegisterHousehold { former_household_id: Some(former.clone()), ..input.clone() };
            let back = register(&world.db, &officer, again).await.unwrap();
            // Their number is theirs still, and goes with them.
            assert_eq!(back.national_request_number, input.national_request_number);
            assert_eq!(world.household(&former).await.national_request_number, None);
            assert_eq!((back.stage, back.former_household_id.as_ref()), (HouseholdStage::Proposed, Some(&former)));
            assert_eq!(log.only_event().await.changes.get("formerHouseholdId"), Some(&json!(former)));
            former = back.id;
        }
    }

    async fn a_household_is_registered(world: World) {
        let officer = &world.people.officer;
        // Proposed in one's own name, with a name to trim.
        let input = RegisterHousehold {
            landlord_contact_id: None,
            family_name: format!("  {CONFIDENTIAL}-Ménage "),
            ..world.household_input()
        };
        let number = input.national_request_number.clone();
        let log = world.log().await;
        let household = register(&world.db, &world.act(officer), input).await.unwrap();
        Told {
            kind: EventKind::HouseholdRegistered,
            by: Some(officer.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: household.id.to_string(),
            changes: json!({ "stage": "PROPOSED", "landlordContactId": officer.id() }),
        }
        .check(&world, log.only_event().await);

        assert_eq!(household, world.household(&household.id).await);
        assert_eq!((household.stage, household.registered_on), (HouseholdStage::Proposed, world.today()));
        assert_eq!(household.family_name, format!("{CONFIDENTIAL}-Ménage"));
        assert_eq!((household.national_request_number, household.referent_id), (number, None));
        assert_eq!((household.dalo, household.collective_agreement, household.pdalpd), (true, false, false));
        assert_eq!((household.landlord_contact_id, household.programme_id), (officer.id(), world.programme_id.clone()));
        let reference = household.reference.strip_prefix("M-").unwrap();
        assert!(reference.len() == 6 && reference.bytes().all(|byte| byte.is_ascii_alphanumeric()));

        let members = household_member::Entity::find().order_by_asc(household_member::Column::Position).all(&world.db);
        let members: Vec<_> = members.await.unwrap().into_iter().map(|member| (member.position, member.relationship)).collect();
        assert_eq!(members, [(1, Relationship::Applicant), (2, Relationship::Child)]);
    }

    async fn what_is_just_within_the_bounds_is_registered(world: World) {
        let one = &world.household_input().members[0];
        let born = |day| NewMember { birth_date: Some(day), ..one.clone() };
        let child = NewMember { relationship: Relationship::Child, ..one.clone() };
        let both = PriorityGrounds { dalo: true, collective_agreement: true, pdalpd: false };
        let inputs = [
            RegisterHousehold { family_name: longest(200), ..world.household_input() },
            RegisterHousehold { national_request_number: None, ..world.household_input() },
            RegisterHousehold { national_request_number: Some("A".repeat(20)), ..world.household_input() },
            RegisterHousehold { grounds: both, ..world.household_input() },
            RegisterHousehold { members: vec![born(world.today())], ..world.household_input() },
            RegisterHousehold { members: vec![born(date("1900-01-01"))], ..world.household_input() },
            RegisterHousehold {
                members: std::iter::once(one.clone()).chain(vec![child; 19]).collect(),
                ..world.household_input()
            },
            // By the product itself, when a programme is loaded.
            world.household_input(),
        ];
        for input in inputs {
            register(&world.db, &world.system(), input.clone()).await.unwrap_or_else(|error| panic!("{input:?}: {error}"));
        }
    }

    async fn a_registration_is_refused(world: World) {
        let people = &world.people;
        let taken = world.register_household().await.national_request_number;
        let in_ccas = world.misplaced(&world.organisations.ccas.id, Role::LandlordOfficer, "in.ccas").await;
        let at_landlord = world.misplaced(&world.organisations.landlord.id, Role::SocialWorker, "at.landlord").await;
        let input = || world.household_input();
        let by = |contact| RegisterHousehold { landlord_contact_id: Some(contact), ..input() };
        let number = |number: &str| RegisterHousehold { national_request_number: Some(number.to_owned()), ..input() };
        let grounds = |dalo, pdalpd| RegisterHousehold {
            grounds: PriorityGrounds { dalo, collective_agreement: false, pdalpd },
            ..input()
        };
        let applicant = input().members[0].clone();
        let members = |members| RegisterHousehold { members, ..input() };
        let one = |change: &dyn Fn(&mut NewMember)| {
            let mut member = applicant.clone();
            change(&mut member);
            members(vec![member])
        };
        let cases: Vec<Case<RegisterHousehold>> = vec![
            ("no such programme", vec![(Rule::NotFound, "programmeId")], RegisterHousehold { programme_id: nothing(), ..input() }),
            ("no such contact", vec![(Rule::NotFound, "landlordContactId")], by(nothing())),
            ("a contact who left", vec![(Rule::StaffInactive, "landlordContactId")], by(people.officer_left.id())),
            ("a social worker as contact", vec![(Rule::NotLandlordStaff, "landlordContactId")], by(people.social_worker.id())),
            ("an officer of no landlord", vec![(Rule::NotLandlordStaff, "landlordContactId")], by(in_ccas.id())),
            ("no officer of a landlord", vec![(Rule::NotLandlordStaff, "landlordContactId")], by(at_landlord.id())),
            ("a blank name", vec![(Rule::TextRequired, "familyName")], RegisterHousehold { family_name: " \u{a0}".to_owned(), ..input() }),
            ("a long name", vec![(Rule::TextTooLong, "familyName")], RegisterHousehold { family_name: too_long(200), ..input() }),
            ("a name that cannot be kept", vec![(Rule::TextMalformed, "familyName")], RegisterHousehold { family_name: "N\0".to_owned(), ..input() }),
            ("a name of two lines", vec![(Rule::TextMalformed, "familyName")], RegisterHousehold { family_name: "N\nM".to_owned(), ..input() }),
            ("a name that turns what follows", vec![(Rule::TextMalformed, "members")], one(&|member| "N\u{202e}M".clone_into(&mut member.family_name))),
            ("an officer of another landlord", vec![(Rule::NotLandlordStaff, "landlordContactId")], by(people.other_officer.id())),
            ("a number that cannot be kept", vec![(Rule::NationalRequestNumberMalformed, "nationalRequestNumber")], number("1\0")),
            ("a member without a given name", vec![(Rule::TextRequired, "members")], one(&|member| member.given_name = String::new())),
            ("a member with a long name", vec![(Rule::TextTooLong, "members")], one(&|member| member.family_name = too_long(200))),
            ("nobody", vec![(Rule::ApplicantRequired, "members")], members(vec![])),
            ("no applicant", vec![(Rule::ApplicantRequired, "members")], one(&|member| member.relationship = Relationship::Partner)),
            ("two applicants", vec![(Rule::ApplicantRequired, "members")], members(vec![applicant.clone(), applicant.clone()])),
            (
                "thousands of members without a name",
                vec![
                    (Rule::TextRequired, "members"),
                    (Rule::ApplicantRequired, "members"),
                    (Rule::TooManyMembers, "members"),
                ],
                members(vec![NewMember { given_name: String::new(), ..applicant.clone() }; 8_000]),
            ),
            (
                "twenty-one members",
                vec![(Rule::TooManyMembers, "members")],
                members(
                    std::iter::once(applicant.clone())
                        .chain(vec![NewMember { relationship: Relationship::Other, ..applicant.clone() }; 20])
                        .collect(),
                ),
            ),
            ("born tomorrow", vec![(Rule::DateInFuture, "members")], one(&|member| member.birth_date = Some(world.day(1)))),
            ("born too long ago", vec![(Rule::DateOutOfRange, "members")], one(&|member| member.birth_date = Some(date("1899-12-31")))),
            (
                "born after the calendar",
                vec![(Rule::DateOutOfRange, "members"), (Rule::DateInFuture, "members")],
                one(&|member| member.birth_date = Some(chrono::NaiveDate::MAX)),
            ),
            ("no ground", vec![(Rule::PriorityGroundRequired, "priorityGrounds")], grounds(false, false)),
            ("a ground the programme does not take", vec![(Rule::PriorityGroundNotEligible, "priorityGrounds")], grounds(true, true)),
            ("an empty number", vec![(Rule::NationalRequestNumberMalformed, "nationalRequestNumber")], number("")),
            ("a number in small letters", vec![(Rule::NationalRequestNumberMalformed, "nationalRequestNumber")], number("a1")),
            ("a number of 21", vec![(Rule::NationalRequestNumberMalformed, "nationalRequestNumber")], number(&"1".repeat(21))),
            ("a number with an accent", vec![(Rule::NationalRequestNumberMalformed, "nationalRequestNumber")], number("É1")),
            ("a number taken", vec![(Rule::NationalRequestNumberTaken, "nationalRequestNumber")], number(taken.as_deref().unwrap())),
            (
                "all at once",
                vec![
                    (Rule::TextRequired, "familyName"),
                    (Rule::ApplicantRequired, "members"),
                    (Rule::PriorityGroundRequired, "priorityGrounds"),
                    (Rule::NationalRequestNumberMalformed, "nationalRequestNumber"),
                ],
                RegisterHousehold {
                    family_name: String::new(),
                    members: vec![],
                    grounds: PriorityGrounds::default(),
                    ..number("?")
                },
            ),
        ];
        let mut refusals = Refusals::new(&world);
        // What is wrong in any case must not tell whether a number is known.
        let probe = RegisterHousehold { members: vec![], ..number(taken.as_deref().unwrap()) };
        refusals.expect("a number tried out", &[(Rule::ApplicantRequired, "members")], register(&world.db, &world.act(&people.officer), probe)).await;
        for (case, expected, input) in cases {
            refusals.expect(case, &expected, register(&world.db, &world.act(&people.officer), input)).await;
        }
        let gone = world.register_household().await.id;
        let elsewhere = world.register_household().await.id;
        let other = world.another_programme("Autre programme").await;
        let other = programme::record(&world.db, &world.system(), other).await.unwrap();
        world.sql(&format!("UPDATE household SET stage = 'EXITED' WHERE id IN ('{gone}', '{elsewhere}')")).await;
        world.sql(&format!("UPDATE household SET programme_id = '{other}' WHERE id = '{elsewhere}'")).await;
        let back = |id: &HouseholdId| RegisterHousehold { former_household_id: Some(id.clone()), ..input() };
        let waiting = world.register_household().await.id;
        world.come_back(&gone).await;
        let by_other = world.act(&people.other_officer);
        let of_other_officer = RegisterHousehold { landlord_contact_id: None, ..back(&gone) };
        let field = "formerHouseholdId";
        refusals.expect("of another landlord", &[(Rule::NotFound, field)], register(&world.db, &by_other, of_other_officer)).await;
        for (case, rule, input) in [
            ("no such former household", Rule::NotFound, back(&nothing())),
            ("one that has not left", Rule::FormerHouseholdNotExited, back(&waiting)),
            ("one of another programme", Rule::FormerHouseholdOfOtherProgramme, back(&elsewhere)),
            ("one that is back", Rule::FormerHouseholdBackAlready, back(&gone)),
        ] {
            refusals.expect(case, &[(rule, field)], register(&world.db, &world.act(&people.officer), input)).await;
        }
        for person in [&people.administrator, &people.social_worker, &people.funder, &people.member] {
            refusals.expect("by role", &[(Rule::Forbidden, "")], register(&world.db, &world.act(person), input())).await;
        }
        let nobody = RegisterHousehold { landlord_contact_id: None, ..input() };
        let system = Act { actor: &Actor::System, ..world.system() };
        refusals.expect("by nobody", &[(Rule::NotFound, "landlordContactId")], register(&world.db, &system, nobody.clone())).await;
        // sic: without a contact named, whoever acts is taken for it.
        refusals.expect("the coordinator as contact", &[(Rule::NotLandlordStaff, "landlordContactId")], register(&world.db, &world.act(&people.coordinator), nobody)).await;
        refusals.are(RULES);
    }
}
