//! The bearer tokens that were checked just now. A token is looked up again once a second, so that its end,
//! a change of role or a dismissal holds within that second in every process; a token that is revoked here
//! is forgotten here at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use entity::operations::session::authenticate;
use entity::policy::Viewer;
use quick_cache::sync::Cache;
use sea_orm::{ConnectionTrait, DbErr};

/// How long an answer holds.
const FRESH: Duration = Duration::from_millis(900);
/// How many tokens are remembered.
const MOST: usize = 10_000;

/// The tokens checked just now. Cloning it is cheap.
#[derive(Clone)]
pub struct Sessions(Arc<Cache<String, Checked>>);

#[derive(Clone)]
struct Checked {
    viewer: Viewer,
    ends_at: DateTime<Utc>,
    since: Instant,
}

impl Default for Sessions {
    fn default() -> Self {
        Self(Arc::new(Cache::new(MOST)))
    }
}

impl Sessions {
    /// The person that a token stands for; none if it is unknown, over or revoked.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn viewer(
        &self,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
        token: &str,
    ) -> Result<Option<Viewer>, DbErr> {
        let fresh = self.0.get(token).filter(|known| known.since.elapsed() < FRESH && known.ends_at > now);
        if let Some(known) = fresh {
            return Ok(Some(known.viewer));
        }
        // Before the look-up: what is revoked meanwhile is then found out in time.
        let since = Instant::now();
        let Some((viewer, ends_at)) = authenticate(db, now, token).await? else {
            self.forget(token);
            return Ok(None);
        };
        self.0.insert(token.to_owned(), Checked { viewer: viewer.clone(), ends_at, since });
        Ok(Some(viewer))
    }

    /// Forgets a token that is revoked.
    pub(crate) fn forget(&self, token: &str) {
        self.0.remove(token);
    }
}
