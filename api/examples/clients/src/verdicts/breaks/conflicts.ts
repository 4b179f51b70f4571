// Two fields that want to stand under one key of the answer.

import {
  Kind,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  print,
  type GraphQLField,
  type GraphQLNamedType,
} from 'graphql';

import type { Chance } from '../chance';
import { schema } from '../schema';
import { literal } from '../values';
import { at, plus, definition, selecting, selection, with_, type Breaks } from './break';

type Field = GraphQLField<unknown, unknown>;

export const conflicts: Breaks = {
  'two fields of one key': selecting(({ parent }, chance) => two(parent, chance)?.map(same)),
  'two fields of one key, one skipped': selecting(({ parent }, chance) => {
    const [one, other] = two(parent, chance) ?? [];
    return one && other && [same(one), `${same(other)} @skip(if: true)`];
  }),
  'two fields of one key, one in an inline fragment': selecting(({ parent }, chance) => {
    const [one, other] = two(parent, chance) ?? [];
    return one && other && [same(one), `... on ${parent?.name} { ... { ${same(other)} } }`];
  }),
  'two fields of one key, one in a fragment': (draft, chance) => {
    let added: string | undefined;
    const broken = selecting(({ parent }, chance) => {
      const [one, other] = two(parent, chance) ?? [];
      if (!one || !other) return undefined;
      added = `fragment Same on ${parent?.name} { ${same(other)} }`;
      return [same(one), '...Same'];
    })(draft, chance);
    return broken && 'document' in broken && added
      ? { ...broken, document: plus(broken.document, definition(added)) }
      : undefined;
  },
  'two fields of one key, below a field': at(Kind.FIELD, ({ node, type }, chance) => {
    const [one, other] = two(getNamedType(type), chance) ?? [];
    if (!node.selectionSet || !one || !other) return undefined;
    const selectionSet = { kind: Kind.SELECTION_SET, selections: [selection(same(other))] } as const;
    return [
      { ...node, selectionSet: with_(node.selectionSet, [selection(same(one))]) },
      { ...node, selectionSet },
    ];
  }),
  'fields of two types in one key': selecting(({ parent }, chance) => {
    if (!isInterfaceType(parent)) return undefined;
    const possible = chance.shuffled(schema.getPossibleTypes(parent));
    for (const [at, type] of possible.entries()) {
      const other = possible[at + 1];
      const here = chance.shuffled(leaves(type));
      const there = other && chance.shuffled(leaves(other));
      const pair = here.flatMap(
        (one) =>
          there
            ?.filter((two) => String(one.type) !== String(two.type))
            .slice(0, 1)
            .map((two) => [one, two] as const) ?? [],
      )[0];
      if (other && pair)
        return [`... on ${type.name} { ${same(pair[0])} }`, `... on ${other.name} { ${same(pair[1])} }`];
    }
    return undefined;
  }),
  'two arguments under one key': selecting(({ parent }, chance) => {
    for (const field of chance.shuffled(optional(parent))) {
      const argument = chance.of(field.args);
      const [one, other] = [0, 1].map(() => print(literal(argument.type, chance)));
      const set = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
      const second = chance.happens(0.3) ? '' : `(${argument.name}: ${other})`;
      if (one !== other)
        return [`same: ${field.name}(${argument.name}: ${one}) ${set}`, `same: ${field.name}${second} ${set}`];
    }
    return undefined;
  }),
};

const same = (field: Field): string => `same: ${field.name}`;

/** Two fields without a selection. */
function two(type: GraphQLNamedType | undefined, chance: Chance): Field[] | undefined {
  const found = chance.shuffled(leaves(type)).slice(0, 2);
  return found.length === 2 ? found : undefined;
}

const leaves = (type: GraphQLNamedType | undefined): Field[] =>
  all(type).filter((field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument));

const optional = (type: GraphQLNamedType | undefined): Field[] =>
  all(type).filter(({ args }) => args.length > 0 && !args.some(isRequiredArgument));

const all = (type: GraphQLNamedType | undefined): Field[] =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
