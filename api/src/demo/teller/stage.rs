//! Sets the stage: records what the product is filled with before anything happens.

use std::collections::HashMap;

use entity::chance::Chance;
use entity::model;
use entity::operations::dwelling::RecordDwelling;
use entity::operations::staff::RecordStaff;
use entity::operations::{Act, dwelling, funding, organisation, programme, session, staff as staffs};
use entity::policy::Actor;
use entity::refusal::OperationError;
use entity::rules::calendar;
use entity::types::ProgrammeId;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, TransactionTrait};

use super::{Teller, at, out_of_order};
use crate::demo::dwellings::Part;
use crate::demo::people::{PASSWORD, Who};
use crate::demo::programme::Partner;
use crate::demo::story::Script;
use crate::record::{Day, Directory, File};

/// Records the organisations and the programme of the file, the script's people and dwellings.
pub(super) async fn set<'a, C: TransactionTrait + ConnectionTrait>(
    db: &C,
    chance: &'a Chance,
    file: &File,
    script: &'a Script,
) -> Result<Teller<'a>, OperationError> {
    let act = Act::new(&Actor::System, calendar::at_local(script.starts_on, 8, 0), chance);
    let mut organisations = Vec::new();
    for entry in &file.organisations {
        organisations.push(organisation::record(db, &act, entry.get_ref().input()).await?.id);
    }
    let mut staff = Vec::new();
    for person in &script.cast.people {
        let person = RecordStaff {
            organisation_id: at(&organisations, person.employer as usize)?.clone(),
            email: person.email.clone(),
            given_name: person.given_name.clone(),
            family_name: person.family_name.clone(),
            role: person.role,
            password: person.account.then(|| PASSWORD.to_owned()),
        };
        let person = staffs::record(db, &act, person).await?;
        staff.push(Actor::Staff(session::viewer(&person)));
    }
    let programme = record_programme(db, &act, file, script).await?;

    // The landlord's, but for the residence: one that admits by itself is no landlord's.
    let (landlord, ccas) =
        (at(&organisations, Partner::CaenHabitat as usize)?, at(&organisations, Partner::Ccas as usize)?);
    let mut dwellings = Vec::with_capacity(script.dwellings.len());
    for told in &script.dwellings {
        let input = RecordDwelling {
            reference: told.reference.clone(),
            owner_id: if told.part == Part::Residence { ccas.clone() } else { landlord.clone() },
            address: told.address.clone(),
            postal_code: "14000".to_owned(),
            city: "Caen".to_owned(),
            dwelling_type: told.size,
            insertion_stock: told.part == Part::Insertion,
        };
        dwellings.push(dwelling::record(db, &act, input).await?.id);
    }
    Ok(Teller {
        script,
        chance,
        programme,
        organisations,
        staff,
        dwellings,
        meetings: HashMap::new(),
        items: HashMap::new(),
        households: HashMap::new(),
        diagnoses: HashMap::new(),
        agreements: HashMap::new(),
        allocations: HashMap::new(),
        supports: HashMap::new(),
        requests: HashMap::new(),
        suspensions: HashMap::new(),
        tenancies: HashMap::new(),
    })
}

/// Records the programme of the file with the cast's people and the script's first day, its rates and its shares.
async fn record_programme<C: TransactionTrait + ConnectionTrait>(
    db: &C,
    act: &Act<'_>,
    file: &File,
    script: &Script,
) -> Result<ProgrammeId, OperationError> {
    let address = |who: Who| Ok::<_, DbErr>(at(&script.cast.people, who)?.email.clone());
    let mut stated = file.programme.as_ref().ok_or_else(out_of_order)?.get_ref().clone();
    stated.starts_on = Day(script.starts_on);
    stated.coordinator = address(script.cast.coordinator)?;
    stated.supervisor = address(script.cast.supervisor)?;
    let directory = Directory::of(db).await?;
    let input = stated.input(&directory, ProgrammeId::generate(act.now, act.chance)).map_err(|_| out_of_order())?;
    let id = programme::record(db, act, input).await?;
    let row = model::programme::Entity::find_by_id(id.clone()).one(db).await?.ok_or_else(out_of_order)?;
    for rate in &file.rates {
        funding::set_rate(db, act, rate.get_ref().input(&row)).await?;
    }
    for share in &file.shares {
        let input = share.get_ref().input(&directory, &id).map_err(|_| out_of_order())?;
        funding::set_share(db, act, input).await?;
    }
    Ok(id)
}
