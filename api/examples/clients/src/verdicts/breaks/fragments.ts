// Fragments: whether they are there, are used, end, and can be of what they are spread in.

import { Kind, doTypesOverlap, isCompositeType } from 'graphql';

import type { Chance } from '../chance';
import { name, namedType, schema } from '../schema';
import { at, definition, plus, selecting, selection, with_, type Breaks, type Change } from './break';

const types = Object.values(schema.getTypeMap());
const composite = types.filter(isCompositeType);
const others = types.filter((type) => !isCompositeType(type));

export const fragments: Breaks = {
  'an unknown fragment': selecting(() => ['...Unknown']),
  'an unused fragment': (draft, chance) => ({
    ...draft,
    document: plus(draft.document, definition(`fragment Unused on ${chance.of(composite).name} { __typename }`)),
  }),
  'a fragment twice': at(Kind.FRAGMENT_DEFINITION, ({ node }) => [node, node]),
  'a fragment in itself': at(Kind.FRAGMENT_DEFINITION, ({ node }) => ({
    ...node,
    selectionSet: with_(node.selectionSet, [selection(`...${node.name.value}`)]),
  })),
  'two fragments in each other': spreading((parent) => [
    `fragment One on ${parent} { __typename ...Two }`,
    `fragment Two on ${parent} { ... { ...One } }`,
  ]),
  'a fragment of what has no fields': selecting((_, chance) => [`... on ${chance.of(others).name} { __typename }`]),
  'a named fragment of what has no fields': spreading((_, chance) => [
    `fragment One on ${chance.of(others).name} { __typename }`,
  ]),
  'a fragment of an unknown type': selecting(() => ['... on Unknown { __typename }']),
  'a named fragment of an unknown type': spreading(() => ['fragment One on Unknown { __typename }']),
  'a fragment that fits nowhere': selecting(({ parent }, chance) => {
    const apart = composite.filter((type) => parent && !doTypesOverlap(schema, type, parent));
    return [`... on ${chance.of(apart).name} { __typename }`];
  }),
  'a named fragment that fits nowhere': spreading((parent, chance) => {
    const type = schema.getType(parent);
    const apart = composite.filter((other) => isCompositeType(type) && !doTypesOverlap(schema, other, type));
    return [`fragment One on ${chance.of(apart).name} { __typename }`];
  }),
  'a fragment of another type': at(Kind.FRAGMENT_DEFINITION, ({ node }, chance) => ({
    ...node,
    typeCondition: namedType(chance.of(composite).name),
  })),
  'a fragment by the name of another': at(Kind.FRAGMENT_DEFINITION, ({ node }) => ({ ...node, name: name('Other') })),
};

/** Spreads the first of some new fragments. */
function spreading(texts: (parent: string, chance: Chance) => string[]): Change {
  return (draft, chance) => {
    let parent: string | undefined;
    const broken = selecting((place) => {
      parent = place.parent?.name;
      return parent === undefined ? undefined : ['...One'];
    })(draft, chance);
    if (!broken || !('document' in broken) || parent === undefined) return undefined;
    return { ...broken, document: plus(broken.document, ...texts(parent, chance).map(definition)) };
  };
}
