// Apollo Client: queries and mutations over HTTP, subscriptions over a socket, pages merged in its cache.

import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { SignIn, tokenOf } from './fetch';
import { graphql, read } from './generated';
import type { LiveEventsSubscription } from './generated/graphql';
import { LiveEvents, MoveMeeting, anotherRoom, lastMeeting } from './meeting';
import { account, endpoints, expect, run, until } from './passerelle';

let token: string | undefined;
const authorization = (): Record<string, string> => (token ? { Authorization: `Bearer ${token}` } : {});

const http = new SetContextLink(() => ({ headers: authorization() })).concat(new HttpLink({ uri: endpoints().http }));
// A browser, and Node from 22 on, has a WebSocket of its own.
const socket = createClient({ url: endpoints().socket, connectionParams: authorization, webSocketImpl: WebSocket });
const client = new ApolloClient({
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    http,
  ),
  cache: new InMemoryCache({
    typePolicies: { Query: { fields: { supportMeasures: relayStylePagination(['filter', 'orderBy']) } } },
  }),
});

const HouseholdCard = graphql(`
  fragment HouseholdCard on Household {
    id
    reference
    stage
    referent { id givenName familyName }
  }
`);

const EndingSoon = graphql(`
  query EndingSoon($first: Int!, $after: String) {
    supportMeasures(first: $first, after: $after, filter: { open: true }, orderBy: { field: END_ON }) {
      edges {
        node {
          id
          endOn
          daysLeft
          household { ...HouseholdCard }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

await run('apollo', async () => {
  const { data: signedIn } = await client.mutate({ mutation: SignIn, variables: { input: account() } });
  token = tokenOf(signedIn?.signIn);

  // The list on the screen grows, page by page.
  const list = client.watchQuery({ query: EndingSoon, variables: { first: 5 } });
  const screen = list.subscribe(() => {});
  const shown = () => {
    const result = list.getCurrentResult();
    return result.dataState === 'complete' ? result.data.supportMeasures : undefined;
  };
  await until(() => shown()?.edges.length === 5, 'the first page');
  for (const rows of [10, 15]) {
    await list.fetchMore({ variables: { after: shown()?.pageInfo.endCursor } });
    await until(() => shown()?.edges.length === rows, `${rows} rows on the screen`);
  }
  const rows = shown()?.edges ?? [];
  screen.unsubscribe();
  expect(new Set(rows.map((row) => row.node.id)).size === 15, 'a row comes twice');
  for (const { node } of rows) {
    expect(read(HouseholdCard, node.household)?.reference, `${node.id} has no household`);
  }

  // Subscribed from the last event on, a change made in between would come too.
  const { meeting, cursor } = await lastMeeting(token);
  const events: LiveEventsSubscription['events'][] = [];
  const live = client.subscribe({ query: LiveEvents, variables: { after: cursor } }).subscribe({
    next: ({ data }) => data && events.push(data.events),
  });

  const { id: meetingId, startsAt, endsAt } = meeting;
  const input = { meetingId, startsAt, endsAt, location: anotherRoom() };
  const { data: moved } = await client.mutate({ mutation: MoveMeeting, variables: { input } });
  expect(moved?.moveMeeting?.meeting?.location === input.location, 'the meeting was not moved');
  await until(() => events.some((event) => event.meeting?.location === input.location), 'the change is told');
  live.unsubscribe();

  // What a user can mend is data: the promise is kept, and nothing is thrown.
  const { data: again } = await client.mutate({ mutation: MoveMeeting, variables: { input } });
  const codes = again?.moveMeeting?.userErrors.map((error) => error.code);
  expect(codes?.includes('MEETING_UNCHANGED'), `the same room again: ${codes?.join(', ')}`);

  return `${rows.length} rows in three pages, a meeting moved, the change told`;
});
