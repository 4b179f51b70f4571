// Literals that are not of their types.

import {
  GraphQLInt,
  Kind,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type ValueNode,
  type GraphQLInputType,
} from 'graphql';

import type { Chance } from '../chance';
import { name } from '../schema';
import { anywhere, at, type Breaks, type Change } from './break';
import { wrongLiteral } from './wrong';

const LITERALS: readonly Kind[] = [
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
];

export const values: Breaks = {
  'a value of another kind': instead((type, chance) => wrongLiteral(type, chance)),
  'null where none may be': instead((type) => (isNonNullType(type) ? { kind: Kind.NULL } : undefined)),
  'a number beyond Int': instead((type, chance) =>
    getNullableType(type) === GraphQLInt
      ? { kind: Kind.INT, value: chance.of(['2147483648', '-2147483649', '12345678901234567890']) }
      : undefined,
  ),
  'an unknown value of an enum': instead((type) =>
    isEnumType(getNullableType(type)) ? { kind: Kind.ENUM, value: 'UNKNOWN' } : undefined,
  ),
  'a text for a value of an enum': instead((type, chance) => {
    const named = getNullableType(type);
    return isEnumType(named) ? { kind: Kind.STRING, value: chance.of(named.getValues()).name } : undefined;
  }),
  'null in a list': at(Kind.LIST, ({ node, input }) =>
    isListType(getNullableType(input)) && isNonNullType((getNullableType(input) as { ofType: unknown }).ofType)
      ? { ...node, values: [...node.values, { kind: Kind.NULL }] }
      : undefined,
  ),
  'a list in a list': at(Kind.LIST, ({ node }) => ({ ...node, values: [node, ...node.values] })),
  'a required field of an input left out': at(Kind.OBJECT_FIELD, ({ input, hasDefault }) =>
    isNonNullType(input) && !hasDefault ? [] : undefined,
  ),
  'an unknown field of an input': at(Kind.OBJECT, ({ node, input }) => {
    const value = { kind: Kind.INT, value: '1' } as const;
    const field = { kind: Kind.OBJECT_FIELD, name: name('unknown'), value } as const;
    return isInputObjectType(getNullableType(input)) ? { ...node, fields: [...node.fields, field] } : undefined;
  }),
  'a field of an input twice': at(Kind.OBJECT_FIELD, ({ node }) => [node, node]),
};

/** Another literal for one that stands in a document. */
function instead(other: (type: GraphQLInputType, chance: Chance) => ValueNode | undefined): Change {
  return anywhere(({ node, input }, chance) =>
    input && LITERALS.includes(node.kind) ? other(input, chance) : undefined,
  );
}
