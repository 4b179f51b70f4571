// Values that fit an input type: literals, in which a variable may stand for any part, and JSON.

import {
  GraphQLNonNull,
  Kind,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type ValueNode,
} from 'graphql';

import type { Chance } from './chance';
import { example, literalOf } from './scalars';
import { name } from './schema';

/** How deep input objects lie in each other, where they need not. */
const DEEPEST = 4;

/** Whether a variable may be nullable where no null may be: never, with a default of its own, or because the
 * place has one. */
export type Leeway = 'none' | 'own default' | 'default';

/** A variable for a place where a type is wanted; perhaps none. */
export type VariableFor = (type: GraphQLInputType, leeway: Leeway) => ValueNode | undefined;

const none: VariableFor = () => undefined;

/** A literal of a type. */
export function literal(
  type: GraphQLInputType,
  chance: Chance,
  variableFor = none,
  leeway: Leeway = 'own default',
  depth = 0,
): ValueNode {
  const variable = variableFor(type, leeway);
  if (variable) return variable;
  if (isNonNullType(type)) return present(type.ofType, chance, variableFor, depth);
  if (chance.happens(0.1)) return { kind: Kind.NULL };
  return present(type, chance, variableFor, depth);
}

/** What a request may hold for a type. */
export function json(type: GraphQLInputType, chance: Chance, depth = 0): unknown {
  if (isNonNullType(type)) return json(type.ofType, chance, depth) ?? json(type, chance, depth);
  if (chance.happens(0.1)) return null;
  if (isListType(type)) {
    const items = Array.from({ length: chance.below(3) }, () => json(type.ofType, chance, depth));
    return chance.happens(0.15) ? json(nonNull(type.ofType), chance, depth) : items;
  }
  if (isEnumType(type)) return chance.of(type.getValues()).name;
  if (!isInputObjectType(type)) return example(type.name, chance);
  return Object.fromEntries(
    chosen(type, chance, depth).map((field) => [field.name, json(wanted(type, field), chance, depth + 1)]),
  );
}

function present(type: GraphQLInputType, chance: Chance, variableFor: VariableFor, depth: number): ValueNode {
  if (isNonNullType(type)) return present(type.ofType, chance, variableFor, depth);
  if (isListType(type)) {
    // A single value is a list of one.
    if (chance.happens(0.15)) return present(type.ofType, chance, none, depth);
    const values = Array.from({ length: chance.below(3) }, () =>
      literal(type.ofType, chance, variableFor, 'own default', depth),
    );
    return { kind: Kind.LIST, values };
  }
  if (isEnumType(type)) return { kind: Kind.ENUM, value: chance.of(type.getValues()).name };
  if (!isInputObjectType(type)) return literalOf(example(type.name, chance), chance);
  const fields = chosen(type, chance, depth).map((field) => {
    const leeway = type.isOneOf ? 'none' : field.defaultValue === undefined ? 'own default' : 'default';
    const value = literal(wanted(type, field), chance, variableFor, leeway, depth + 1);
    return { kind: Kind.OBJECT_FIELD, name: name(field.name), value } as const;
  });
  return { kind: Kind.OBJECT, fields };
}

/** The fields that an object gets: all that are required, and others; one where there is to be one. */
function chosen(type: GraphQLInputObjectType, chance: Chance, depth: number): GraphQLInputField[] {
  const fields = Object.values(type.getFields());
  if (type.isOneOf) return [chance.of(depth < DEEPEST ? fields : shallow(fields))];
  const more = depth < DEEPEST ? 0.4 : 0;
  return chance.shuffled(fields).filter((field) => isRequiredInputField(field) || chance.happens(more));
}

function shallow(fields: GraphQLInputField[]): GraphQLInputField[] {
  const leaves = fields.filter(({ type }) => !isInputObjectType(nullable(type)));
  return leaves.length > 0 ? leaves : fields;
}

/** What a field's value is to be: where there is one field, it is no null. */
function wanted(type: GraphQLInputObjectType, field: GraphQLInputField): GraphQLInputType {
  return type.isOneOf ? nonNull(field.type) : field.type;
}

export function nonNull(type: GraphQLInputType): GraphQLInputType {
  return isNonNullType(type) ? type : new GraphQLNonNull(type);
}

function nullable(type: GraphQLInputType) {
  return isNonNullType(type) ? type.ofType : type;
}
