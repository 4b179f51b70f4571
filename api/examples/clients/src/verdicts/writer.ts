// Valid documents, at random: operations of every kind, fragments named and inline, aliases, directives, and
// variables wherever a value may stand.

import {
  Kind,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  doTypesOverlap,
  getNamedType,
  isCompositeType,
  isIntrospectionType,
  isObjectType,
  isInterfaceType,
  isRequiredArgument,
  visit,
  type ArgumentNode,
  type DefinitionNode,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

import type { Chance } from './chance';
import { operation, type Draft } from './draft';
import { name, namedType, schema } from './schema';
import { literal } from './values';
import { Variables, description } from './variables';

/** How deep fields lie in each other, and how many a document has before its fragments are expanded. */
const DEEPEST = 6;
const FIELDS = 40;

const composite = Object.values(schema.getTypeMap()).filter(isCompositeType);
const plain = composite.filter((type) => !isIntrospectionType(type));
const roots = [OperationTypeNode.QUERY, OperationTypeNode.MUTATION, OperationTypeNode.SUBSCRIPTION].flatMap((kind) => {
  const type = schema.getRootType(kind);
  return type ? [{ kind, type }] : [];
});

/** A request that is valid, but for two fields that by chance may not share a key. */
export function draft(chance: Chance): Draft {
  return new Writer(chance).draft();
}

class Writer {
  private readonly fragments = new Map<string, { definition: FragmentDefinitionNode; height: number }>();
  private readonly variables: Variables;
  /** What a field is given wherever it has no alias: one key stands for one thing. */
  private readonly given = new Map<string, ArgumentNode[]>();
  private fields = 0;
  private names = 0;

  constructor(private readonly chance: Chance) {
    this.variables = new Variables(chance);
  }

  draft(): Draft {
    const { chance } = this;
    const count = chance.happens(0.8) ? 1 : 2 + chance.below(2);
    const anonymous = count === 1 && chance.happens(0.4);
    const written = Array.from({ length: count }, () => this.operation(anonymous));
    const fragments = [...this.fragments.values()].map(({ definition }) => definition);
    const definitions: DefinitionNode[] = written.map((one) => this.declared(one));
    const document = { kind: Kind.DOCUMENT, definitions: chance.shuffled([...definitions, ...fragments]) } as const;
    const needed = count > 1 || (!anonymous && chance.happens(0.5));
    const operationName = needed ? chance.of(written).name?.value : undefined;
    const asked = operation({ document, operationName, variables: {} });
    return { document, operationName, variables: this.variables.values(asked?.variableDefinitions ?? []) };
  }

  private operation(anonymous: boolean): OperationDefinitionNode {
    // Most of a schema lies below its query.
    const { kind, type } = this.chance.happens(0.6) ? (roots[0] as (typeof roots)[0]) : this.chance.of(roots);
    const selectionSet = kind === OperationTypeNode.SUBSCRIPTION ? this.subscribed(type) : this.selected(type, 0, kind);
    return {
      kind: Kind.OPERATION_DEFINITION,
      description: description(this.chance),
      operation: kind,
      name: anonymous ? undefined : name(this.named('Operation')),
      directives: this.directives(kind.toUpperCase()),
      selectionSet,
    };
  }

  /** One field, however it is wrapped. */
  private subscribed(type: GraphQLObjectType): SelectionSetNode {
    const field = this.field(type, this.chance.of(Object.values(type.getFields())), 0);
    const only = set([{ ...field, directives: [] }]);
    if (this.chance.happens(0.6)) return only;
    if (this.chance.happens(0.5)) return set([{ kind: Kind.INLINE_FRAGMENT, selectionSet: only }]);
    return set([{ kind: Kind.FRAGMENT_SPREAD, name: name(this.fragment(type, only)) }]);
  }

  private selected(type: GraphQLCompositeType, depth: number, kind?: OperationTypeNode): SelectionSetNode {
    const { chance } = this;
    const selections: SelectionNode[] = this.chosen(type, depth).map((field) => this.field(type, field, depth));
    if (chance.happens(0.15) || selections.length === 0) selections.push(this.typename());
    if (kind === OperationTypeNode.QUERY && chance.happens(0.15)) {
      selections.push(this.field(type, chance.of([SchemaMetaFieldDef, TypeMetaFieldDef]), depth));
    }
    while (this.fields < FIELDS && chance.happens(0.25)) {
      const part = chance.happens(0.5) ? this.inline(type, depth) : this.spread(type, depth);
      if (part) selections.push(part);
    }
    return set(chance.shuffled(selections));
  }

  private chosen(type: GraphQLCompositeType, depth: number): GraphQLField<unknown, unknown>[] {
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const full = depth + 1 >= DEEPEST || this.fields >= FIELDS;
    const fields = Object.values(type.getFields()).filter(
      (field) => !full || !isCompositeType(getNamedType(field.type)),
    );
    return this.chance.some(fields, 4);
  }

  private field(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, depth: number): FieldNode {
    this.fields += 1;
    const type = getNamedType(field.type);
    const alias = this.chance.happens(0.25);
    const place = `${parent.name}.${field.name}`;
    const given = (!alias && this.given.get(place)) || this.arguments(field.args);
    if (!alias) this.given.set(place, given);
    return {
      kind: Kind.FIELD,
      alias: alias ? name(this.named('alias')) : undefined,
      name: name(field.name),
      arguments: given,
      directives: this.directives('FIELD'),
      selectionSet: isCompositeType(type) ? this.selected(type, depth + 1) : undefined,
    };
  }

  private typename(): FieldNode {
    const alias = this.chance.happens(0.2) ? name(this.named('alias')) : undefined;
    return { kind: Kind.FIELD, alias, name: name('__typename') };
  }

  private inline(type: GraphQLCompositeType, depth: number): SelectionNode {
    const on = this.overlapping(type);
    const untyped = on === type && this.chance.happens(0.5);
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: untyped ? undefined : namedType(on.name),
      directives: this.directives('INLINE_FRAGMENT'),
      selectionSet: this.selected(on, depth),
    };
  }

  /** A fragment that is there already or a new one: none leads back to itself. */
  private spread(type: GraphQLCompositeType, depth: number): SelectionNode | undefined {
    const fitting = [...this.fragments.values()].filter(({ definition, height }) => {
      const on = schema.getType(definition.typeCondition.name.value);
      return isCompositeType(on) && doTypesOverlap(schema, type, on) && depth + height <= DEEPEST;
    });
    let called: string;
    if (fitting.length > 0 && this.chance.happens(0.5)) {
      called = this.chance.of(fitting).definition.name.value;
    } else {
      const on = this.overlapping(type);
      called = this.fragment(on, this.selected(on, depth));
    }
    return { kind: Kind.FRAGMENT_SPREAD, name: name(called), directives: this.directives('FRAGMENT_SPREAD') };
  }

  private fragment(on: GraphQLCompositeType, selectionSet: SelectionSetNode): string {
    const called = this.named('Fragment');
    const definition: FragmentDefinitionNode = {
      kind: Kind.FRAGMENT_DEFINITION,
      description: description(this.chance),
      name: name(called),
      typeCondition: namedType(on.name),
      directives: this.directives('FRAGMENT_DEFINITION'),
      selectionSet,
    };
    this.fragments.set(called, { definition, height: this.height(selectionSet) });
    return called;
  }

  private height({ selections }: SelectionSetNode): number {
    const heights = selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return this.fragments.get(selection.name.value)?.height ?? 0;
      const below = selection.selectionSet ? this.height(selection.selectionSet) : 0;
      return below + (selection.kind === Kind.FIELD ? 1 : 0);
    });
    return Math.max(...heights);
  }

  /** A type of which something may be one of another type too. */
  private overlapping(type: GraphQLCompositeType): GraphQLCompositeType {
    if (isIntrospectionType(type) || this.chance.happens(0.3)) return type;
    return this.chance.of(plain.filter((other) => doTypesOverlap(schema, type, other)));
  }

  private arguments(args: readonly GraphQLArgument[]): ArgumentNode[] {
    const chosen = args.filter((argument) => isRequiredArgument(argument) || this.chance.happens(0.4));
    return this.chance.shuffled(chosen).map((argument) => ({
      kind: Kind.ARGUMENT,
      name: name(argument.name),
      value: this.value(argument),
    }));
  }

  private value({ type, defaultValue }: GraphQLArgument): ValueNode {
    return literal(type, this.chance, this.variables.for, defaultValue === undefined ? 'own default' : 'default');
  }

  private directives(location: string): DirectiveNode[] {
    const fitting = schema
      .getDirectives()
      .filter(({ locations }) => (locations as readonly string[]).includes(location));
    if (fitting.length === 0 || !this.chance.happens(0.08)) return [];
    return this.chance.some(fitting, 2).map((directive) => ({
      kind: Kind.DIRECTIVE,
      name: name(directive.name),
      arguments: this.arguments(directive.args),
    }));
  }

  /** The operation with the variables that it uses, those of its fragments among them. */
  private declared(written: OperationDefinitionNode): OperationDefinitionNode {
    const used = new Set<string>();
    const look = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
      visit(node, {
        Variable: ({ name }) => void used.add(name.value),
        FragmentSpread: (spread) => {
          const fragment = this.fragments.get(spread.name.value);
          if (fragment) look(fragment.definition);
        },
      });
    };
    look(written);
    return { ...written, variableDefinitions: this.variables.definitions(used) };
  }

  private named(kind: string): string {
    this.names += 1;
    return `${kind}${this.names}`;
  }
}

const set = (selections: SelectionNode[]): SelectionSetNode => ({ kind: Kind.SELECTION_SET, selections });
