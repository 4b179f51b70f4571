// A way to break a valid request, by a name, and what the ways share.

import {
  Kind,
  parse,
  type ASTKindToNode,
  type ASTNode,
  type DefinitionNode,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import type { Chance } from '../chance';
import type { Draft, Request } from '../draft';
import { everywhere, places, replaced, type Place } from '../places';
import { schema } from '../schema';

/** What becomes of a draft; nothing when there is no place for it. */
export type Change = (draft: Draft, chance: Chance) => Draft | Request | undefined;

export type Breaks = Record<string, Change>;

type Replacement<N extends ASTNode> = (
  place: Place<N>,
  chance: Chance,
  draft: Draft,
) => ASTNode | readonly ASTNode[] | undefined;

/** Puts something else, or nothing, at one of the nodes of a kind. */
export function at<K extends Kind>(kind: K, replacement: Replacement<ASTKindToNode[K]>): Change {
  return (draft, chance) => first(draft, chance, places(draft.document, kind), replacement);
}

/** The same at any node for which there is a replacement. */
export function anywhere(replacement: Replacement<ASTNode>): Change {
  return (draft, chance) => first(draft, chance, everywhere(draft.document), replacement);
}

/** Puts what the texts say into one of the selection sets; not into a subscription's own, which has one field. */
export function selecting(texts: (place: Place<SelectionSetNode>, chance: Chance) => string[] | undefined): Change {
  return at(Kind.SELECTION_SET, (place, chance) => {
    if (place.parent === schema.getSubscriptionType()) return undefined;
    const added = texts(place, chance)?.map(selection);
    return added && with_(place.node, chance.shuffled(added));
  });
}

/** Adds definitions to a document. */
export function defining(texts: (draft: Draft, chance: Chance) => string[] | undefined): Change {
  return (draft, chance) => {
    const added = texts(draft, chance)?.map(definition);
    return added && { ...draft, document: plus(draft.document, ...added) };
  };
}

export const plus = (document: DocumentNode, ...definitions: DefinitionNode[]): DocumentNode => ({
  ...document,
  definitions: [...document.definitions, ...definitions],
});

export const with_ = (set: SelectionSetNode, selections: readonly SelectionNode[]): SelectionSetNode => ({
  ...set,
  selections: [...set.selections, ...selections],
});

export const definition = (text: string): DefinitionNode =>
  parse(text, { noLocation: true }).definitions[0] as DefinitionNode;

export const selection = (text: string): SelectionNode =>
  (definition(`{ ${text} }`) as OperationDefinitionNode).selectionSet.selections[0] as SelectionNode;

function first<N extends ASTNode>(
  draft: Draft,
  chance: Chance,
  candidates: readonly Place<N>[],
  replacement: Replacement<N>,
): Draft | undefined {
  for (const place of chance.shuffled(candidates)) {
    const others = replacement(place, chance, draft);
    if (others) return { ...draft, document: replaced(draft.document, place.path, [others].flat()) };
  }
  return undefined;
}
