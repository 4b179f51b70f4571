//! The schema goes up, down and up again, on both databases, and leaves nothing behind.

use entity::database::begin;
use entity::funding::shares;
use entity::model::programme_form::ProgrammeForm;
use entity::model::{programme, programme_version, support_intensity_period, unit_rate};
use entity::operations::programme_opinion::{WithdrawOpinion, withdraw};
use entity::types::{FormVersionKind, OpinionLevel, RateComponent, RateProration, RentalModality, ShareBase};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryOrder, Statement};
use tests::{Empty, both_databases};

both_databases! {
    async fn the_schema_goes_up_down_and_up_again(empty: Empty) {
        let db = &empty.db;
        Migrator::up(db, None).await.unwrap();
        let first = schema(db).await;
        assert!(first.len() > 100, "tables, columns, constraints, indexes and triggers: {first:#?}");

        Migrator::down(db, None).await.unwrap();
        let nothing: Vec<String> = Vec::new();
        assert_eq!(schema(db).await, nothing);

        Migrator::up(db, None).await.unwrap();
        assert_eq!(schema(db).await, first);
    }

    async fn each_step_down_undoes_its_step_up(empty: Empty) {
        let db = &empty.db;
        let mut steps = vec![schema(db).await];
        for _ in Migrator::migrations() {
            Migrator::up(db, Some(1)).await.unwrap();
            steps.push(schema(db).await);
        }
        while let Some(above) = steps.pop() {
            assert_eq!(schema(db).await, above);
            if !steps.is_empty() {
                Migrator::down(db, Some(1)).await.unwrap();
            }
        }
    }

    async fn going_up_twice_is_harmless(empty: Empty) {
        let db = &empty.db;
        Migrator::up(db, None).await.unwrap();
        let first = schema(db).await;
        Migrator::up(db, None).await.unwrap();
        assert_eq!(schema(db).await, first);
    }

    async fn a_schema_full_of_rows_goes_down_too(world: tests::World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let input = world.extension_input(&measure);
        let act = world.act(&world.people.coordinator);
        entity::operations::support::extend(&world.db, &act, input).await.unwrap();
        world.sliding_lease(&household.id).await;
        entity::jobs::Queue::new(&world.db).uninstall().await.unwrap();
        // As the product does it: all of it or nothing.
        let tx = begin(&world.db).await.unwrap();
        Migrator::down(&tx, None).await.unwrap();
        tx.commit().await.unwrap();
        let left = schema(&world.db).await;
        assert!(left.is_empty(), "{left:#?}");
    }

    async fn rates_and_shares_that_are_there_get_their_time_and_what_they_fund(world: tests::World) {
        let db = &world.db;
        let purpose = "la gestion locative adaptée conditionnelle (bail glissant et sous-location le cas échéant)";
        world.sql(&format!("UPDATE funding_share SET purpose = '{purpose}'")).await;
        let name = "m20261127_000003_funding";
        let steps = steps_down_to(name);
        Migrator::down(db, Some(steps)).await.unwrap();
        Migrator::up(db, Some(steps)).await.unwrap();
        let rates = unit_rate::Entity::find().all(db).await.unwrap();
        let starts_on = programme::Entity::find().one(db).await.unwrap().unwrap().starts_on;
        assert_eq!(rates.len(), 1);
        assert_eq!((rates[0].valid_from, rates[0].valid_until), (starts_on, None));
        assert_eq!((rates[0].proration, rates[0].amount_cents), (RateProration::Undivided, 5_000));
        let (row, share) = shares(db, [world.programme_id.as_str()]).await.unwrap().remove(0);
        assert_eq!((row.base, row.component), (ShareBase::Whole, Some(RateComponent::AdaptedRentalManagement)));
        let named: Vec<_> = share.modalities.iter().map(|named| (named.modality, named.where_applicable)).collect();
        assert_eq!(named, [(RentalModality::SlidingLease, false), (RentalModality::Sublease, true)]);
    }

    async fn what_the_programmes_that_are_there_state_is_their_first_version(world: tests::World) {
        let db = &world.db;
        world.sql("UPDATE programme SET fndollts_applied = true, regional_comment = 'l’avis \"régional\"'").await;
        let recorded = programme_version::Entity::find().one(db).await.unwrap().unwrap();
        entity::jobs::Queue::new(db).uninstall().await.unwrap();
        let steps = steps_down_to("m20261128_000031_programme_version");
        Migrator::down(db, Some(steps)).await.unwrap();
        Migrator::up(db, Some(steps)).await.unwrap();
        let kept = programme_version::Entity::find().all(db).await.unwrap();
        let form = ProgrammeForm {
            fndollts_applied: Some(true),
            regional_comment: "l’avis \"régional\"".to_owned(),
            // What there was no place for.
            partners: Vec::new(),
            yearly_targets: Vec::new(),
            ..recorded.form.clone()
        };
        let id = format!("prv_{}", &world.programme_id.as_str()[4..]).parse().unwrap();
        assert_eq!(kept, [programme_version::Model { id, form, ..recorded }]);
    }

    async fn of_several_versions_the_last_is_the_first_when_it_went_down_and_up(world: tests::World) {
        let db = &world.db;
        let last = world.give_opinion().await;
        assert_eq!(last.version, 2);
        entity::jobs::Queue::new(db).uninstall().await.unwrap();
        let steps = steps_down_to("m20261128_000031_programme_version");
        Migrator::down(db, Some(steps)).await.unwrap();
        Migrator::up(db, Some(steps)).await.unwrap();
        let kept = programme_version::Entity::find().one(db).await.unwrap().unwrap();
        assert_eq!((kept.version, kept.kind, kept.reason), (1, FormVersionKind::Recorded, None));
        assert_eq!((kept.form.departmental_opinion, kept.form.departmental_opinion_on), (last.departmental_opinion, None));
        assert_eq!(programme::Entity::find().one(db).await.unwrap().unwrap().version, 1);
    }

    async fn a_withdrawal_goes_down_as_a_revision(world: tests::World) {
        let db = &world.db;
        world.give_opinion().await;
        let input = WithdrawOpinion {
            programme_id: world.programme_id.clone(),
            level: OpinionLevel::Departmental,
            reason: "erreur".to_owned(),
        };
        withdraw(db, &world.act(&world.people.manager), input).await.unwrap();
        let versions = async || {
            let rows = programme_version::Entity::find().order_by_asc(programme_version::Column::Version).all(db).await;
            rows.unwrap()
        };
        let before = versions().await;
        entity::jobs::Queue::new(db).uninstall().await.unwrap();
        let steps = steps_down_to("m20261128_000051_opinion_withdrawal");
        Migrator::down(db, Some(steps)).await.unwrap();
        Migrator::up(db, Some(steps)).await.unwrap();
        let after = versions().await;
        assert_eq!(after[..2], before[..2]);
        assert_eq!(after[2], programme_version::Model { kind: FormVersionKind::Revised, ..before[2].clone() });
    }

    async fn the_measures_that_are_there_have_had_intensity_and_objectives_since_they_started(world: tests::World) {
        let db = &world.db;
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let before = support_intensity_period::Entity::find().one(db).await.unwrap().unwrap();
        entity::jobs::Queue::new(db).uninstall().await.unwrap();
        let steps = steps_down_to("m20261127_000021_support_intensity");
        Migrator::down(db, Some(steps)).await.unwrap();
        Migrator::up(db, Some(steps)).await.unwrap();
        let periods = support_intensity_period::Entity::find().all(db).await.unwrap();
        let id = format!("int_{}", &measure.id.as_str()[4..]).parse().unwrap();
        assert_eq!(periods, [support_intensity_period::Model { id, ..before }]);
        let objectives = world.objectives(&measure).await;
        assert_eq!(objectives.iter().map(|objective| objective.set_on).collect::<Vec<_>>(), [measure.start_on]);
    }

    async fn the_status_tells_what_is_pending(empty: Empty) {
        let db = &empty.db;
        let all = Migrator::migrations().len();
        // As `doctor` asks: without creating the migrator's own table.
        assert_eq!(Migrator::get_pending_migrations_read_only(db).await.unwrap().len(), all);
        assert_eq!(tables(db).await, Vec::<String>::new());
        Migrator::up(db, None).await.unwrap();
        assert_eq!(Migrator::get_pending_migrations_read_only(db).await.unwrap().len(), 0);
        assert_eq!(Migrator::get_applied_migrations(db).await.unwrap().len(), all);
        Migrator::status(db).await.unwrap();
        Migrator::down(db, None).await.unwrap();
        assert_eq!(Migrator::get_pending_migrations_read_only(db).await.unwrap().len(), all);
    }

    async fn several_processes_may_go_up_at_once(empty: Empty) {
        let climbs = (0..3).map(|_| async {
            let db = entity::database::connect(&empty.url, 3).await.unwrap();
            api::migrate::up(&db).await.unwrap()
        });
        let applied: Vec<String> = futures::future::join_all(climbs).await.into_iter().flatten().collect();
        assert!(applied.len() >= 2, "the model and the queue: {applied:?}");
        assert!(api::migrate::pending(&empty.db).await.unwrap().is_empty());
    }
}

/// How many steps down a migration is, itself included.
fn steps_down_to(name: &str) -> u32 {
    let above = Migrator::migrations().iter().rev().position(|step| step.name() == name).unwrap();
    u32::try_from(above + 1).unwrap()
}

/// Everything that a migration may make: tables, columns, constraints, indexes, triggers, functions; but
/// not the migrator's own table.
async fn schema(db: &DatabaseConnection) -> Vec<String> {
    let query = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT m.type || ' ' || m.name || ': ' || coalesce(m.sql, '') AS line FROM sqlite_master m
             WHERE m.name NOT LIKE 'sqlite_%' AND m.name <> 'seaql_migrations'
             UNION ALL
             SELECT 'column ' || m.name || '.' || c.name || ' ' || c.type FROM sqlite_master m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'seaql_migrations'
             ORDER BY 1"
        }
        _ => {
            "SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
                    || coalesce(column_default, '') AS line
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'
             UNION ALL
             SELECT 'constraint ' || conrelid::regclass || '.' || conname || ' ' || pg_get_constraintdef(oid)
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'seaql_migrations'
             UNION ALL
             SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'
             UNION ALL
             SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
             UNION ALL
             SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p
             WHERE p.pronamespace = 'public'::regnamespace
               AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
             ORDER BY 1"
        }
    };
    lines(db, query).await
}

async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let query = match db.get_database_backend() {
        DbBackend::Sqlite => "SELECT name AS line FROM sqlite_master WHERE type = 'table'",
        _ => "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public'",
    };
    lines(db, query).await
}

async fn lines(db: &DatabaseConnection, query: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await.unwrap();
    rows.into_iter().map(|row| row.try_get("", "line").unwrap()).collect()
}
