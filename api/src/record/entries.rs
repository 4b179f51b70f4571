//! Each entry of a file in turn: it is known and stays as it is, or it is given to the operation that records it. All of it
//! is one transaction, in which a refusal leaves nothing behind, so that the next entry can be tried.

use std::collections::BTreeSet;

use entity::model::programme_form::ProgrammeForm;
use entity::model::{
    dwelling as dwellings, funding_share, organisation as organisations, programme as programmes, unit_rate,
};
use entity::operations::funding::{SetFundingShare, SetUnitRate};
use entity::operations::programme::RecordProgramme;
use entity::operations::programme_form::form_of;
use entity::operations::{Act, dwelling, funding, organisation, programme, staff};
use entity::rules::funding::Share as FunderShare;
use entity::rules::text::named_alike;
use entity::types::ProgrammeId;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use super::RecordError;
use super::directory::Directory;
use super::faults::{entry_refused, judged, repeated_in_file};
use super::file::{Dwelling, Organisation, Programme, Rate, Share, Staff};
use super::report::Fate;
use crate::import::Fault;

/// Where entries are recorded.
pub(super) struct Desk<'a> {
    tx: &'a DatabaseTransaction,
    act: &'a Act<'a>,
    known: Directory,
    /// What the file has spoken of so far.
    said: BTreeSet<(&'static str, String)>,
    /// The file's programme, once it is recorded.
    programme: Option<programmes::Model>,
}

type Done = Result<Fate, RecordError>;

impl<'a> Desk<'a> {
    pub(super) async fn open(tx: &'a DatabaseTransaction, act: &'a Act<'a>) -> Result<Self, DbErr> {
        Ok(Self { tx, act, known: Directory::of(tx).await?, said: BTreeSet::new(), programme: None })
    }

    pub(super) async fn organisation(&mut self, entry: &Organisation) -> Done {
        if self.repeats("organisation", &entry.short_name) {
            return Ok(Fate::Refused(vec![repeated_in_file("shortName")]));
        }
        // One of whose names none is the entry's own is another organisation, which may not take that name.
        let is_it = |known: &&organisations::Model| {
            named_alike(&known.short_name, &entry.short_name) || named_alike(&known.name, &entry.name)
        };
        if let Some(known) = self.known.organisation_named(&entry.short_name).filter(is_it) {
            return Ok(as_known(
                &known.id,
                [
                    ("kind", entry.kind == known.kind),
                    ("name", entry.name.trim() == known.name),
                    ("shortName", entry.short_name.trim() == known.short_name),
                    ("legalStatus", entry.legal_status.trim() == known.legal_status),
                ],
            ));
        }
        match judged(organisation::record(self.tx, self.act, entry.input()).await)? {
            Ok(row) => {
                self.known.organisations.push(row);
                Ok(Fate::Recorded)
            }
            Err(faults) => {
                self.known.refused.extend([entry.name.clone(), entry.short_name.clone()]);
                Ok(Fate::Refused(faults))
            }
        }
    }

    pub(super) async fn staff(&mut self, entry: &Staff) -> Done {
        if self.repeats("staff", &entry.email) {
            return Ok(Fate::Refused(vec![repeated_in_file("email")]));
        }
        let input = entry.input(&self.known);
        if let Some(known) = self.known.person_at(&entry.email) {
            let employer = input.is_ok_and(|input| input.organisation_id == known.organisation_id);
            return Ok(as_known(
                &known.id,
                [
                    ("organisation", employer),
                    ("givenName", entry.given_name.trim() == known.given_name),
                    ("familyName", entry.family_name.trim() == known.family_name),
                    ("role", entry.role == known.role),
                ],
            ));
        }
        let answer = match input {
            Ok(input) => judged(staff::record(self.tx, self.act, input).await)?,
            Err(faults) => Err(faults),
        };
        match answer {
            Ok(row) => {
                self.known.staff.push(row);
                Ok(Fate::Recorded)
            }
            Err(faults) => {
                self.known.refused.push(entry.email.clone());
                Ok(Fate::Refused(faults))
            }
        }
    }

    pub(super) async fn programme(&mut self, entry: &Programme) -> Done {
        let all = programmes::Entity::find().all(self.tx).await?;
        let known = all.into_iter().find(|row| named_alike(&row.name, &entry.name));
        let input = entry.input(&self.known, ProgrammeId::generate(self.act.now, self.act.chance));
        if let Some(known) = known {
            let differs = match input {
                Ok(input) => self.programme_differs(input, &known, entry.settings.is_some()).await?,
                // What cannot be told of is not what is recorded.
                Err(faults) => faults.iter().map(|fault| fault.field.to_owned()).collect(),
            };
            let id = known.id.to_string();
            self.programme = Some(known);
            return Ok(Fate::Known { id, differs });
        }
        let input = match input {
            Ok(input) => input,
            Err(faults) => return Ok(Fate::Refused(faults)),
        };
        match judged(programme::record(self.tx, self.act, input).await)? {
            Ok(id) => {
                self.programme = programmes::Entity::find_by_id(id).one(self.tx).await?;
                Ok(Fate::Recorded)
            }
            Err(faults) => Ok(Fate::Refused(faults)),
        }
    }

    pub(super) async fn rate(&mut self, entry: &Rate) -> Done {
        let Some(programme) = &self.programme else { return Ok(Fate::Refused(vec![entry_refused("programme")])) };
        let input = entry.input(programme);
        let key = format!("{} {}", input.component.name(), input.valid_from);
        let known = unit_rate::Entity::find()
            .filter(unit_rate::Column::ProgrammeId.eq(programme.id.clone()))
            .filter(unit_rate::Column::Component.eq(input.component))
            .filter(unit_rate::Column::ValidFrom.eq(input.valid_from));
        let known = known.one(self.tx).await?;
        if self.repeats("rate", &key) {
            return Ok(Fate::Refused(vec![repeated_in_file("component")]));
        }
        if let Some(known) = known {
            return Ok(as_known(
                &known.id,
                [
                    ("unit", input.unit == known.unit),
                    ("amount", input.amount_cents == known.amount_cents),
                    ("proration", input.proration == known.proration),
                ],
            ));
        }
        self.set_rate(input).await
    }

    pub(super) async fn share(&mut self, entry: &Share) -> Done {
        let Some(programme) = &self.programme else { return Ok(Fate::Refused(vec![entry_refused("programme")])) };
        let input = match entry.input(&self.known, &programme.id) {
            Ok(input) => input,
            Err(faults) => return Ok(Fate::Refused(faults)),
        };
        let shares = entity::funding::shares(self.tx, [programme.id.as_str()]).await?;
        if self.repeats("share", input.funder_id.as_str()) {
            return Ok(Fate::Refused(vec![repeated_in_file("funder")]));
        }
        match shares.into_iter().find(|(row, _)| row.funder_id == input.funder_id) {
            Some((row, known)) => Ok(share_differs(&input, &row, &known)),
            None => self.set_share(input).await,
        }
    }

    pub(super) async fn dwelling(&mut self, entry: &Dwelling) -> Done {
        if self.repeats("dwelling", &entry.reference) {
            return Ok(Fate::Refused(vec![repeated_in_file("reference")]));
        }
        let input = entry.input(&self.known);
        let reference = entry.reference.trim();
        // PostgreSQL cannot even compare U+0000; no reference has it.
        let known = if reference.contains('\0') {
            None
        } else {
            dwellings::Entity::find().filter(dwellings::Column::Reference.eq(reference)).one(self.tx).await?
        };
        if let Some(known) = known {
            let owner = input.is_ok_and(|input| input.owner_id == known.owner_id);
            return Ok(as_known(
                &known.id,
                [
                    ("owner", owner),
                    ("address", entry.address.trim() == known.address),
                    ("postalCode", entry.postal_code.trim() == known.postal_code),
                    ("city", entry.city.trim() == known.city),
                    ("dwellingType", entry.dwelling_type == known.dwelling_type),
                    ("insertionStock", entry.insertion_stock == known.insertion_stock),
                ],
            ));
        }
        match input {
            Ok(input) => Ok(fate(judged(dwelling::record(self.tx, self.act, input).await)?)),
            Err(faults) => Ok(Fate::Refused(faults)),
        }
    }

    async fn set_rate(&self, input: SetUnitRate) -> Done {
        Ok(fate(judged(funding::set_rate(self.tx, self.act, input).await)?))
    }

    async fn set_share(&self, input: SetFundingShare) -> Done {
        Ok(fate(judged(funding::set_share(self.tx, self.act, input).await)?))
    }

    /// Whether an earlier entry of the file is about the same.
    fn repeats(&mut self, kind: &'static str, key: &str) -> bool {
        !self.said.insert((kind, key.trim().to_lowercase()))
    }

    /// In which fields a file's programme is other than the one that is recorded. Of the opinions on it a file says nothing.
    async fn programme_differs(
        &self,
        input: RecordProgramme,
        known: &programmes::Model,
        says_settings: bool,
    ) -> Result<Vec<String>, DbErr> {
        let stated = form_of(self.tx, known).await?;
        let file = ProgrammeForm {
            departmental_opinion: stated.departmental_opinion.clone(),
            departmental_relevance: stated.departmental_relevance.clone(),
            departmental_conditions: stated.departmental_conditions.clone(),
            departmental_opinion_on: stated.departmental_opinion_on,
            reproducibility: stated.reproducibility,
            regional_opinion: stated.regional_opinion,
            regional_comment: stated.regional_comment.clone(),
            regional_opinion_on: stated.regional_opinion_on,
            ..ProgrammeForm::of(&input.form, input.lists).in_order().trimmed()
        };
        let mut differs = file.differing(&stated).0;
        let beside = [
            ("startsOn", input.form.starts_on == known.starts_on),
            ("coordinator", input.form.coordinator_id == known.coordinator_id),
            ("supervisor", input.form.supervisor_id == known.supervisor_id),
            ("settings", !says_settings || input.form.settings == known.settings),
        ];
        differs.extend(beside.into_iter().filter(|(_, same)| !same).map(|(field, _)| field.to_owned()));
        Ok(differs)
    }
}

fn fate<T>(answer: Result<T, Vec<Fault>>) -> Fate {
    answer.map_or_else(Fate::Refused, |_| Fate::Recorded)
}

/// What is known, and by which of its fields the file says so.
fn as_known<const N: usize>(id: &impl ToString, fields: [(&'static str, bool); N]) -> Fate {
    let differs = fields.into_iter().filter(|(_, same)| !same).map(|(field, _)| field.to_owned());
    Fate::Known { id: id.to_string(), differs: differs.collect() }
}

fn share_differs(input: &SetFundingShare, row: &funding_share::Model, known: &FunderShare) -> Fate {
    let modalities = |share: &FunderShare| {
        let named = share.modalities.iter().map(|named| (named.modality, named.where_applicable));
        named.collect::<BTreeSet<_>>()
    };
    as_known(
        &row.id,
        [
            ("percent", input.share.basis_points == known.basis_points),
            ("base", input.share.base == known.base),
            ("component", input.share.component == known.component),
            ("modalities", modalities(&input.share) == modalities(known)),
            ("purpose", input.purpose == row.purpose),
        ],
    )
}
