// What the server says of a request, by the status and the codes that a client reads.

import type { Request } from './draft';
import type { Judgement } from './reference';

/** Which codes say that nothing was executed, and why. */
const REFUSALS: Record<string, string> = {
  GRAPHQL_PARSE_FAILED: 'parse',
  GRAPHQL_VALIDATION_FAILED: 'validation',
  DOCUMENT_TOO_DEEP: 'depth',
  OPERATION_RESOLUTION_FAILURE: 'operation',
  BAD_USER_INPUT: 'variables',
  // Nothing is wrong with it: it came by POST.
  OPERATION_NOT_SUPPORTED: 'accepted',
};

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
}

export class Server {
  constructor(
    private readonly address: string,
    private readonly token: string,
  ) {}

  async judge(request: Request): Promise<Judgement> {
    // Whoever changes something is nobody: it is refused once it is executed.
    const asks = !request.query.includes('mutation');
    const response = await fetch(this.address, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json',
        ...(asks && { Authorization: `Bearer ${this.token}` }),
      },
      body: JSON.stringify(request),
    });
    const answer = (await response.json()) as Answer;
    const errors = answer.errors ?? [];
    const codes = [...new Set(errors.map(({ extensions }) => extensions?.code ?? 'no code'))];
    return { verdict: verdict(response.status, answer, codes), messages: errors.map(({ message }) => message) };
  }
}

function verdict(status: number, answer: Answer, codes: string[]): string {
  if (status === 200 && answer.data !== undefined && !codes.includes('INTERNAL')) return 'accepted';
  const [code] = codes;
  if (status === 400 && answer.data === undefined && codes.length === 1 && code) return REFUSALS[code] ?? code;
  return `${status} ${codes.join(' ')}`;
}
