// A request while it is made: its document as a tree, so that it can be broken at any node.

import { Kind, print, type DocumentNode, type OperationDefinitionNode } from 'graphql';

import type { Chance } from './chance';
import { spelt } from './spelling';

export interface Draft {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A request as it is sent. */
export interface Request {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

export const operations = (document: DocumentNode): OperationDefinitionNode[] =>
  document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);

/** The operation that a valid draft asks for. */
export const operation = ({ document, operationName }: Draft): OperationDefinitionNode | undefined =>
  operations(document).find(({ name }) => operationName === undefined || name?.value === operationName);

/** The draft's request, spelt in one of the many ways that mean the same. */
export const written = (draft: Draft, chance: Chance): Request => ({
  query: spelt(print(draft.document), chance),
  operationName: draft.operationName,
  variables: draft.variables,
});
