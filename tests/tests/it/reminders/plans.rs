//! What planning costs follows what is due: its statements go by an index, however many households there are.

use entity::operations::reminder::due_query;
use sea_orm::{ConnectionTrait, QueryTrait, Statement};
use tests::smtp::Sink;
use tests::{Kind, World, both_databases};
use worker::planner::plan;

use super::walk::worker;

both_databases! {
    async fn what_is_due_is_found_by_an_index(world: World) {
        world.supported(5_000, 10, world.day(91)).await;
        let environment = worker(&world, &Sink::start().await).await;
        assert_eq!(plan(&environment).await.unwrap().recorded, 0);
        world.sql("ANALYZE").await;
        let told = explain(&world, due_query(world.hour(1, 8)).build(world.db.get_database_backend())).await;
        assert!(told.contains("reminder_watch_due"), "{told}");
        assert!(!told.contains("SCAN reminder_watch\n") && !told.contains("Seq Scan"), "{told}");
    }

    async fn a_round_looks_at_what_is_due_and_at_what_was_written_about(world: World) {
        world.supported(300, 3, world.day(91)).await;
        let household = world.register_household().await;
        let environment = worker(&world, &Sink::start().await).await;
        let first = plan(&environment).await.unwrap();
        assert!(first.places > 300, "{first:?}");
        assert_eq!(plan(&environment).await.unwrap().places, 0);
        // Somebody writes about one household.
        world.preselect(&household.id).await;
        let round = plan(&environment).await.unwrap();
        assert!((1..=3).contains(&round.places), "the household, its meeting: {round:?}");
        // The day comes of some, and of none other.
        world.clock.set(world.hour(1, 8));
        let round = plan(&environment).await.unwrap();
        assert_eq!((round.places, round.recorded), (3, 3));
        assert_eq!(plan(&environment).await.unwrap().places, 0);
    }
}

async fn explain(world: &World, mut statement: Statement) -> String {
    let (explain, column) = match world.kind {
        Kind::Sqlite => ("EXPLAIN QUERY PLAN", 3),
        Kind::Postgres => ("EXPLAIN", 0),
    };
    statement.sql = format!("{explain} {}", statement.sql);
    let rows = world.db.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(column).unwrap() + "\n").collect()
}
