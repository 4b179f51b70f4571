// What the examples change and look at: the meeting of the cell that is furthest ahead, moved to another room.

import { graphql } from './generated';
import { ask } from './fetch';
import { expect } from './passerelle';

/** The last meeting to come, and the cursor of the last event: what is subscribed to from there on misses nothing. */
export async function lastMeeting(token: string) {
  const { meetings, events } = await ask(LastMeeting, { now: new Date().toISOString() }, token);
  const meeting = meetings?.nodes[0];
  const last = events?.nodes[0];
  expect(last && meeting, 'this account sees no meeting to come: schedule one, or load the demo anew');
  // What the viewer may do, the meeting tells: a form has no need of the rules.
  expect(meeting.viewerCan.move, 'this account may not move meetings: a coordinator or a programme manager may');
  return { meeting, cursor: last.cursor };
}

/** A room that the meeting is not in yet. */
export const anotherRoom = () => `Room ${Date.now().toString(36)}-${++rooms}`;
let rooms = 0;

const LastMeeting = graphql(`
  query LastMeeting($now: DateTime!) {
    meetings(last: 1, filter: { cancelled: false, startsAt: { gt: $now } }) {
      nodes { id startsAt endsAt viewerCan { move } }
    }
    events(last: 1) {
      nodes { cursor }
    }
  }
`);

export const MoveMeeting = graphql(`
  mutation MoveMeeting($input: MoveMeetingInput!) {
    moveMeeting(input: $input) {
      meeting { id location sequence }
      userErrors { field code message }
    }
  }
`);

export const LiveEvents = graphql(`
  subscription LiveEvents($after: String) {
    events(after: $after) {
      cursor
      kind
      subjectId
      meeting { id location sequence }
    }
  }
`);
