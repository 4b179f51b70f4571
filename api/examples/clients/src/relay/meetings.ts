// Relay: each component says what it needs, its compiler puts the query together, and makes the query by which
// a page or a fragment is fetched again. In an application these are read by `usePaginationFragment` and
// `useFragment`.

import { graphql } from 'relay-runtime';

export const HouseholdCard = graphql`
  fragment meetings_household on Household {
    id
    reference
    referent { givenName familyName }
  }
`;

/** Fetched again by `node(id:)`. */
export const Agenda = graphql`
  fragment meetings_agenda on CellMeeting
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "meetingsAgendaPaginationQuery") {
    startsAt
    agenda(first: $count, after: $cursor) @connection(key: "meetings_agenda") {
      edges { node { position kind household { ...meetings_household } } }
    }
  }
`;

/** The list of meetings: its next page is a query of its own. */
export const Meetings = graphql`
  fragment meetings_list on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 3 }, cursor: { type: "String" })
  @refetchable(queryName: "meetingsListPaginationQuery") {
    meetings(first: $count, after: $cursor, filter: { cancelled: false }) @connection(key: "meetings_meetings") {
      edges { node { id location ...meetings_agenda } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

export const Page = graphql`
  query meetingsPageQuery {
    viewer { givenName }
    ...meetings_list
  }
`;

export const Move = graphql`
  mutation meetingsMoveMutation($input: MoveMeetingInput!) {
    moveMeeting(input: $input) {
      meeting { location sequence }
      userErrors { field code message }
    }
  }
`;

export const Put = graphql`
  mutation meetingsPutMutation($input: PutHouseholdOnAgendaInput!, $connections: [ID!]!) {
    putHouseholdOnAgenda(input: $input) {
      agendaItem @appendNode(connections: $connections, edgeTypeName: "AgendaItemEdge") { position kind }
      userErrors { field code message }
    }
  }
`;

export const Live = graphql`
  subscription meetingsLiveSubscription($after: String) {
    events(after: $after) { cursor kind meeting { location sequence } }
  }
`;
