// urql: the same in short, with its document cache.

import { Client, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { SignIn, tokenOf } from './fetch';
import { graphql } from './generated';
import { LiveEvents, MoveMeeting, anotherRoom, lastMeeting } from './meeting';
import { account, endpoints, expect, run, until } from './passerelle';

let token: string | undefined;
const authorization = (): Record<string, string> => (token ? { Authorization: `Bearer ${token}` } : {});

const socket = createClient({ url: endpoints().socket, connectionParams: authorization, webSocketImpl: WebSocket });
const client = new Client({
  url: endpoints().http,
  fetchOptions: () => ({ headers: authorization() }),
  exchanges: [
    cacheExchange,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query = '', variables }) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
      }),
    }),
  ],
});

const Households = graphql(`
  query Households($first: Int!, $after: String) {
    households(first: $first, after: $after, orderBy: { field: REFERENCE }) {
      totalCount
      nodes { id reference }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

await run('urql', async () => {
  const signedIn = await client.mutation(SignIn, { input: account() });
  expect(!signedIn.error, `signing in: ${signedIn.error?.message}`);
  token = tokenOf(signedIn.data?.signIn);

  const references = new Set<string>();
  let after: string | null | undefined;
  let total = 0;
  do {
    const { data, error } = await client.query(Households, { first: 50, after });
    const page = data?.households;
    expect(page, `no households: ${error?.message}`);
    page.nodes.forEach((household) => references.add(household.reference));
    total = page.totalCount;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  expect(references.size === total, `${references.size} households of ${total}`);

  const { meeting, cursor } = await lastMeeting(token);
  const rooms: (string | undefined)[] = [];
  const live = client.subscription(LiveEvents, { after: cursor }).subscribe(({ data }) => {
    rooms.push(data?.events.meeting?.location);
  });

  const { id: meetingId, startsAt, endsAt } = meeting;
  const input = { meetingId, startsAt, endsAt, location: anotherRoom() };
  const moved = await client.mutation(MoveMeeting, { input });
  expect(moved.data?.moveMeeting?.userErrors.length === 0, 'the meeting was not moved');
  await until(() => rooms.includes(input.location), 'the change is told');
  live.unsubscribe();

  const again = await client.mutation(MoveMeeting, { input });
  expect(!again.error && again.data?.moveMeeting?.userErrors.length === 1, 'the same room again: no user error');

  return `${total} households page by page, a meeting moved, the change told`;
});
