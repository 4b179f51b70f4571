//! An SQLite file of its own for each test of this crate, gone with the test.

use entity::database::connect;
use sea_orm::DatabaseConnection;

use crate::migrate;

/// A database on a file that nobody else uses.
pub(crate) struct TestDatabase {
    pub(crate) db: DatabaseConnection,
    pub(crate) url: String,
    _folder: tempfile::TempDir,
}

impl TestDatabase {
    /// Without a table.
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.sqlite").display());
        let db = connect(&url, 4).await.unwrap();
        Self { db, url, _folder: folder }
    }

    /// With every migration applied.
    pub(crate) async fn migrated() -> Self {
        let database = Self::empty().await;
        migrate::up(&database.db).await.unwrap();
        database
    }
}
