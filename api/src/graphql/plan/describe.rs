//! What the schema's types are read from: one description for each, of an entity's columns and relations,
//! from which both the schema and the statements are made.

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaField, MetaType, MetaTypeId, Registry};
use async_graphql::{CacheControl, ID, OutputType};
use entity::policy::{FieldClass, Viewer};
use sea_orm::sea_query::{DynIden, Expr, IntoIden};
use sea_orm::{Condition, EntityName, EntityTrait, Identity, Order, RelationDef, RelationTrait};

use super::json::{Dialect, Encoding, Leaf};
use super::page::{Listed, PageOf, arguments};
use super::permissions::{Permission, PermissionsOf};
use super::{Late, Planned, Row};

/// A type of the schema that is read from a table.
pub(crate) trait Described: Send + Sync + Sized + 'static {
    /// Its description, made once.
    fn described() -> &'static Type;
}

/// The description of a type.
pub(crate) struct Type {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) table: DynIden,
    pub(super) fields: IndexMap<&'static str, Field>,
    pub(super) scope: fn(&Viewer, &Moment) -> Condition,
    pub(super) referent: Option<fn(&Row) -> Expr>,
    pub(super) node: bool,
    pub(super) permissions: Vec<Permission>,
}

/// A field of a type.
pub(super) struct Field {
    doc: &'static str,
    guard: Option<Guard>,
    ty: fn(&mut Registry) -> String,
    pub(super) kind: Kind,
}

/// What decides whether the viewer reads a field of a row that they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// The class of what it tells.
    Class(FieldClass),
    /// Whether they open the file of the household that the row is.
    File,
}

/// Where a field's value comes from.
pub(super) enum Kind {
    /// A value computed from the row.
    Value { encoding: Encoding, nullable: bool, value: Computed },
    /// The row that a foreign key leads to: always there, and seen by whoever sees this row.
    One { target: fn() -> &'static Type, on: Join },
    /// The row that a foreign key leads to, if it is set, the viewer sees it and a condition holds.
    Maybe { target: fn() -> &'static Type, on: Join, when: Option<fn(&Row) -> Expr> },
    /// The first of the rows that point here, in an order.
    First { target: fn() -> &'static Type, on: Join, only: fn() -> Condition },
    /// All rows that point here, for the few that a form has.
    All { target: fn() -> &'static Type, on: Join, order: DynIden },
    /// What the rows that point here lead to, in an order.
    Through { target: fn() -> &'static Type, via: DynIden, on: Join, to: Join, order: DynIden },
    /// All values of a column of the rows that point here.
    Values { table: DynIden, on: Join, column: DynIden },
    /// A page of the rows that point here.
    Page { list: fn() -> super::page::List, on: Join, within: Option<fn(&Viewer) -> Condition> },
    /// Whatever has the identifier that a column holds.
    Node { id: DynIden },
    /// What the viewer may do with the row.
    Permissions { of: fn() -> &'static Type },
    /// What is computed from the row's identifier once the statement has run.
    Late { id: DynIden, late: Late },
}

/// Computes a value from a row.
type Computed = Box<dyn Fn(&Row, &Moment) -> Expr + Send + Sync>;

/// How two tables meet: a column of the other table equals one of this row's.
#[derive(Clone)]
pub(super) struct Join {
    pub(super) theirs: DynIden,
    pub(super) ours: DynIden,
}

/// When a request is answered, as values are computed from it.
pub(crate) struct Moment {
    /// The database.
    pub(crate) dialect: Dialect,
    /// The instant.
    pub(crate) now: chrono::DateTime<chrono::Utc>,
    /// The day in Paris.
    pub(crate) today: chrono::NaiveDate,
}

impl Moment {
    /// Whether the database is PostgreSQL.
    pub(crate) fn postgres(&self) -> bool {
        self.dialect == Dialect::Postgres
    }
}

/// A description in the making.
pub(crate) struct Builder(Type);

impl Type {
    /// Begins the description of a type whose rows are those of an entity.
    pub(crate) fn of<E: EntityTrait + EntityName>(name: &'static str, doc: &'static str) -> Builder {
        Builder(Self {
            name,
            doc,
            table: E::default().table_name().into_iden(),
            fields: IndexMap::new(),
            scope: |_, _| Condition::all(),
            referent: None,
            node: false,
            permissions: Vec::new(),
        })
    }

    /// The names by which a fragment may mean this type.
    pub(super) fn names(&self) -> Vec<&'static str> {
        if self.node { vec![self.name, "Node"] } else { vec![self.name] }
    }

    /// Adds the type to the schema.
    pub(super) fn register<T: OutputType>(&'static self, registry: &mut Registry) -> String {
        if self.node {
            registry.add_implements(self.name, "Node");
        }
        registry.create_output_type::<T, _>(MetaTypeId::Object, |registry| {
            let fields = self.fields.iter().map(|(name, field)| ((*name).to_owned(), field.register(name, registry)));
            object::<T>(self.name, self.doc, fields.collect())
        })
    }
}

/// An object type of the schema.
pub(crate) fn object<T: OutputType>(name: &str, doc: &str, fields: IndexMap<String, MetaField>) -> MetaType {
    MetaType::Object {
        name: name.to_owned(),
        description: Some(doc.to_owned()),
        fields,
        cache_control: CacheControl::default(),
        extends: false,
        shareable: false,
        resolvable: true,
        keys: None,
        visible: None,
        inaccessible: false,
        interface_object: false,
        tags: Vec::new(),
        is_subscription: false,
        rust_typename: Some(std::any::type_name::<T>()),
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

impl Field {
    fn register(&self, name: &str, registry: &mut Registry) -> MetaField {
        let ty = (self.ty)(registry);
        // What may be refused may be null.
        let ty = if self.guard.is_some() { ty.trim_end_matches('!').to_owned() } else { ty };
        let mut field = MetaField::new(name, ty);
        field.description = Some(self.doc.to_owned());
        if let Kind::Page { list, .. } = &self.kind {
            field.args = arguments(&list(), registry);
        }
        field
    }

    pub(super) fn guard(&self) -> Option<Guard> {
        self.guard
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a relation is the name of a variant")]
impl Builder {
    /// The rows that exist for a viewer.
    pub(crate) fn seen_by(mut self, scope: fn(&Viewer, &Moment) -> Condition) -> Self {
        self.0.scope = scope;
        self
    }

    /// Where the referent of the household that the row belongs to is found.
    pub(crate) fn referent(mut self, referent: fn(&Row) -> Expr) -> Self {
        self.0.referent = Some(referent);
        self
    }

    /// The global identifier.
    pub(crate) fn node(mut self, doc: &'static str) -> Self {
        self.0.node = true;
        self.id(doc)
    }

    /// The identifier of something that is read through another only.
    pub(crate) fn id(self, doc: &'static str) -> Self {
        self.value::<ID>("id", doc, |row, _| row.col("id"))
    }

    /// A column.
    pub(crate) fn column<T: Leaf>(self, name: &'static str, column: impl IntoIden, doc: &'static str) -> Self {
        let column = column.into_iden();
        self.value::<T>(name, doc, move |row, _| row.col(column.clone()))
    }

    /// A value computed from the row.
    pub(crate) fn value<T: Leaf>(
        self,
        name: &'static str,
        doc: &'static str,
        value: impl Fn(&Row, &Moment) -> Expr + Send + Sync + 'static,
    ) -> Self {
        let kind = Kind::Value { encoding: T::ENCODING, nullable: T::NULLABLE, value: Box::new(value) };
        self.field(name, doc, T::create_type_info, kind)
    }

    /// What a foreign key leads to.
    pub(crate) fn one<T: Described>(self, name: &'static str, relation: impl RelationTrait, doc: &'static str) -> Self {
        let on = Join::owned(&relation.def());
        self.field(name, doc, Planned::<T>::create_type_info, Kind::One { target: T::described, on })
    }

    /// What a foreign key leads to, if it is set and the viewer sees it.
    pub(crate) fn maybe<T: Described>(
        self,
        name: &'static str,
        relation: impl RelationTrait,
        doc: &'static str,
    ) -> Self {
        let kind = Kind::Maybe { target: T::described, on: Join::owned(&relation.def()), when: None };
        self.field(name, doc, Option::<Planned<T>>::create_type_info, kind)
    }

    /// The same, unless a condition on this row does not hold.
    pub(crate) fn maybe_when<T: Described>(
        self,
        name: &'static str,
        relation: impl RelationTrait,
        when: fn(&Row) -> Expr,
        doc: &'static str,
    ) -> Self {
        let kind = Kind::Maybe { target: T::described, on: Join::owned(&relation.def()), when: Some(when) };
        self.field(name, doc, Option::<Planned<T>>::create_type_info, kind)
    }

    /// The row of a type that a column names, if the viewer sees it: where no foreign key says which type.
    pub(crate) fn named<T: Described>(self, name: &'static str, column: impl IntoIden, doc: &'static str) -> Self {
        let on = Join { theirs: "id".into_iden(), ours: column.into_iden() };
        let kind = Kind::Maybe { target: T::described, on, when: None };
        self.field(name, doc, Option::<Planned<T>>::create_type_info, kind)
    }

    /// The row itself, as another type shows it; `key` is unique.
    pub(crate) fn itself<T: Described>(self, name: &'static str, key: impl IntoIden, doc: &'static str) -> Self {
        let key = key.into_iden();
        let on = Join { theirs: key.clone(), ours: key };
        self.field(name, doc, Planned::<T>::create_type_info, Kind::One { target: T::described, on })
    }

    /// The only row that points here and fulfils a condition, if there is one.
    pub(crate) fn only<T: Described>(
        self,
        name: &'static str,
        relation: impl RelationTrait,
        only: fn() -> Condition,
        doc: &'static str,
    ) -> Self {
        let kind = Kind::First { target: T::described, on: Join::owning(&relation.def()), only };
        self.field(name, doc, Option::<Planned<T>>::create_type_info, kind)
    }

    /// All rows that point here: for the fixed lines of a form.
    pub(crate) fn all<T: Described>(
        self,
        name: &'static str,
        relation: impl RelationTrait,
        order: impl IntoIden,
        doc: &'static str,
    ) -> Self {
        let kind = Kind::All { target: T::described, on: Join::owning(&relation.def()), order: order.into_iden() };
        self.field(name, doc, Vec::<Planned<T>>::create_type_info, kind)
    }

    /// All that the rows which point here lead to: for the fixed lines of a form.
    pub(crate) fn through<T: Described, E: EntityTrait + EntityName>(
        self,
        name: &'static str,
        here: impl RelationTrait,
        there: impl RelationTrait,
        order: impl IntoIden,
        doc: &'static str,
    ) -> Self {
        let via = E::default().table_name().into_iden();
        let (on, to) = (Join::owning(&here.def()), Join::owned(&there.def()));
        let kind = Kind::Through { target: T::described, via, on, to, order: order.into_iden() };
        self.field(name, doc, Vec::<Planned<T>>::create_type_info, kind)
    }

    /// All values that a column has in the rows that point here.
    pub(crate) fn values<T: Leaf, E: EntityTrait + EntityName>(
        self,
        name: &'static str,
        relation: impl RelationTrait,
        column: impl IntoIden,
        doc: &'static str,
    ) -> Self {
        let table = E::default().table_name().into_iden();
        let kind = Kind::Values { table, on: Join::owning(&relation.def()), column: column.into_iden() };
        self.field(name, doc, Vec::<T>::create_type_info, kind)
    }

    /// The rows that point here, as a relay connection.
    pub(crate) fn page<T: Listed>(self, name: &'static str, relation: impl RelationTrait, doc: &'static str) -> Self {
        let kind = Kind::Page { list: T::list, on: Join::owning(&relation.def()), within: None };
        self.field(name, doc, PageOf::<T>::create_type_info, kind)
    }

    /// The same, of a scope that is narrower than the type's.
    pub(crate) fn page_within<T: Listed>(
        self,
        name: &'static str,
        relation: impl RelationTrait,
        within: fn(&Viewer) -> Condition,
        doc: &'static str,
    ) -> Self {
        let kind = Kind::Page { list: T::list, on: Join::owning(&relation.def()), within: Some(within) };
        self.field(name, doc, PageOf::<T>::create_type_info, kind)
    }

    /// Whatever has the identifier that a column holds, if the viewer sees it.
    pub(crate) fn any_node(self, name: &'static str, id: impl IntoIden, doc: &'static str) -> Self {
        let kind = Kind::Node { id: id.into_iden() };
        self.field(name, doc, Option::<super::Node>::create_type_info, kind)
    }

    /// What the viewer may do with the row, which is of the type `T`.
    pub(crate) fn viewer_can<T: Described>(mut self, permissions: Vec<Permission>) -> Self {
        self.0.permissions = permissions;
        let kind = Kind::Permissions { of: T::described };
        self.field("viewerCan", "What the viewer may do with it now.", PermissionsOf::<T>::create_type_info, kind)
    }

    /// What is computed in Rust from the row's identifier.
    pub(crate) fn late<T: OutputType>(self, name: &'static str, late: Late, doc: &'static str) -> Self {
        let kind = Kind::Late { id: "id".into_iden(), late };
        self.field(name, doc, T::create_type_info, kind)
    }

    /// Only for who may read this class: the field before it.
    pub(crate) fn class(self, class: FieldClass) -> Self {
        self.guard(Guard::Class(class))
    }

    /// Only for who opens the household's file: the field before it.
    pub(crate) fn of_file(self) -> Self {
        self.guard(Guard::File)
    }

    fn guard(mut self, guard: Guard) -> Self {
        if let Some((_, field)) = self.0.fields.last_mut() {
            field.guard = Some(guard);
        }
        self
    }

    /// The description as it stands.
    pub(crate) fn done(self) -> Type {
        self.0
    }

    fn field(mut self, name: &'static str, doc: &'static str, ty: fn(&mut Registry) -> String, kind: Kind) -> Self {
        self.0.fields.insert(name, Field { doc, guard: None, ty, kind });
        self
    }
}

impl Join {
    /// By a foreign key of this row's.
    fn owned(relation: &RelationDef) -> Self {
        Self { theirs: single(&relation.to_col), ours: single(&relation.from_col) }
    }

    /// By a foreign key of theirs.
    fn owning(relation: &RelationDef) -> Self {
        Self { theirs: single(&relation.from_col), ours: single(&relation.to_col) }
    }
}

/// Every key of ours is one column.
fn single(columns: &Identity) -> DynIden {
    match columns {
        Identity::Unary(column) | Identity::Binary(column, _) | Identity::Ternary(column, ..) => column.clone(),
        Identity::Many(columns) => columns.first().cloned().unwrap_or_else(|| "id".into_iden()),
    }
}

/// Which way rows are sorted.
pub(super) fn way(ascending: bool) -> Order {
    if ascending { Order::Asc } else { Order::Desc }
}
