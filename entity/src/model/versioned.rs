//! Rows with a version: every change of one raises it, so that a change made on what is no longer so is found
//! out.

/// The version of a new row.
pub(crate) const FIRST: i32 = 1;

/// Raises the version of the row whenever the model of this module is saved.
macro_rules! versioned {
    () => {
        #[async_trait::async_trait]
        impl ActiveModelBehavior for ActiveModel {
            async fn before_save<C: ConnectionTrait>(mut self, _: &C, insert: bool) -> Result<Self, DbErr> {
                if !insert && let Some(version) = self.version.take() {
                    self.version = sea_orm::ActiveValue::Set(version + 1);
                }
                Ok(self)
            }
        }
    };
}
pub(super) use versioned;
