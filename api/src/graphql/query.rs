//! What can be read: the viewer, any node by its identifier, and one connection for each list. A root field that
//! fails is null, with its error; the others answer all the same.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaTypeId, Registry};
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ID, MergedObject, Object, ObjectType, OutputType, Positioned, Result,
    ServerResult, Value,
};
use entity::rules::calendar;
use entity::types::{MeetingId, ProgrammeId};

use super::errors;
use super::ids::parse;
use super::labels::{EnumLabel, enum_labels};
use super::model::{
    AgendaItem, AllocationDecision, CellMeeting, Dwelling, Event, ExamPeriod, Household, HouseholdBy, LeaseReview,
    Organisation, Programme, ProgressReview, Reminder, SocialDiagnosis, Staff, StepWaiver, SupportExtension,
    SupportExtensionRequest, SupportInterview, SupportMeasure, SupportSuspension, Tenancy, TripartiteAgreement,
};
use super::plan::{Column, List, Listed, Node, Nodes, PageOf, Planned, Type, list_arguments, object, resolve_list};
use super::scalars::Date;
use super::session::RequestExt;

/// What can be read, within what the viewer's role lets them see. Of some fields the description says what they tell,
/// since not everybody who sees the object may read them. *Identity*: managers, coordinators, the household's landlord
/// and its referent. *Social content*: managers, coordinators and the referent. *Money*: managers, coordinators,
/// landlords and funders. Such a field is null for anybody else, with `FORBIDDEN_FIELD` once for each type.
#[derive(MergedObject, Default)]
pub struct Query(Single, Lists);

#[derive(Default)]
struct Single;

#[Object]
#[expect(
    clippy::unnecessary_wraps,
    clippy::unused_self,
    clippy::needless_pass_by_value,
    reason = "what the library wants of a resolver"
)]
impl Single {
    /// Who asks.
    fn viewer(&self, ctx: &Context<'_>) -> Option<Planned<Staff>> {
        Some(Planned::by_id(ctx.viewer().map(|viewer| &viewer.staff_id)))
    }

    /// Whatever has this global identifier, if the viewer sees it.
    fn node(&self, #[graphql(desc = "The global identifier.")] id: ID) -> Option<Node> {
        Some(Node::by_id(id))
    }

    /// Whatever has these global identifiers, each in its place; null where the viewer sees nothing.
    fn nodes(&self, #[graphql(desc = "The global identifiers, at most 100.")] ids: Vec<ID>) -> Option<Nodes> {
        Some(Nodes::by_ids(ids))
    }

    /// A programme.
    fn programme(&self, #[graphql(desc = "Its identifier.")] id: ID) -> Option<Planned<Programme>> {
        Some(Planned::by_id(parse::<ProgrammeId>(&id, "id").map_err(errors::refused)))
    }

    /// A household (*ménage*).
    fn household(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: HouseholdBy,
    ) -> Option<Planned<Household>> {
        Some(Planned::seen(ctx.viewer().and_then(|viewer| by.condition(viewer))))
    }

    /// A meeting of the coordination cell (*séance*).
    fn meeting(&self, #[graphql(desc = "Its identifier.")] id: ID) -> Option<Planned<CellMeeting>> {
        Some(Planned::by_id(parse::<MeetingId>(&id, "id").map_err(errors::refused)))
    }

    /// What the values of the domain's enumerations are called on a day, for whoever has signed in: some labels change
    /// with the law, the values never do. The values of an enumeration come together, in its order.
    fn enum_labels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The names of the enumerations that are wanted, at most 100; null or left out: all.")]
        enums: Option<Vec<String>>,
        #[graphql(desc = "The day on which the labels hold; null or left out: today.")] on: Option<Date>,
    ) -> Option<Result<Vec<EnumLabel>>> {
        let on = on.map_or_else(|| calendar::today(ctx.now()), |Date(day)| day);
        Some(ctx.viewer().and_then(|_| enum_labels(enums.as_deref(), on)))
    }
}

/// The lists of the whole.
#[derive(Default)]
struct Lists;

struct RootList {
    name: &'static str,
    doc: &'static str,
    list: fn() -> List,
    register: fn(&mut Registry) -> String,
}

const fn list<T: Listed>(name: &'static str, doc: &'static str) -> RootList {
    RootList { name, doc, list: T::list, register: PageOf::<T>::create_type_info }
}

const LISTS: [RootList; 22] = [
    list::<Programme>("programmes", "The programmes."),
    list::<Organisation>("organisations", "The organisations."),
    list::<Staff>("staff", "The members of staff."),
    list::<Household>("households", "The households that the viewer sees."),
    list::<Dwelling>("dwellings", "The dwellings that the viewer sees."),
    list::<StepWaiver>("stepWaivers", "The waivers of steps that the viewer sees."),
    list::<SocialDiagnosis>("socialDiagnoses", "The social diagnoses that the viewer sees."),
    list::<AllocationDecision>(
        "allocationDecisions",
        "The decisions of the allocation committee that the viewer sees.",
    ),
    list::<TripartiteAgreement>("tripartiteAgreements", "The tripartite agreements that the viewer sees."),
    list::<SupportMeasure>("supportMeasures", "The support measures that the viewer sees."),
    list::<SupportExtension>("supportExtensions", "The extensions that the viewer sees."),
    list::<SupportInterview>("supportInterviews", "The interviews of support measures that the viewer sees."),
    list::<SupportSuspension>("supportSuspensions", "The suspensions of support measures that the viewer sees."),
    list::<SupportExtensionRequest>("supportExtensionRequests", "The extensions asked for that the viewer sees."),
    list::<ProgressReview>("progressReviews", "The reviews of support measures that the viewer sees."),
    list::<Tenancy>("tenancies", "The tenancies that the viewer sees."),
    list::<LeaseReview>("leaseReviews", "The lease reviews that the viewer sees."),
    list::<ExamPeriod>("examPeriods", "The exam periods of sliding leases that the viewer sees."),
    list::<CellMeeting>("meetings", "The meetings that the viewer runs or sits in."),
    list::<AgendaItem>("agendaItems", "The agenda items of these meetings."),
    list::<Reminder>("reminders", "The reminders that the viewer sees."),
    list::<Event>(
        "events",
        "The events that the viewer may see. A cursor of this list is one of the subscription `events` too.",
    ),
];

/// The columns of a list of the whole, as a table.
pub(crate) fn root_columns(name: &str) -> Vec<Column> {
    target(name).map(Type::columns).unwrap_or_default()
}

/// The columns of what a field lists, of a type that has a list of the whole.
pub(crate) fn member_columns(name: &str, field: &str) -> Vec<Column> {
    target(name).and_then(|ty| ty.listed_by(field)).map(Type::columns).unwrap_or_default()
}

/// The names of the lists of the whole.
#[cfg(test)]
pub(crate) fn root_lists() -> impl Iterator<Item = &'static str> {
    LISTS.iter().map(|list| list.name)
}

fn target(name: &str) -> Option<&'static Type> {
    LISTS.iter().find(|list| list.name == name).map(|list| (list.list)().target())
}

impl OutputType for Lists {
    fn type_name() -> Cow<'static, str> {
        "Lists".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| {
            let fields = LISTS.iter().map(|list| {
                let ty = (list.register)(registry);
                let mut field = MetaField::new(list.name, ty.trim_end_matches('!'));
                field.description = Some(list.doc.to_owned());
                field.args = list_arguments(&(list.list)(), registry);
                (list.name.to_owned(), field)
            });
            object::<Self>("Lists", "The lists of the whole.", fields.collect())
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        async_graphql::resolver_utils::resolve_container(ctx, self).await
    }
}

impl ContainerType for Lists {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        match LISTS.iter().find(|list| list.name == ctx.item.node.name.node.as_str()) {
            Some(list) => Ok(Some(resolve_list((list.list)(), ctx).await.unwrap_or_else(|error| {
                ctx.add_error(error);
                Value::Null
            }))),
            None => Ok(None),
        }
    }
}

impl ObjectType for Lists {}
