// No client at all: `fetch` and a typed document.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

import { graphql } from './generated';
import type { SignInMutation } from './generated/graphql';
import { account, endpoints, expect } from './passerelle';

/** Asks, and answers with the data. Whatever the server could not answer is thrown. */
export async function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  token?: string,
): Promise<Data> {
  const response = await fetch(endpoints().http, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json',
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
  expect(data && !errors, errors?.map((error) => error.message).join('; ') ?? `HTTP ${response.status}`);
  return data;
}

/** Signs in: a token for the `Authorization` header, and for the payload of `connection_init`. */
export async function signIn(): Promise<string> {
  return tokenOf((await ask(SignIn, { input: account() })).signIn);
}

/** The token, or what the server says of the address and the password. */
export function tokenOf(signedIn: SignInMutation['signIn'] | undefined): string {
  expect(signedIn?.token, signedIn?.userErrors.map((error) => error.message).join('; ') ?? 'signing in failed');
  return signedIn.token;
}

export const SignIn = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      token
      userErrors { code message }
    }
  }
`);
