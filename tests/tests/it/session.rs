//! Signing in and out, and the bearer token's life.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use entity::model::access_token;
use entity::operations::session::{self, TOKEN_LIFE, authenticate, sign_in, sign_out};
use entity::refusal::{OperationError, Rule};
use entity::types::{EventKind, Role};
use sea_orm::EntityTrait;
use serde_json::json;
use tests::{Person, Refusals, World, both_databases};

const PASSWORD: &str = "un mot de passe d’essai";

/// The rules that signing in can break.
pub(crate) const RULES: &[Rule] = &[Rule::BadCredentials];

both_databases! {
    async fn the_right_password_gives_a_token(world: World) {
        let person = account(&world, "Account").await;
        let log = world.log().await;
        // The address is taken as people type it.
        let signed_in = enter(&world, "  ACCOUNT@essai.TEST ", PASSWORD).await.unwrap();
        assert_eq!(signed_in.staff.id, person.staff.id);
        assert_eq!(signed_in.expires_at, world.clock.now() + TOKEN_LIFE);
        let event = log.only_event().await;
        assert_eq!((event.kind, event.actor_id), (EventKind::SignedIn, Some(person.id())));
        assert_eq!((event.subject_id, event.changes), (person.staff.id.to_string(), json!({})));

        let who = authenticate(&world.db, world.clock.now(), &signed_in.token).await.unwrap();
        assert_eq!(who, Some((person.viewer(), signed_in.expires_at)));
        let another = enter(&world, "account@essai.test", PASSWORD).await.unwrap();
        assert_ne!(another.token, signed_in.token);
    }

    async fn nobody_else_gets_in_and_all_are_answered_alike(world: World) {
        account(&world, "account").await;
        account(&world, "gone").await;
        world.sql("UPDATE staff SET active = false WHERE email = 'gone@essai.test'").await;
        let mut refusals = Refusals::new(&world);
        for (case, email, password) in [
            ("wrong password", "account@essai.test", "un autre"),
            ("empty password", "account@essai.test", ""),
            ("padded password", "account@essai.test", &format!("{PASSWORD} ")),
            ("unknown address", "nobody@essai.test", PASSWORD),
            ("empty address", "", PASSWORD),
            ("a person who left", "gone@essai.test", PASSWORD),
            ("a person without an account", "officer@essai.test", ""),
            ("a text that is no address", "' OR 1=1 --", PASSWORD),
            ("a text that no database compares", "account@essai.test\0", PASSWORD),
        ] {
            let answer = async { enter(&world, email, password).await.map(|_| ()) };
            refusals.expect(case, &[(Rule::BadCredentials, "")], answer).await;
        }
        refusals.are(RULES);
    }

    async fn a_token_ends_at_its_time_or_when_it_is_revoked(world: World) {
        let person = account(&world, "account").await;
        let start = world.clock.now();
        let token = enter(&world, "account@essai.test", PASSWORD).await.unwrap().token;
        let other = enter(&world, "account@essai.test", PASSWORD).await.unwrap().token;
        let good = async |token: &str, now| authenticate(&world.db, now, token).await.unwrap().is_some();
        assert!(good(&token, start).await);
        assert!(good(&token, start + TOKEN_LIFE - TimeDelta::microseconds(1)).await);
        assert!(!good(&token, start + TOKEN_LIFE).await, "over at the very instant");

        world.clock.advance(TimeDelta::hours(1));
        let log = world.log().await;
        sign_out(&world.db, &world.act(&person), &token).await.unwrap();
        let event = log.only_event().await;
        assert_eq!((event.kind, event.actor_id), (EventKind::SignedOut, Some(person.id())));
        assert!(!good(&token, world.clock.now()).await);
        assert!(good(&other, world.clock.now()).await, "the other one goes on");

        let log = world.log().await;
        sign_out(&world.db, &world.act(&person), &token).await.unwrap();
        sign_out(&world.db, &world.act(&person), "psl_unknown").await.unwrap();
        log.nothing().await;

        world.sql("UPDATE staff SET active = false WHERE email = 'account@essai.test'").await;
        assert!(!good(&other, world.clock.now()).await, "whoever leaves is out at once");
    }

    async fn neither_token_nor_password_is_kept_in_clear(world: World) {
        account(&world, "account").await;
        let token = enter(&world, "account@essai.test", PASSWORD).await.unwrap().token;
        let secret = token.strip_prefix("psl_").unwrap();
        assert_eq!(secret.len(), 43, "256 bits in base64");
        let everything = format!("{:?}", world.snapshot().await);
        assert!(!everything.contains(secret) && !everything.contains(PASSWORD));
        assert!(everything.contains("$argon2id$"));
        let kept = access_token::Entity::find().one(&world.db).await.unwrap().unwrap();
        assert!(kept.token_hash.len() == 64 && kept.token_hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
        // What is kept is no token.
        assert_eq!(authenticate(&world.db, world.clock.now(), &kept.token_hash).await.unwrap(), None);
    }

    async fn an_unknown_address_costs_as_much_as_a_wrong_password(world: World) {
        account(&world, "account").await;
        let mut quickest = [Duration::MAX; 3];
        // In turn, and again as long as it may be the machine that is busy: without argon2 at work an answer
        // would come many times sooner, however often it is asked.
        for _ in 0..40 {
            for (quickest, email) in quickest.iter_mut().zip(["account", "nobody", "officer"]) {
                let start = Instant::now();
                assert!(enter(&world, &format!("{email}@essai.test"), "un autre").await.is_err());
                *quickest = start.elapsed().min(*quickest);
            }
            let [known, unknown, without_account] = quickest;
            if unknown * 2 > known && without_account * 2 > known {
                break;
            }
        }
        let [known, unknown, without_account] = quickest;
        assert!(known > Duration::from_millis(2), "argon2 was at work: {known:?}");
        assert!(unknown * 2 > known, "unknown {unknown:?}, known {known:?}");
        assert!(without_account * 2 > known, "without an account {without_account:?}, known {known:?}");
    }
}

async fn account(world: &World, name: &str) -> Person {
    world.hire(&world.organisations.ccas.id, Role::SocialWorker, name, Some(PASSWORD)).await
}

async fn enter(world: &World, email: &str, password: &str) -> Result<session::SignedIn, OperationError> {
    sign_in(&world.db, world.clock.now(), &world.chance, email, password).await
}
