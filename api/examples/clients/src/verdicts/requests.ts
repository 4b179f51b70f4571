// The requests that are judged: some valid, and some broken in each of the ways.

import { breaks } from './breaks';
import { Chance } from './chance';
import { written, type Draft, type Request } from './draft';
import { reference, type Reference } from './reference';
import { draft } from './writer';

export interface Case {
  /** How it was broken. */
  readonly kind: string;
  readonly request: Request;
  readonly reference: Reference;
}

export const VALID = 'nothing is wrong';
export const kinds = [VALID, ...Object.keys(breaks)];

/** How often a request is begun anew that has no place for a break, or that a break left valid. */
const PATIENCE = 300;

/** As many requests from a seed: a third is valid, and each break has its share of the others. */
export function* requests(seed: string, count: number): Generator<Case> {
  const valid = Math.ceil(count / 3);
  for (let number = 0; number < count; number += 1) {
    const chance = new Chance(`${seed}/${number}`);
    const broken = Math.max(0, number - valid);
    yield number < valid
      ? whole(chance)
      : one(Object.keys(breaks)[broken % (kinds.length - 1)] ?? VALID, chance, broken);
  }
}

function whole(chance: Chance): Case {
  const request = written(valid(chance), chance);
  return { kind: VALID, request, reference: reference(request) };
}

/** Every other one is refused by graphql-js; what a break may leave valid is worth a question too. */
function one(kind: string, chance: Chance, number: number): Case {
  const refused = Math.floor(number / (kinds.length - 1)) % 2 === 0;
  for (let patience = PATIENCE; patience > 0; patience -= 1) {
    const broken = breaks[kind]?.(valid(chance), chance);
    if (!broken) continue;
    const request = 'document' in broken ? written(broken, chance) : broken;
    const judged = reference(request);
    if (!refused || judged.verdict !== 'accepted') return { kind, request, reference: judged };
  }
  throw new Error(`graphql-js refuses nothing of the kind "${kind}"`);
}

/** A draft that graphql-js accepts. By chance, two fields of one may want to share a key. */
function valid(chance: Chance): Draft {
  for (let patience = PATIENCE; patience > 0; patience -= 1) {
    const one = draft(chance);
    if (reference(written(one, chance)).verdict === 'accepted') return one;
  }
  throw new Error('graphql-js accepts nothing that should be valid');
}
