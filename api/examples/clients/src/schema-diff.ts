// What the schema changed since the last release: the newest tag or, before there is one, the committed
// `api/schema.released.graphql`. What breaks a client fails, unless it was deprecated until a day that has
// passed: `@deprecated(reason: "Use b. Goes on 2027-01-31.")`.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { CriticalityLevel, diff, type Change } from '@graphql-inspector/core';
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

import { expect, run } from './passerelle';

const file = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const git = (...words: string[]) =>
  execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

await run('schema:diff', async () => {
  const { release, text } = lastRelease();
  const released = buildSchema(text);
  const changes = await diff(released, buildSchema(file('schema.graphql')));
  const breaking = changes.filter(
    (change) => change.criticality.level === CriticalityLevel.Breaking && !announced(released, change),
  );
  for (const change of changes) {
    console.log(`${breaking.includes(change) ? 'BREAKING' : 'allowed '}  ${change.message}`);
  }
  expect(breaking.length === 0, `${breaking.length} changes break what ${release} promised`);
  return `${changes.length} changes since ${release}, none breaking`;
});

function lastRelease(): { release: string; text: string } {
  try {
    const tag = git('describe', '--tags', '--abbrev=0').trim();
    return { release: tag, text: git('show', `${tag}:api/schema.graphql`) };
  } catch {
    return { release: 'schema.released.graphql', text: file('schema.released.graphql') };
  }
}

/** Whether what was removed was to go by now. */
function announced(released: GraphQLSchema, change: Change): boolean {
  if (!change.type.endsWith('_REMOVED')) return false;
  const [parent = '', member, argument] = (change.path ?? '').split('.');
  const type = released.getType(parent);
  let removed: { name: string; deprecationReason?: string | null } | undefined;
  if (isEnumType(type)) removed = type.getValue(member ?? '') ?? undefined;
  if (isInputObjectType(type)) removed = type.getFields()[member ?? ''];
  if (isObjectType(type) || isInterfaceType(type)) {
    const field = type.getFields()[member ?? ''];
    removed = argument === undefined ? field : field?.args.find(({ name }) => name === argument);
  }
  const day = removed?.deprecationReason?.match(/\d{4}-\d{2}-\d{2}/)?.[0];
  return day !== undefined && new Date(day) < new Date();
}
