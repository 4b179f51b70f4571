//! A household is registered.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::household;
use entity::refusal::Refusal;
use entity::rules::household::PriorityGrounds;

use super::{payload_type, run};
use crate::graphql::enums::Relationship;
use crate::graphql::ids::{parse, parse_optional};
use crate::graphql::model::Household;
use crate::graphql::plan::Planned;
use crate::graphql::scalars::Date;
use crate::graphql::session::RequestExt;

/// What is known of a household when the landlord proposes it.
#[derive(InputObject)]
pub struct RegisterHouseholdInput {
    /// The programme.
    programme_id: ID,
    /// The landlord's officer who proposes it; left out: the viewer.
    landlord_contact_id: Option<ID>,
    /// The name it is known by.
    family_name: String,
    /// Its national request number (*numéro unique*), if it has one.
    national_request_number: Option<String>,
    /// The priority publics it belongs to: at least one.
    priority_grounds: PriorityGroundsInput,
    /// Its members; exactly one is the applicant.
    members: Vec<HouseholdMemberInput>,
}

/// The priority publics of a household: the form's three boxes.
#[derive(InputObject)]
pub struct PriorityGroundsInput {
    /// DALO.
    #[graphql(default)]
    dalo: bool,
    /// Collective agreements (*accords collectifs*).
    #[graphql(default)]
    collective_agreement: bool,
    /// PDALPD.
    #[graphql(default)]
    pdalpd: bool,
}

/// A member of a household to be registered.
#[derive(InputObject)]
pub struct HouseholdMemberInput {
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// Date of birth, if known.
    birth_date: Option<Date>,
    /// Their place in the household.
    relationship: Relationship,
}

payload_type! {
    /// A household registered, or why it was not.
    RegisterHouseholdPayload {
        /// The household.
        household: Household
    }
}

#[derive(Default)]
pub struct HouseholdMutation;

#[Object]
impl HouseholdMutation {
    /// Registers a household: the landlord's proposal, at stage PROPOSED.
    async fn register_household(
        &self,
        ctx: &Context<'_>,
        input: RegisterHouseholdInput,
    ) -> Result<RegisterHouseholdPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| household::register(ctx.db(), &ctx.act(&actor), input).await;
        let (household, user_errors) = run(input.read(), operation).await?;
        Ok(RegisterHouseholdPayload { household: household.map(|row| Planned::made(row.id.as_str())), user_errors })
    }
}

impl RegisterHouseholdInput {
    fn read(self) -> Result<household::RegisterHousehold, Refusal> {
        Ok(household::RegisterHousehold {
            programme_id: parse(&self.programme_id, "programmeId")?,
            landlord_contact_id: parse_optional(self.landlord_contact_id.as_ref(), "landlordContactId")?,
            family_name: self.family_name,
            national_request_number: self.national_request_number,
            grounds: PriorityGrounds {
                dalo: self.priority_grounds.dalo,
                collective_agreement: self.priority_grounds.collective_agreement,
                pdalpd: self.priority_grounds.pdalpd,
            },
            members: self.members.into_iter().map(HouseholdMemberInput::read).collect(),
        })
    }
}

impl HouseholdMemberInput {
    fn read(self) -> household::NewMember {
        household::NewMember {
            given_name: self.given_name,
            family_name: self.family_name,
            birth_date: self.birth_date.map(|day| day.0),
            relationship: self.relationship.into(),
        }
    }
}
