// What no value of a type is, as a literal and as JSON. A scalar of ours refuses nothing here: graphql-js knows
// only its name.

import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  parseValue,
  type GraphQLInputType,
  type ValueNode,
} from 'graphql';

import type { Chance } from '../chance';

const LITERALS = ['1', '-1.5', '"text"', '"""text"""', 'true', 'UNKNOWN', '[]', '[1]', '["text"]', '{}', '{a: 1}'];
const JSONS: unknown[] = [1, -1.5, 'text', true, [], [1], ['text'], {}, { a: 1 }, 2 ** 40];

/** A literal that a type refuses; none when it may be anything. */
export function wrongLiteral(type: GraphQLInputType, chance: Chance): ValueNode | undefined {
  const literals = LITERALS.map((text) => parseValue(text, { noLocation: true }));
  const wrong = literals.filter((literal) => refused(type, (scalar) => scalar.parseLiteral(literal), literal.kind));
  return wrong.length > 0 ? chance.of(wrong) : undefined;
}

/** JSON that a type refuses; undefined when it may be anything. */
export function wrongJson(type: GraphQLInputType, chance: Chance): unknown {
  const wrong = JSONS.filter((value) => refused(type, (scalar) => scalar.parseValue(value), kindOf(value)));
  return wrong.length > 0 ? chance.of(wrong) : undefined;
}

type Leaf = { parseLiteral(literal: ValueNode): unknown; parseValue(value: unknown): unknown };

function refused(type: GraphQLInputType, read: (leaf: Leaf) => unknown, kind: string): boolean {
  if (isNonNullType(type)) return refused(type.ofType, read, kind);
  if (isListType(type)) return kind === 'ListValue' ? false : refused(type.ofType, read, kind);
  if (isInputObjectType(type)) return kind !== 'ObjectValue';
  if (!isEnumType(type) && !isSpecifiedScalarType(type)) return false;
  try {
    read(type as unknown as Leaf);
    return false;
  } catch {
    return true;
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'ListValue';
  return typeof value === 'object' ? 'ObjectValue' : 'Leaf';
}
