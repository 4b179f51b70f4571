//! Defaults that work, errors that name the mend, and passwords that are never shown.

use super::*;

fn read(variables: &[(&str, &str)]) -> Result<Settings, Vec<SettingError>> {
    Settings::from_lookup(|name| {
        variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    })
}

fn told(variables: &[(&str, &str)]) -> Vec<String> {
    read(variables).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_set_is_a_development_machine() {
    for variables in [&[][..], &[("SMTP_URL", " "), ("DATABASE_POOL", ""), ("APP_CLOCK", "")]] {
        let settings = read(variables).unwrap();
        assert_eq!(settings.database_url, "sqlite://passerelle.sqlite");
        assert_eq!((settings.database_pool, settings.worker_concurrency), (8, 8));
        assert!(settings.smtp.is_none() && settings.app_clock.is_none());
        assert_eq!(settings.mail_from, "Passerelle <passerelle@localhost>");
        assert_eq!(settings.public_url, "http://127.0.0.1:8000");
        assert_eq!(settings.app_env, AppEnv::Development);
        assert!(settings.warnings().is_empty());
        assert!(!settings.links.are_secret() && settings.known_default().is_some());
    }
}

#[test]
fn what_is_set_is_used() {
    let settings = read(&[
        ("DATABASE_URL", "postgres://app:se%40cret@db/passerelle"),
        ("SMTP_URL", "smtp://mail.example.fr:25"),
        ("MAIL_FROM", "Passerelle – suivi <noreply@example.fr>"),
        ("PUBLIC_URL", "https://example.fr/passerelle/"),
        ("APP_CLOCK", "2026-03-01T08:00:00+01:00"),
        ("WORKER_CONCURRENCY", "2"),
        ("LINK_SECRETS", "a new secret of more than thirty-two bytes, an old secret of more than thirty-two bytes"),
    ])
    .unwrap();
    assert!(settings.links.are_secret() && settings.known_default().is_none());
    assert_eq!(settings.public_url, "https://example.fr/passerelle");
    assert_eq!(settings.app_clock, Some("2026-03-01T07:00:00Z".parse().unwrap()));
    let started = settings.clock().now() - settings.app_clock.unwrap();
    assert!(started.num_seconds() < 5);
    assert!(!format!("{settings:?}").contains("se%40cret"));
}

#[test]
fn every_error_is_told_at_once_on_one_line_without_a_password() {
    let told = told(&[
        ("APP_ENV", "prod"),
        ("DATABASE_URL", "mysql://app:hunter2@db/x"),
        ("DATABASE_POOL", "many"),
        ("SMTP_URL", "http://user:hunter2@mail"),
        ("MAIL_FROM", "nobody"),
        ("PUBLIC_URL", "passerelle"),
        ("APP_CLOCK", "yesterday"),
        ("WORKER_CONCURRENCY", "0"),
        ("LINK_SECRETS", "hunter2"),
    ]);
    assert_eq!(told.len(), 9, "{told:#?}");
    assert_eq!(told[0], "APP_ENV=prod cannot be used: write development or production");
    assert_eq!(
        told[1],
        "DATABASE_URL=mysql://app:***@db/x cannot be used: \
         write sqlite://file or postgres://user:password@host/database"
    );
    assert!(told.iter().all(|line| !line.contains("hunter2") && !line.contains('\n')), "{told:#?}");
}

#[test]
fn production_wants_a_mail_server_a_secret_and_the_present_time() {
    let told = told(&[("APP_ENV", "production"), ("APP_CLOCK", "2026-03-01T08:00:00+01:00")]);
    assert_eq!(told.len(), 3);
    assert_eq!(told[0], "SMTP_URL is not set: APP_ENV=production sends real mail; name its server");
    assert!(told[1].starts_with("LINK_SECRETS is not set: APP_ENV=production signs the links"), "{}", told[1]);
    assert!(told[2].starts_with("APP_CLOCK=2026-03-01T08:00:00+01:00 cannot be used"), "{}", told[2]);
    let secret = ("LINK_SECRETS", "a secret of more than thirty-two bytes");
    let settings = read(&[("APP_ENV", "production"), ("SMTP_URL", "smtp://mail.example.fr"), secret]).unwrap();
    assert_eq!(settings.warnings().len(), 2, "sender and links still name this machine");
}

#[test]
fn only_a_database_that_lasts_is_taken() {
    for url in ["sqlite://:memory:", "sqlite://x?mode=memory", "sqlite://", "sqlite::memory:", "postgres://a b", "file"]
    {
        assert!(read(&[("DATABASE_URL", url)]).is_err(), "{url}");
    }
    for url in ["sqlite:///var/lib/x.sqlite?mode=rwc", "postgresql://db/x", "postgres:///x?host=/run/postgresql"] {
        assert!(read(&[("DATABASE_URL", url)]).is_ok(), "{url}");
    }
}

#[test]
fn passwords_are_masked_wherever_they_stand() {
    for (url, shown) in [
        ("postgres://app:hunter2@db/x", "postgres://app:***@db/x"),
        ("postgres://db/x?user=a&password=hunter2", "postgres://db/x?***"),
        ("postgres://app:12/hunter2@db/x", "postgres://…"),
        ("smtps://a%40b.fr:hunter2@mail:465", "smtps://a%40b.fr:***@mail:465"),
        ("postgres://app:hunt er2@db:port/x", "postgres://…"),
        ("app:hunter2@db", "…"),
        ("sqlite://passerelle.sqlite?mode=rwc", "sqlite://passerelle.sqlite?mode=rwc"),
    ] {
        assert_eq!(masked(url), shown);
    }
}
