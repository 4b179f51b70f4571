// Every verdict of the server's is that of graphql-js: random requests, valid ones and such as are broken in
// each of the ways that a request can be, and from both what is wrong with them, if anything.

import { signIn } from './fetch';
import { endpoints, expect, run } from './passerelle';
import type { Request } from './verdicts/draft';
import { reference, rules } from './verdicts/reference';
import { kinds, requests, VALID, type Case } from './verdicts/requests';
import { Server } from './verdicts/server';
import { smallest } from './verdicts/shrink';

const seed = process.env['SEED'] ?? '1';
const count = Number(process.env['COUNT'] ?? 600);
/** How many disagreements are made small before they are shown. */
const SHOWN = 5;

await run('verdicts', async () => {
  const server = new Server(endpoints().http, await signIn());
  const tally = new Map(kinds.map((kind) => [kind, new Map<string, number>()]));
  const broken = new Set<string>();
  const alone = new Set<string>();
  let refused = 0;
  let disagreements = 0;

  for (const one of requests(seed, count)) {
    const { kind, request, reference } = one;
    const judged = await server.judge(request);
    const verdicts = tally.get(kind);
    verdicts?.set(reference.verdict, (verdicts.get(reference.verdict) ?? 0) + 1);
    if (reference.verdict !== 'accepted') refused += 1;
    reference.broken.forEach((rule) => broken.add(rule));
    if (reference.broken.length === 1) alone.add(reference.broken[0] ?? '');
    if (judged.verdict === reference.verdict) continue;
    disagreements += 1;
    if (disagreements <= SHOWN) await show(one, server, judged.verdict);
  }

  for (const [kind, verdicts] of tally) {
    console.log(`${kind}: ${[...verdicts].map(([verdict, times]) => `${times} ${verdict}`).join(', ') || 'none'}`);
    expect(
      kind === VALID || [...verdicts.keys()].some((verdict) => verdict !== 'accepted'),
      `nothing refused: ${kind}`,
    );
  }
  const never = rules.filter((rule) => !broken.has(rule.name)).map((rule) => rule.name);
  expect(never.length === 0, `rules that nothing broke: ${never.join(', ')}`);
  expect(disagreements === 0, `${disagreements} of ${count} verdicts differ from those of graphql-js (SEED=${seed})`);
  return `${count} verdicts as graphql-js gives them, ${refused} of them refusals; of ${rules.length} rules each was broken, ${alone.size} alone`;
});

/** Shows a request that is judged in two ways, as small as it can be for that. */
async function show({ kind, request, reference: { verdict } }: Case, server: Server, other: string): Promise<void> {
  const differs = async (request: Request) =>
    reference(request).verdict === verdict && (await server.judge(request)).verdict === other;
  const least = await smallest(request, differs);
  console.error(`\n${kind}\n${JSON.stringify(least)}`);
  console.error(`graphql-js: ${verdict}; ${reference(least).messages.join('; ')}`);
  console.error(`the server: ${other}; ${(await server.judge(least)).messages.join('; ')}`);
}
