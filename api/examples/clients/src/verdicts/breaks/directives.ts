// Directives: which there are, where they may stand, and how often.

import { Kind, type ASTNode, type DirectiveNode, type FieldNode } from 'graphql';

import { anywhere, at, selection, type Breaks } from './break';

const CARRIERS: readonly Kind[] = [
  Kind.FIELD,
  Kind.FRAGMENT_SPREAD,
  Kind.INLINE_FRAGMENT,
  Kind.FRAGMENT_DEFINITION,
  Kind.OPERATION_DEFINITION,
  Kind.VARIABLE_DEFINITION,
];

export const directives: Breaks = {
  'an unknown directive': anywhere(({ node }) => and(node, '@unknown(a: [1])')),
  'a directive out of place': anywhere(({ node }, chance) =>
    node.kind.endsWith('Definition') ? and(node, chance.of(['@skip(if: true)', '@include(if: false)'])) : undefined,
  ),
  'a directive of schemas': anywhere(({ node }, chance) =>
    and(node, chance.of(['@deprecated', '@deprecated(reason: "a")', '@specifiedBy(url: "a")'])),
  ),
  'a directive twice': at(Kind.FIELD, ({ node }, chance) =>
    and(node, `@skip(if: ${chance.happens(0.5)}) @skip(if: false)`),
  ),
  'a directive again': at(Kind.DIRECTIVE, ({ node }) => [node, node]),
  'a directive without its argument': at(Kind.FIELD, ({ node }, chance) => and(node, chance.of(['@skip', '@include']))),
  'a directive whose argument is null': at(Kind.FIELD, ({ node }) => and(node, '@skip(if: null)')),
};

/** What may carry directives, with more of them. */
function and(node: ASTNode, text: string): ASTNode | undefined {
  if (!CARRIERS.includes(node.kind)) return undefined;
  const { directives = [] } = selection(`a ${text}`) as FieldNode;
  return {
    ...node,
    directives: [...((node as FieldNode).directives ?? []), ...(directives as DirectiveNode[])],
  } as ASTNode;
}
