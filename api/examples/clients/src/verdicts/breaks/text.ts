// Texts that are no documents, or hardly.

import { print } from 'graphql';

import type { Draft, Request } from '../draft';
import { tokens } from '../spelling';
import type { Chance } from '../chance';
import { selecting, type Breaks, type Change } from './break';

const NUMBERS = [
  '01',
  '-01',
  '00',
  '1.',
  '1.e1',
  '.5',
  '1e',
  '1e+',
  '0x1',
  '-',
  '+1',
  '1a',
  '1_000',
  '1.0.0',
  '1.5a',
  '٣',
];
const ESCAPES = [
  'q',
  'x41',
  "'",
  'u12',
  'U0041',
  'uD800',
  'uDE00',
  'uD83D\\u0041',
  'u{}',
  'u{D800}',
  'u{110000}',
  'u{41',
  '\n',
];
const TEXTS = ['"a', '"a\nb"', '"a\rb"', '"""a', '"""a""', "'a'", '"a""b', '`a`', '"\\"', '"""\\"""'];
const NAMES = ['9a', 'é', 'a-b', 'a.b', 'a$', '$a', '@a', 'a:b:c', '-a', 'ａ'];
const MARKS = [
  '?',
  ';',
  '~',
  '%',
  '^',
  '\\',
  '/',
  '*',
  '<',
  '..',
  '....',
  '.',
  '&',
  '|',
  '=',
  '!',
  '$',
  '@',
  '\u0000',
  '\u00A0',
  '\u200B',
];
const CHARACTERS = [...'"\\{}()[]$:=@!.,-#ae01 \n', '\t', '\u0007', '\uFEFF', 'é', '…'];
const EMPTY = [
  '',
  ' ',
  ',',
  '# only a comment',
  '\uFEFF',
  '{}',
  '{ }',
  'query',
  'query {}',
  '{ a { } }',
  '{ a() }',
  'query () { a }',
  'fragment F on Query {}',
  'fragment on on Query { a }',
  '{ ... on }',
  '{ ...on on }',
  'query Q query',
  '{ a: }',
  '{ a @ }',
  '{ a(b:) }',
  '{ a(b: [) }',
  '{ a(b: {c}) }',
  '{ a(b: $) }',
  'query ($a) { b }',
  'query ($a: ) { b }',
  'query ($a: [Int) { b }',
  'query ($a: Int!!) { b }',
  'query (a: Int) { b }',
  '"a" { b }',
  'null',
];

export const text: Breaks = {
  'a number that is none': holding(NUMBERS),
  'an escape that is none': holding(ESCAPES.map((escape) => `"\\${escape}"`)),
  'a text that does not end': holding(TEXTS),
  'a name that is none': (draft, chance) =>
    broken(draft, (text) => text.replace(/\w+(?= *[{(:])/, () => chance.of(NAMES))),
  'a mark that is none': spliced((chance) => [chance.of(MARKS)]),
  'a form that is empty': ({ variables }, chance) => ({ query: chance.of(EMPTY), variables }),
  'a text somewhere': spliced((chance) => [chance.of(['"text"', '"""text"""', '""'])]),
  'another character': (draft, chance) =>
    broken(draft, (text) => {
      const all = [...text];
      all.splice(chance.below(all.length), chance.below(2), chance.of(CHARACTERS));
      return all.join('');
    }),
  'a token too few': spliced(() => [], 1),
  'a token too many': spliced((chance, there) => [chance.of(there)]),
  'a token for another': spliced((chance, there) => [chance.of(there)], 1),
  'a text cut off': (draft, chance) => broken(draft, (text) => [...text].slice(0, chance.below(text.length)).join('')),
};

/** A field with an argument that cannot be read. */
function holding(values: readonly string[]): Change {
  return (draft, chance) => {
    const held = selecting(() => ['field(argument: HERE)'])(draft, chance);
    return held && 'document' in held
      ? broken(held, (text) => text.replace('HERE', () => chance.of(values)))
      : undefined;
  };
}

/** Other tokens somewhere, for as many as are left out. */
function spliced(others: (chance: Chance, there: string[]) => string[], out = 0): Change {
  return (draft, chance) =>
    broken(draft, (text) => {
      const there = tokens(text).map((token) => token.text);
      const all = [...there];
      all.splice(chance.below(all.length), out, ...others(chance, there));
      return all.join(' ');
    });
}

const broken = ({ document, operationName, variables }: Draft, change: (text: string) => string): Request => ({
  query: change(print(document)),
  operationName,
  variables,
});
