// A subscriber is cut off, and the world goes on without it: afterwards nothing is lost and nothing doubled.

import { ask, signIn } from './fetch';
import { graphql } from './generated';
import type { LiveEventsSubscription } from './generated/graphql';
import { lay } from './line';
import { MoveMeeting, anotherRoom, lastMeeting } from './meeting';
import { endpoints, expect, until } from './passerelle';

export type LiveEvent = LiveEventsSubscription['events'];

/** How a client watches what happens after a cursor, over a line, for as long as it takes. */
export type Watch = (on: { url: string; token: string; after: string; tell: (event: LiveEvent) => void }) => void;

/** Watches through three cuts, and compares what was told with the log. */
export async function survive(watch: Watch): Promise<string> {
  const token = await signIn();
  const { meeting, cursor } = await lastMeeting(token);
  const line = await lay(new URL(endpoints().http));
  const { id: meetingId, startsAt, endsAt } = meeting;
  const move = () =>
    ask(MoveMeeting, { input: { meetingId, startsAt, endsAt, location: anotherRoom() } }, token).then((answer) =>
      expect(answer.moveMeeting?.meeting, 'the meeting was not moved'),
    );

  const told: string[] = [];
  watch({
    url: line.url,
    token,
    after: cursor,
    tell: (event) => event.subjectId === meetingId && told.push(event.cursor),
  });

  for (let cut = 1; cut <= 3; cut += 1) {
    await move();
    await until(() => told.length === 4 * cut - 3, `the event before cut ${cut}`);
    line.cut();
    const tries = line.tries();
    await move();
    await move();
    await until(() => line.tries() > tries, 'the subscriber comes back, in vain');
    line.mend();
    await move();
    await until(() => told.length >= 4 * cut, `the events of cut ${cut}`);
  }

  const { events } = await ask(Log, { after: cursor, subjectId: meetingId }, token);
  const written = events?.nodes.map((event) => event.cursor) ?? [];
  expect(written.join() === told.join(), `told ${told.join(' ')}, written ${written.join(' ')}`);
  return `cut off three times, ${told.length} of ${written.length} events, each once`;
}

const Log = graphql(`
  query Log($after: String!, $subjectId: ID!) {
    events(first: 100, after: $after, filter: { subjectId: { eq: $subjectId } }) {
      nodes { cursor }
    }
  }
`);
