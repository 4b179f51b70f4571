//! Any acts, in any order, by several people at once: whatever they try, the database holds what the rules promise, and
//! the log says what the database holds.

mod acts;
mod promises;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use entity::operations::Act;
use entity::refusal::OperationError;
use futures::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use strum::IntoEnumIterator;
use tests::{World, both_databases};
use tokio::sync::Barrier;

use self::acts::{Deed, Stage};

/// How often everybody tries something, and the promises are looked at, at least: on as many days.
const ROUNDS: usize = 40;

/// How often at most, until every act was done once: what never happens breaks no promise.
const MOST_ROUNDS: usize = 400;

/// What each person tries in a round.
const TRIES: usize = 8;

/// Where a history begins: given by hand to see another, or the same again.
const SEED: &str = "SEQUENCES_SEED";

both_databases! {
    async fn whatever_is_tried_in_whatever_order_the_promises_hold(world: World) {
        let seed = std::env::var(SEED).ok().map_or(2026, |seed| seed.parse().unwrap());
        let mut chance = StdRng::seed_from_u64(seed);
        let stage = Arc::new(Stage::set(&world).await);
        let mut done: BTreeMap<Deed, usize> = BTreeMap::new();
        let never = |done: &BTreeMap<Deed, usize>| Deed::iter().filter(|deed| !done.contains_key(deed)).collect::<Vec<_>>();
        for round in 0..MOST_ROUNDS {
            if round >= ROUNDS && never(&done).is_empty() {
                break;
            }
            for deed in together(&world, &stage, &mut chance, never(&done)).await {
                *done.entry(deed).or_default() += 1;
            }
            promises::hold(&world, &format!("{SEED}={seed}, round {round}")).await;
            world.clock.advance(TimeDelta::days(chance.random_range(0..20)) + TimeDelta::minutes(1));
        }
        assert!(never(&done).is_empty(), "never done: {:?}; done: {done:?}", never(&done));
    }
}

/// Everybody tries something at once, each from a process of their own. Returns what was done; whatever was not is
/// refused by a rule, and by nothing else.
async fn together(world: &World, stage: &Arc<Stage>, chance: &mut StdRng, never_done: Vec<Deed>) -> Vec<Deed> {
    let people = &world.people;
    let everybody = [&people.coordinator, &people.manager, &people.social_worker, &people.officer];
    let start = Arc::new(Barrier::new(everybody.len()));
    let mut tasks = Vec::new();
    for person in everybody {
        let (world, stage, start, person) = (world.elsewhere().await, stage.clone(), start.clone(), person.clone());
        let never_done = never_done.clone();
        let mut chance = StdRng::seed_from_u64(chance.random());
        tasks.push(tokio::spawn(async move {
            start.wait().await;
            let mut done = Vec::new();
            for _ in 0..TRIES {
                let deed = Deed::any(&mut chance, &never_done);
                let act = Act::new(&person.actor, world.clock.now(), &world.chance);
                match stage.attempt(&world, &act, deed, &mut chance).await {
                    Ok(true) => done.push(deed),
                    Ok(false) | Err(OperationError::Refused(_)) => {}
                    Err(error) => panic!("{deed:?}: {error:?}"),
                }
            }
            done
        }));
    }
    join_all(tasks).await.into_iter().flat_map(|done| done.unwrap()).collect()
}
