//! Each kind of mail, in every state that changes its words, as a file in `worker/golden`: what a person reads as text, as a
//! page and in a calendar. Whoever changes a template sees there what becomes of every mail, and opens the pages in a
//! browser.
//!
//! To accept what changed, after reading the difference: `UPDATE_GOLDEN=1 cargo test -p worker golden`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use chrono::{TimeZone, Utc};

use super::calendar::invitation;
use super::content::Rendered;
use super::content::tests::every_kind;

#[test]
fn every_kind_of_mail_reads_as_its_golden_files() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden");
    let sent_at = Utc.with_ymd_and_hms(2026, 2, 23, 7, 5, 9).unwrap();
    let mut mails = BTreeMap::new();
    for (name, content) in every_kind() {
        let Rendered { subject, text, html } = content.render().unwrap();
        mails.insert(format!("{name}.txt"), format!("{subject}\n\n{text}"));
        mails.insert(format!("{name}.html"), html);
        if let Some((method, meeting)) = content.calendar() {
            let object = invitation(method, meeting, "marie.martin@example.fr", sent_at).unwrap();
            mails.insert(format!("{name}.ics"), object.replace("\r\n", "\n"));
        }
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, mail) in &mails {
            fs::write(folder.join(name), mail).unwrap();
        }
    }
    for (name, mail) in &mails {
        let golden = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert_eq!(mail, &golden, "{name} reads otherwise: UPDATE_GOLDEN=1 cargo test -p worker golden");
    }
    let files = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(files.collect::<BTreeSet<_>>(), mails.into_keys().collect(), "a golden file of no mail");
}
