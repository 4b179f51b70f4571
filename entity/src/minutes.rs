//! What a meeting's minutes (*compte rendu*) are made of, as a viewer may read it: in a fixed number of statements for
//! however many meetings. How it is written down is for who shows it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::model::{
    agenda_item, household, meeting, meeting_minutes, meeting_participant, organisation, programme, staff,
};
use crate::policy::{FieldClass, Relation, Viewer, may_read, scope};
use crate::types::{AgendaDecision, AgendaItemKind, Attendance, MeetingId, StaffId};

/// What the minutes of a meeting tell a viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    /// The meeting.
    pub meeting: meeting::Model,
    /// The programme's name.
    pub programme: String,
    /// Who chaired it.
    pub chair: Person,
    /// Who was convened, in alphabetical order.
    pub convened: Vec<Convened>,
    /// What was on the agenda, in its order.
    pub items: Vec<Item>,
    /// The approval, then the corrections; none of a draft.
    pub editions: Vec<Edition>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// Family name.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// The name of whom they work for.
    pub organisation: String,
}

/// A person convened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convened {
    /// The person.
    pub person: Person,
    /// Whether they came, once that is recorded.
    pub attendance: Option<Attendance>,
    /// Who stood in for them.
    pub represented_by: Option<Person>,
}

/// An item of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its place.
    pub position: i32,
    /// What the cell was asked.
    pub kind: AgendaItemKind,
    /// About whom; absent for who does not see the household.
    pub household: Option<Named>,
    /// What the cell decided.
    pub decision: Option<AgendaDecision>,
    /// Why.
    pub reasons: Option<String>,
}

/// A household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its reference.
    pub reference: String,
    /// Its name, for who may read its identity.
    pub family_name: Option<String>,
}

/// An edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Its number, from 1.
    pub edition: i32,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Person,
    /// What it corrects, and why; absent for the approval.
    pub correction: Option<(String, String)>,
}

/// The minutes of the meetings with some identifiers that a viewer sees, that have begun and were not cancelled. Whoever
/// may not read an agenda reads no minutes.
///
/// # Errors
/// The database's.
pub async fn minutes(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    ids: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<Minutes>, DbErr> {
    if !may_read(viewer, FieldClass::Agenda, Relation::default()) {
        return Ok(Vec::new());
    }
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(ids.iter().copied()))
        .filter(scope::meetings(viewer))
        .filter(meeting::Column::CancelledAt.is_null())
        .filter(meeting::Column::StartsAt.lte(now))
        .order_by_asc(meeting::Column::Id)
        .all(db)
        .await?;
    let ids = || meetings.iter().map(|meeting| meeting.id.clone());
    let programmes = programme::Entity::find()
        .filter(programme::Column::Id.is_in(meetings.iter().map(|meeting| meeting.programme_id.clone())))
        .all(db)
        .await?;
    let participants =
        meeting_participant::Entity::find().filter(meeting_participant::Column::MeetingId.is_in(ids())).all(db).await?;
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.is_in(ids()))
        .filter(scope::agenda_items(viewer))
        .order_by_asc(agenda_item::Column::Position)
        .all(db)
        .await?;
    let editions = meeting_minutes::Entity::find()
        .filter(meeting_minutes::Column::MeetingId.is_in(ids()))
        .order_by_asc(meeting_minutes::Column::Edition)
        .all(db)
        .await?;
    let households = households(db, viewer, &items).await?;
    let people = people(db, &meetings, &participants, &editions).await?;
    let person = |id: &StaffId| people.get(id).cloned().unwrap_or_else(|| unknown(id));

    let minutes = meetings.iter().map(|meeting| {
        let of_meeting = |id: &MeetingId| *id == meeting.id;
        let mut convened: Vec<_> = participants
            .iter()
            .filter(|participant| of_meeting(&participant.meeting_id))
            .map(|participant| Convened {
                person: person(&participant.staff_id),
                attendance: participant.attendance,
                represented_by: participant.represented_by_id.as_ref().map(person),
            })
            .collect();
        convened.sort_by(|one, other| one.person.cmp(&other.person));
        let items = items.iter().filter(|item| of_meeting(&item.meeting_id)).map(|item| Item {
            position: item.position,
            kind: item.kind,
            household: households.get(item.household_id.as_str()).cloned(),
            decision: item.decision,
            reasons: item.reasons.clone(),
        });
        let editions = editions.iter().filter(|edition| of_meeting(&edition.meeting_id)).map(|edition| Edition {
            edition: edition.edition,
            recorded_at: edition.recorded_at,
            recorded_by: person(&edition.recorded_by_id),
            correction: edition.correction.clone().zip(edition.reason.clone()),
        });
        let programme = programmes.iter().find(|programme| programme.id == meeting.programme_id);
        Minutes {
            meeting: meeting.clone(),
            programme: programme.map(|programme| programme.name.clone()).unwrap_or_default(),
            chair: person(&meeting.chair_id),
            convened,
            items: items.collect(),
            editions: editions.collect(),
        }
    });
    Ok(minutes.collect())
}

/// The households of some items that a viewer sees, by their identifiers.
async fn households(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    items: &[agenda_item::Model],
) -> Result<HashMap<String, Named>, DbErr> {
    let ids: HashSet<_> = items.iter().map(|item| item.household_id.clone()).collect();
    let seen = household::Entity::find()
        .filter(household::Column::Id.is_in(ids))
        .filter(scope::households(viewer))
        .all(db)
        .await?;
    let named = seen.into_iter().map(|household| {
        let relation = Relation::to_household(viewer, household.referent_id.as_ref());
        let identified = may_read(viewer, FieldClass::Identity, relation);
        let family_name = identified.then_some(household.family_name);
        (household.id.to_string(), Named { reference: household.reference, family_name })
    });
    Ok(named.collect())
}

/// Everybody whom some minutes name.
async fn people(
    db: &impl ConnectionTrait,
    meetings: &[meeting::Model],
    participants: &[meeting_participant::Model],
    editions: &[meeting_minutes::Model],
) -> Result<HashMap<StaffId, Person>, DbErr> {
    let mut ids: HashSet<&StaffId> = meetings.iter().map(|meeting| &meeting.chair_id).collect();
    for participant in participants {
        ids.insert(&participant.staff_id);
        ids.extend(&participant.represented_by_id);
    }
    ids.extend(editions.iter().map(|edition| &edition.recorded_by_id));
    let found = staff::Entity::find()
        .filter(staff::Column::Id.is_in(ids.into_iter().cloned()))
        .find_also_related(organisation::Entity)
        .all(db)
        .await?;
    let people = found.into_iter().map(|(person, organisation)| {
        let organisation = organisation.map(|organisation| organisation.name).unwrap_or_default();
        let staff::Model { id, family_name, given_name, .. } = person;
        (id, Person { family_name, given_name, organisation })
    });
    Ok(people.collect())
}

/// A foreign key keeps everybody there: their identifier, if it ever did not.
fn unknown(id: &StaffId) -> Person {
    Person { family_name: id.to_string(), given_name: String::new(), organisation: String::new() }
}
