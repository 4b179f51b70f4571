// The rules of the schema's evolution, tried on small schemas: what may go, when, and what is written about it.

import { expect, run } from './passerelle';
import { changelog, released } from './schema/changelog';
import { evolution } from './schema/evolution';

const TODAY = '2027-02-01';
const PAST = '@deprecated(reason: "Use b. Goes on 2027-01-31.")';
const NOW = '@deprecated(reason: "Goes on 2027-02-01.")';
const FUTURE = `@deprecated(reason: "It isn't b's. Goes on 2027-02-02.")`;
const UNDATED = '@deprecated(reason: "Use b since 2026-01-01.")';

/** What each may do without: a place for a deprecation in the release, and the schema without it. */
const REMOVALS: [string, (deprecated: string) => string, string][] = [
  ['a field', (d) => `type Query { a: Int ${d} b: Int }`, 'type Query { b: Int }'],
  [
    'a field of an interface',
    (d) => `type Query implements I { a: Int ${d} b: Int } interface I { a: Int ${d} b: Int }`,
    'type Query implements I { b: Int } interface I { b: Int }',
  ],
  ['an argument', (d) => `type Query { b(a: Int ${d}): Int }`, 'type Query { b: Int }'],
  ['a value of an enum', (d) => `type Query { b: E } enum E { A ${d} B }`, 'type Query { b: E } enum E { B }'],
  [
    'a field of an input',
    (d) => `type Query { b(c: C): Int } input C { a: Int ${d} b: Int }`,
    'type Query { b(c: C): Int } input C { b: Int }',
  ],
  ['another type of a field', (d) => `type Query { a: Int! ${d} }`, 'type Query { a: String }'],
  ['an argument that is required', (d) => `type Query { a: Int ${d} }`, 'type Query { a(b: Int!): Int }'],
  [
    'a field with its types',
    (d) => `type Query { a(c: C): T ${d} b: Int } input C { e: E } enum E { F } type T { t: T u: U } type U { e: E }`,
    'type Query { b: Int }',
  ],
];

const ALWAYS_BREAKING: [string, string, string][] = [
  ['a deprecation that is not in the release', 'type Query { a: Int b: Int }', `type Query { a: Int ${PAST} }`],
  [
    'a type that something else leads to',
    `type Query { a: T ${PAST} b: T } type T { t: Int }`,
    'type Query { b: Int }',
  ],
  [
    'a type of an interface',
    `type Query { a: T ${PAST} b: I } type T implements I { i: Int } interface I { i: Int }`,
    'type Query { b: I } interface I { i: Int }',
  ],
  [
    'a type of a union',
    `type Query { a: T ${PAST} b: U } type T { t: Int } type S { t: Int } union U = S | T`,
    'type Query { b: U } type S { t: Int } union U = S',
  ],
  ['another kind of type', `type Query { a: T ${PAST} } type T { t: Int }`, 'type Query { a: T } scalar T'],
  ['a directive', 'directive @a on FIELD type Query { b: Int }', 'type Query { b: Int }'],
];

await run('schema:test', async () => {
  const broken = async (before: string, after: string) => {
    const changes = await evolution(before, after, TODAY);
    return changes.some(({ breaking, announced }) => breaking && !announced);
  };
  for (const [what, before, after] of REMOVALS) {
    for (const [when, deprecated, allowed] of [
      ['past', PAST, true],
      ['today', NOW, false],
      ['future', FUTURE, false],
      ['undated', UNDATED, false],
      ['not deprecated', '', false],
    ] as const) {
      expect(
        (await broken(before(deprecated), after)) === !allowed,
        `${what}, ${when}: to be ${allowed ? 'allowed' : 'refused'}`,
      );
    }
  }
  for (const [what, before, after] of ALWAYS_BREAKING) {
    expect(await broken(before, after), `${what}: to be refused`);
  }
  expect(!(await broken('type Query { a: Int }', `type Query { a: Int! ${UNDATED} b: Int }`)), 'what breaks nothing');

  await written();
  return `${REMOVALS.length * 5 + ALWAYS_BREAKING.length + 1} changes allowed and refused`;
});

/** What is written about changes, and about a release. */
async function written(): Promise<void> {
  const before = `type Query { "a" a: Int c(d: Int): Int e: Int ${PAST} f(g: Int): Int }`;
  const after = `type Query { "A" a: Int ${FUTURE} b: T c(d: Int ${FUTURE}): Int! f(h: Int): Int } type T { t: E } enum E { V }`;
  const changes = await evolution(before, after, TODAY);
  const text = changelog('', changes);
  const expected = `## Since the last release

### E

- added: Type \`E\` was added

### Query

- added: Field \`b\` was added to object type \`Query\`
- added: Argument \`h: Int\` added to field \`Query.f\`
- deprecated: \`Query.a\`: It isn't b's. Goes on 2027-02-02.
- deprecated: \`Query.c.d\`: It isn't b's. Goes on 2027-02-02.
- changed: Field \`Query.c\` changed type from \`Int\` to \`Int!\`
- removed, breaking: Field \`e\` (deprecated) was removed from object type \`Query\`
- removed, breaking: Argument \`g: Int\` was removed from field \`Query.f\`

### T

- added: Type \`T\` was added
`;
  expect(text.endsWith(`\n${expected}`), `written:\n${text}`);
  expect(changelog(text, changes) === text, 'written again, it is the same');

  const first = released(text, changes, '1.0.0', '2027-02-01');
  const section = expected.replace('Since the last release', '1.0.0, 2027-02-01');
  expect(first.endsWith(`\n## Since the last release\n\nNothing.\n\n${section}`), `released:\n${first}`);
  expect(changelog(first, []) === first, 'a release stays');
  const second = released(first, [], '1.0.1', '2027-02-02');
  expect(second.endsWith(`\n## 1.0.1, 2027-02-02\n\nNothing.\n\n${section}`), `released again:\n${second}`);
}
