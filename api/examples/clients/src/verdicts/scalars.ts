// Examples of each scalar: as literals, and as they come in a request's variables. The JSON of both is the same.

import { Kind, type ConstValueNode } from 'graphql';

import type { Chance } from './chance';

const TEXTS = ['', 'a', 'é\u0000\t"\\/', '😀', 'two\nlines', '"""', '\\u{1F600} \\uD83D\\uDE00', '2026-03-02'];
/** Small ones for the most part: they may be the sizes of pages. */
const INTS = [0, 1, 1, 2, 2, 3, 3, -1, 2 ** 31 - 1, -(2 ** 31)];

const EXAMPLES: Record<string, readonly unknown[]> = {
  Boolean: [true, false],
  Date: ['2026-03-02', '2028-02-29', '0001-01-01', '9999-12-31'],
  DateTime: ['2026-03-02T14:00:00+01:00', '2026-12-31T23:59:59.999Z'],
  Float: [0, -0.5, 1.5e300, 2],
  ID: ['', 'a', 'hhd_01JGGAM0C0HZF2XR1KEZT68NK3', 0, 7, '7'],
  Int: INTS,
  JSON: [0, 'a', true, [1, 'a'], { a: { b: [] } }],
  Money: ['0.00', '1250.00', '12', '92233720368547758.07'],
  String: TEXTS,
};

/** A value of a scalar, as JSON. A scalar that is new needs examples here. */
export function example(scalar: string, chance: Chance): unknown {
  const examples = EXAMPLES[scalar];
  if (!examples) throw new Error(`src/verdicts/scalars.ts has no examples of the scalar ${scalar}`);
  return chance.of(examples);
}

/** The literal of a JSON value. */
export function literalOf(value: unknown, chance: Chance): ConstValueNode {
  if (value === null) return { kind: Kind.NULL };
  if (typeof value === 'boolean') return { kind: Kind.BOOLEAN, value };
  if (typeof value === 'number') return { kind: Number.isInteger(value) ? Kind.INT : Kind.FLOAT, value: `${value}` };
  if (typeof value === 'string') {
    // A block string cannot hold every text.
    return { kind: Kind.STRING, value, block: /^[ -~\n]*$/.test(value) && chance.happens(0.3) };
  }
  if (Array.isArray(value)) return { kind: Kind.LIST, values: value.map((one) => literalOf(one, chance)) };
  return {
    kind: Kind.OBJECT,
    fields: Object.entries(value as object).map(([key, one]) => ({
      kind: Kind.OBJECT_FIELD,
      name: { kind: Kind.NAME, value: key },
      value: literalOf(one, chance),
    })),
  };
}
