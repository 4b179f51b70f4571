//! How far the event log was trimmed from its beginning.

use sea_orm::entity::prelude::*;

/// How far the event log was trimmed from its beginning.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "log_horizon")]
pub struct Model {
    /// There is one row, and this is 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub one: i32,
    /// The transaction of the last event that is gone; zero while the log is whole.
    pub tx: i64,
    /// Its sequence number.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
