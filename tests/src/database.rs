//! A database for one test, empty or migrated: an SQLite file in a temporary folder, or a PostgreSQL
//! database made from a template. Migrating is done once per process, then copied.

use entity::chance::Chance;
use entity::database::connect;
use entity::jobs::Queue;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};
use url::Url;

use crate::cluster::{Server, server};

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An SQLite file.
    Sqlite,
    /// A PostgreSQL database.
    Postgres,
}

/// A database that is removed after its test.
pub(crate) struct Database {
    pub(crate) url: String,
    place: Place,
}

enum Place {
    Folder(#[expect(dead_code, reason = "removes the folder when dropped")] TempDir),
    Server { server: &'static Server, name: String, from_template: bool },
}

/// Whether databases of this kind can be made here. Says so, or fails, when not.
pub(crate) fn at_hand(kind: Kind) -> bool {
    kind == Kind::Sqlite || server().is_some()
}

impl Database {
    /// A database without a table.
    pub(crate) async fn empty(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => sqlite_file(None),
            Kind::Postgres => create(false).await,
        }
    }

    /// A database with the schema of the product and the tables of its queue.
    pub(crate) async fn migrated(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => {
                static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
                sqlite_file(Some(FILE.get_or_init(migrated_file).await))
            }
            Kind::Postgres => create(true).await,
        }
    }

    /// Removes the database, whoever is still connected to it.
    pub(crate) async fn remove(self) {
        if let Place::Server { server, name, from_template } = self.place {
            let admin = admin(server).await;
            admin.execute_unprepared(&format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await.unwrap();
            if from_template {
                Template::leave(server, &admin).await;
            }
            let _ = admin.close().await;
        }
    }
}

async fn migrate(url: &str) {
    let db = connect(url, 2).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    Queue::new(&db).install().await.unwrap();
    db.close().await.unwrap();
}

fn sqlite_file(content: Option<&[u8]>) -> Database {
    let folder = TempDir::with_prefix("passerelle-").unwrap();
    let file = folder.path().join("test.db");
    if let Some(content) = content {
        std::fs::write(&file, content).unwrap();
    }
    Database { url: format!("sqlite://{}", file.display()), place: Place::Folder(folder) }
}

async fn migrated_file() -> Vec<u8> {
    let database = sqlite_file(None);
    migrate(&database.url).await;
    std::fs::read(database.url.trim_start_matches("sqlite://")).unwrap()
}

async fn create(from_template: bool) -> Database {
    let server = server().expect("asked before");
    let admin = admin(server).await;
    let name = fresh_name();
    if from_template {
        let template = Template::enter(server, &admin).await;
        admin.execute_unprepared(&format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\"")).await.unwrap();
    } else {
        admin.execute_unprepared(&format!("CREATE DATABASE \"{name}\"")).await.unwrap();
    }
    let _ = admin.close().await;
    Database { url: named(&server.url, &name), place: Place::Server { server, name, from_template } }
}

/// The migrated database that others are copied from. It goes with its last user: nobody is there to
/// remove it at the end of the process, and a server may outlive us.
struct Template {
    name: String,
    users: usize,
}

static TEMPLATE: Mutex<Option<Template>> = Mutex::const_new(None);

impl Template {
    async fn enter(server: &Server, admin: &DatabaseConnection) -> String {
        let mut template = TEMPLATE.lock().await;
        if template.is_none() {
            let name = fresh_name();
            admin.execute_unprepared(&format!("CREATE DATABASE \"{name}\"")).await.unwrap();
            migrate(&named(&server.url, &name)).await;
            *template = Some(Self { name, users: 0 });
        }
        let template = template.as_mut().expect("just made");
        template.users += 1;
        template.name.clone()
    }

    async fn leave(server: &Server, admin: &DatabaseConnection) {
        let mut template = TEMPLATE.lock().await;
        if let Some(present) = template.as_mut() {
            present.users -= 1;
            if present.users == 0 && server.outlives_us {
                admin.execute_unprepared(&format!("DROP DATABASE \"{}\" WITH (FORCE)", present.name)).await.unwrap();
                *template = None;
            }
        }
    }
}

async fn admin(server: &Server) -> DatabaseConnection {
    connect(&server.url, 1).await.expect("TEST_DATABASE_URL must name a server that answers")
}

/// Unlike any other, in this process or in another.
fn fresh_name() -> String {
    format!("passerelle_test_{:032x}", Chance::system().unwrap().u128())
}

/// The same server, another database.
fn named(server: &str, name: &str) -> String {
    let mut url = Url::parse(server).expect("TEST_DATABASE_URL must be a URL");
    url.set_path(&format!("/{name}"));
    url.into()
}
