// Inputs of which one field is to be given (`@oneOf`), if the schema has any. Variables are too seldom of such a type
// for this: the server's own tests have them.

import {
  Kind,
  getNullableType,
  isInputObjectType,
  parseType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type ValueNode,
} from 'graphql';

import type { Chance } from '../chance';
import { operations } from '../draft';
import { name, schema, variable } from '../schema';
import { literal, nonNull } from '../values';
import { at, type Breaks, type Change } from './break';

const breaks: Breaks = {
  'none of one': literally(0, () => ({ kind: Kind.NULL })),
  'two of one': literally(2, (type, chance) => literal(nonNull(type), chance)),
  'null of one': literally(1, () => ({ kind: Kind.NULL })),
  'one and null': literally(2, (type, chance, first) => (first ? literal(nonNull(type), chance) : { kind: Kind.NULL })),
  'a variable of one that may be null': (draft, chance) => {
    if (operations(draft.document).length > 1) return undefined;
    let wanted = '';
    const use = literally(1, (type) => {
      wanted = String(getNullableType(type));
      return variable('one');
    })(draft, chance);
    if (!use || !('document' in use)) return undefined;
    const kind = Kind.VARIABLE_DEFINITION;
    const definition = { kind, variable: variable('one'), type: parseType(wanted) } as const;
    return at(Kind.OPERATION_DEFINITION, ({ node }) => ({
      ...node,
      variableDefinitions: [...(node.variableDefinitions ?? []), definition],
    }))(use, chance);
  },
};

const types = Object.values(schema.getTypeMap());
export const oneOf: Breaks = types.some((type) => isInputObjectType(type) && type.isOneOf) ? breaks : {};

/** As many fields, each with a value. */
function literally(
  count: number,
  value: (type: GraphQLInputType, chance: Chance, first: boolean) => ValueNode,
): Change {
  return at(Kind.OBJECT, ({ node, input }, chance) => {
    const type = oneOfIts(input);
    const fields =
      type &&
      some(type, count, chance).map(
        (field, place) =>
          ({
            kind: Kind.OBJECT_FIELD,
            name: name(field.name),
            value: value(field.type, chance, place === 0),
          }) as const,
      );
    return fields && { ...node, fields };
  });
}

function oneOfIts(type: GraphQLInputType | undefined): GraphQLInputObjectType | undefined {
  const named = getNullableType(type);
  return isInputObjectType(named) && named.isOneOf ? named : undefined;
}

const some = (type: GraphQLInputObjectType, count: number, chance: Chance): GraphQLInputField[] =>
  chance.shuffled(Object.values(type.getFields())).slice(0, count);
