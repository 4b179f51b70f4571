//! A round of the planner over very many open measures of which few are due.

use std::time::Instant;

use tests::World;
use tests::smtp::Sink;
use worker::Environment;
use worker::planner::plan;
use worker::settings::Settings;

use crate::say;

pub(crate) async fn measure(world: World, measures: usize, due: usize) {
    // Tomorrow ninety days before the first of them end.
    world.supported(measures, due, world.day(91)).await;
    let smtp = Sink::start().await.url();
    let settings = Settings::from_lookup(|name| (name == "SMTP_URL").then(|| smtp.clone())).unwrap();
    let db = world.another_pool(4).await;
    let environment = Environment::new(&settings, db, world.clock.clone(), world.chance.clone());
    let begun = Instant::now();
    let first = plan(&environment).await.unwrap();
    assert_eq!(first.recorded, 0);
    say(&format!(
        "- {measures} open measures seen for the first time, none due: {:.2} s",
        begun.elapsed().as_secs_f64()
    ));
    world.sql("ANALYZE").await;

    world.clock.set(world.hour(1, 8));
    let begun = Instant::now();
    let round = plan(&environment).await.unwrap();
    let took = begun.elapsed();
    assert_eq!(round.recorded, due as u64);
    say(&format!(
        "- {measures} open measures, {due} due: planned in {:.3} s, {} households looked at",
        took.as_secs_f64(),
        round.places
    ));
    let begun = Instant::now();
    assert_eq!(plan(&environment).await.unwrap().recorded, 0);
    say(&format!("- the same again, nothing due: {:.4} s", begun.elapsed().as_secs_f64()));
}
