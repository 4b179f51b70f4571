//! Many households registered as one act: all of them, or none. Each goes through the rules that it would go through
//! alone, and leaves its own event.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TransactionSession, TransactionTrait};

use super::{RegisterHousehold, register_in};
use crate::model::{household, household_member};
use crate::operations::Act;
use crate::policy::{Action, Relation, scope};
use crate::refusal::{Caution, OperationError, Refusal};
use crate::rules::household::sound_alike;
use crate::types::Relationship;

/// What became of one household of a batch.
#[derive(Debug)]
pub enum Entry {
    /// It is new.
    Registered(household::Model),
    /// A household that the actor may know has its national request number: it is not registered twice, and stays as
    /// it is.
    Known {
        /// The household that is known.
        household: household::Model,
        /// What the input says otherwise, as the schema names it. What it leaves out differs in nothing.
        differs: Vec<&'static str>,
    },
    /// Rules were broken.
    Refused(Vec<Refusal>),
    /// Warnings are not confirmed.
    Unconfirmed(Vec<Caution>),
}

/// What became of a batch.
#[derive(Debug)]
pub struct Batch {
    /// Each household, in the order in which they were given.
    pub entries: Vec<Entry>,
    /// Whether the new ones are there now. Otherwise nothing has changed.
    pub written: bool,
}

/// Registers households at stage PROPOSED, unless one is refused or it is not to be `applied`: then nothing is
/// written, and every entry tells what would have become of it. `told` is called after each.
///
/// On SQLite nobody else writes until it is over.
///
/// # Errors
/// FORBIDDEN, or the database's, a national request number that somebody else registers meanwhile included.
pub async fn register_all<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    inputs: Vec<RegisterHousehold>,
    applied: bool,
    mut told: impl FnMut(),
) -> Result<Batch, OperationError> {
    act.may(Action::RegisterHousehold, Relation::default())?;
    let tx = act.begin(db).await?;
    let mut entries = Vec::with_capacity(inputs.len());
    for input in inputs {
        let entry = match known(&tx, act, &input).await? {
            Some(entry) => entry,
            None => match register_in(&tx, act, input).await {
                Ok(household) => Entry::Registered(household),
                Err(OperationError::Refused(refusals)) => Entry::Refused(refusals),
                Err(OperationError::Unconfirmed(cautions)) => Entry::Unconfirmed(cautions),
                Err(error) => return Err(error),
            },
        };
        entries.push(entry);
        told();
    }
    let good = entries.iter().all(|entry| matches!(entry, Entry::Registered(_) | Entry::Known { .. }));
    let written = applied && good;
    if written {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(Batch { entries, written })
}

/// The household that has the national request number of an input, if there is one and the actor may know it.
async fn known(tx: &impl ConnectionTrait, act: &Act<'_>, input: &RegisterHousehold) -> Result<Option<Entry>, DbErr> {
    // PostgreSQL cannot even compare U+0000; no number has it.
    let Some(number) = input.national_request_number.as_ref().filter(|number| !number.contains('\0')) else {
        return Ok(None);
    };
    let found = household::Entity::find()
        .filter(household::Column::NationalRequestNumber.eq(number))
        .filter(act.scope(scope::identified_households))
        .one(tx)
        .await?;
    let Some(household) = found else { return Ok(None) };
    let members = household_member::Entity::find()
        .filter(household_member::Column::HouseholdId.eq(household.id.clone()))
        .all(tx)
        .await?;
    let differs = differences(input, &household, &members);
    Ok(Some(Entry::Known { household, differs }))
}

fn differences(
    input: &RegisterHousehold,
    household: &household::Model,
    members: &[household_member::Model],
) -> Vec<&'static str> {
    let applicant = members.iter().find(|member| member.relationship == Relationship::Applicant);
    let named = input.members.iter().find(|member| member.relationship == Relationship::Applicant);
    let mut differs = Vec::new();
    let mut note = |field, same: bool| {
        if !same {
            differs.push(field);
        }
    };
    note("programmeId", input.programme_id == household.programme_id);
    note("landlordContactId", input.landlord_contact_id.as_ref().is_none_or(|id| *id == household.landlord_contact_id));
    note("familyName", sound_alike(&input.family_name, &household.family_name));
    if let (Some(applicant), Some(named)) = (applicant, named) {
        note("givenName", sound_alike(&named.given_name, &applicant.given_name));
        note("birthDate", named.birth_date.is_none() || named.birth_date == applicant.birth_date);
    }
    note("dalo", input.grounds.dalo == household.dalo);
    note("collectiveAgreement", input.grounds.collective_agreement == household.collective_agreement);
    note("pdalpd", input.grounds.pdalpd == household.pdalpd);
    // An input of the applicant alone says nothing of the others.
    let same = |known: &household_member::Model| {
        input.members.iter().any(|member| {
            member.relationship == known.relationship
                && sound_alike(&member.given_name, &known.given_name)
                && (member.birth_date.is_none() || member.birth_date == known.birth_date)
        })
    };
    let others = || members.iter().filter(|known| known.relationship != Relationship::Applicant);
    let all = input.members.len() == members.len() && others().all(same);
    note("members", input.members.len() <= 1 || all);
    differs
}
