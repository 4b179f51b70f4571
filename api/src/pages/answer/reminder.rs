//! The page of a reminder: what is recalled, and a button to take note of it.

use askama::Template;
use chrono::NaiveDate;
use entity::model::household;
use entity::operations::Act;
use entity::operations::reminder::{acknowledge as take_note, no_longer_true};
use entity::policy::scope;
use entity::refusal::{OperationError, Rule};
use entity::rules::calendar::{french_date, french_time, today};
use entity::types::Language;
use entity::types::labels::label;
use sea_orm::{DbErr, EntityTrait, QueryFilter};

use super::Opened;
use crate::app::App;

#[derive(Template)]
#[template(path = "answer/reminder.html")]
pub(super) struct Page {
    notice: Option<&'static str>,
    kind: &'static str,
    reference: Option<String>,
    day: String,
    machine_day: NaiveDate,
    distance: String,
    late: bool,
    standing: Standing,
}

/// What there is to do about it.
enum Standing {
    /// To take note of it.
    Open,
    /// Nothing more: they have, at this time.
    Acknowledged(String),
    /// Nothing: it is no longer true.
    Over,
}

pub(super) async fn page(app: &App, opened: &Opened, notice: Option<&'static str>) -> Result<Page, DbErr> {
    let (row, today_is) = (&opened.row, today(opened.now));
    let standing = match row.acknowledged_at {
        Some(at) => Standing::Acknowledged(format!("{} à {}", french_date(today(at)), french_time(at))),
        None if no_longer_true(&app.db, opened.now, row).await? => Standing::Over,
        None => Standing::Open,
    };
    let days = (row.due_on - today_is).num_days();
    Ok(Page {
        notice,
        kind: label(row.rule, Language::French, today_is),
        reference: reference(app, opened).await?,
        day: french_date(row.due_on),
        machine_day: row.due_on,
        distance: distance(days),
        late: days < 0,
        standing,
    })
}

/// Takes note of the reminder. Whoever has done so already is told that, and nothing happens.
pub(super) async fn acknowledge(app: &App, opened: &Opened) -> Result<(), OperationError> {
    let actor = opened.actor();
    match take_note(&app.db, &Act::new(&actor, opened.now, &app.chance), &opened.row.id).await.map(|_| ()) {
        Err(OperationError::Refused(refusals))
            if refusals.iter().all(|refusal| refusal.rule == Rule::AlreadyAcknowledged) =>
        {
            Ok(())
        }
        done => done,
    }
}

/// The reference of the household, if the recipient still sees that.
async fn reference(app: &App, opened: &Opened) -> Result<Option<String>, DbErr> {
    let Some(id) = &opened.row.household_id else { return Ok(None) };
    let seen = household::Entity::find_by_id(id.clone()).filter(scope::households(&opened.viewer));
    Ok(seen.one(&app.db).await?.map(|household| household.reference))
}

fn distance(days: i64) -> String {
    match days {
        0 => "aujourd’hui".to_owned(),
        1 => "demain".to_owned(),
        -1 => "dépassée d’un jour".to_owned(),
        days if days > 0 => format!("dans {days}\u{a0}jours"),
        days => format!("dépassée de {}\u{a0}jours", days.unsigned_abs()),
    }
}
