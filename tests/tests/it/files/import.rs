//! `passerelle import`: tried first, all or nothing, each line told by its number and no person by their name.

use entity::operations::household::{Entry, RegisterHousehold, register_all};
use entity::types::EventKind;
use tests::{CONFIDENTIAL, World, both_databases};

use super::{passerelle, said};

const HEADINGS: &str = "\u{feff}Numéro unique;Nom;Prénom;Lien;Date de naissance;DALO\r\n";

/// A file of lines in a folder of its own.
fn file(lines: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("households.csv");
    std::fs::write(&path, format!("{HEADINGS}{lines}")).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

fn good() -> String {
    format!(
        "014A;{CONFIDENTIAL} Un;Anne;;01/02/1980;oui\r\n;{CONFIDENTIAL} Un;Zoé;enfant;03/04/2015;\r\n\
         014B;{CONFIDENTIAL} Deux;Paul;demandeur;1979-12-31;x\r\n"
    )
}

both_databases! {
    async fn households_are_imported_once(world: World) {
        let officer = world.people.officer.staff.email.clone();
        let (_folder, path) = file(&good());
        let before = world.snapshot().await;
        let (code, tried) = said(&passerelle(&world, &["import", &path, "--as", &officer]).await);
        assert_eq!(code, 0, "{tried}");
        assert!(tried.contains("lines 2 to 3: can be created\nline 4: can be created\n2 households: 2 new"), "{tried}");
        before.assert_same(&world.snapshot().await, "a trial");

        let (code, done) = said(&passerelle(&world, &["import", &path, "--as", &officer, "--apply"]).await);
        assert_eq!(code, 0, "{done}");
        assert!(done.contains("lines 2 to 3: created\nline 4: created\n"), "{done}");
        let events = world.events_of(EventKind::HouseholdRegistered).await;
        assert_eq!(events.len(), 2);
        assert!(events.iter().all(|event| event.actor_id == Some(world.people.officer.id())));

        // The same again, with another day of birth: it is known, told, and left as it is.
        let (_folder, path) = file(&good().replace("31/12/1979", "").replace("1979-12-31", "1979-12-30"));
        let before = world.snapshot().await;
        let (code, again) = said(&passerelle(&world, &["import", &path, "--as", &officer, "--apply"]).await);
        assert_eq!(code, 0, "{again}");
        assert!(again.contains("lines 2 to 3: known already, M-"), "{again}");
        assert!(again.contains("left as it is, other than the file in birthDate\n"), "{again}");
        assert!(again.contains("0 new, 2 known already, 0 refused"), "{again}");
        before.assert_same(&world.snapshot().await, "known households");
        for text in [tried, done, again] {
            assert!(!text.contains(CONFIDENTIAL) && !text.contains("014"), "{text}");
        }
    }

    async fn one_line_that_will_not_do_holds_back_all(world: World) {
        let taken = world.register_household().await.national_request_number.unwrap();
        let other = &world.people.other_officer.staff.email;
        let lines = format!(
            "{}014C;{CONFIDENTIAL};A;;32/01/1980;x\n014d?;{CONFIDENTIAL};A;;;x\n014E;;A;;;\n{taken};{CONFIDENTIAL};A;;;x\n\
             014A;{CONFIDENTIAL};A;;;x\n014F;{CONFIDENTIAL} Deux;PAUL;;31/12/1979;x\n",
            good()
        );
        let (_folder, path) = file(&lines);
        let before = world.snapshot().await;
        // Another landlord may not know the household that has the number.
        let (code, text) = said(&passerelle(&world, &["import", &path, "--as", other, "--apply"]).await);
        assert_eq!(code, 1, "{text}");
        for line in [
            "line 5, birthDate: refused, DATE_MALFORMED: ",
            "line 6, nationalRequestNumber: refused, NATIONAL_REQUEST_NUMBER_MALFORMED: ",
            "line 7, familyName: refused, TEXT_REQUIRED: ",
            "line 7, priorityGrounds: refused, PRIORITY_GROUND_REQUIRED: ",
            "line 8, nationalRequestNumber: refused, NATIONAL_REQUEST_NUMBER_TAKEN: ",
            "line 9, nationalRequestNumber: refused, REPEATED_IN_FILE: ",
            "line 10, members: refused, POSSIBLE_DUPLICATE: ",
            "8 households: 2 new, 0 known already, 6 refused. Nothing is written",
        ] {
            assert!(text.contains(line), "{line} not in {text}");
        }
        assert!(!text.contains(CONFIDENTIAL) && !text.contains(&taken), "{text}");
        before.assert_same(&world.snapshot().await, "a line that will not do");
    }

    async fn whoever_may_not_register_imports_nothing(world: World) {
        let (_folder, path) = file(&good());
        let before = world.snapshot().await;
        let people = &world.people;
        for person in [&people.social_worker, &people.funder, &people.member, &people.administrator] {
            let (code, text) = said(&passerelle(&world, &["import", &path, "--as", &person.staff.email]).await);
            assert_eq!(code, 2, "{text}");
        }
        // A coordinator registers what an officer proposes, whom the command names.
        let coordinator = people.coordinator.staff.email.as_str();
        let (code, text) = said(&passerelle(&world, &["import", &path, "--as", coordinator]).await);
        assert!(code == 1 && text.contains("NOT_LANDLORD_STAFF"), "{text}");
        let officer = people.officer.staff.email.as_str();
        let (code, text) = said(&passerelle(&world, &["import", &path, "--as", coordinator, "--landlord-contact", officer]).await);
        assert_eq!(code, 0, "{text}");
        for (arguments, why) in [
            (vec!["import", path.as_str(), "--as", "nobody@essai.test"], "nobody"),
            (vec!["import", "absent.csv", "--as", officer], "cannot be read"),
            (vec!["import", path.as_str(), "--as", officer, "--programme", "prg_0"], "identifier"),
        ] {
            let (code, text) = said(&passerelle(&world, &arguments).await);
            assert!(code == 2 && text.contains(why), "{text}");
        }
        before.assert_same(&world.snapshot().await, "refused imports");
    }

    async fn a_batch_is_one_act_of_which_nothing_stays_when_it_is_refused(world: World) {
        let officer = &world.people.officer;
        let bad = RegisterHousehold { family_name: String::new(), ..world.household_input() };
        let before = world.snapshot().await;
        let inputs = vec![world.household_input(), bad, world.household_input()];
        let batch = register_all(&world.db, &world.act(officer), inputs, true, || {}).await.unwrap();
        assert!(!batch.written);
        let kinds: Vec<_> = batch.entries.iter().map(|entry| matches!(entry, Entry::Registered(_))).collect();
        assert_eq!(kinds, [true, false, true]);
        before.assert_same(&world.snapshot().await, "a batch with a refusal");
        let twice = world.household_input();
        let batch = register_all(&world.db, &world.act(officer), vec![twice.clone(), twice], true, || {}).await.unwrap();
        assert!(batch.written && matches!(&batch.entries[1], Entry::Known { differs, .. } if differs.is_empty()));
    }
}
