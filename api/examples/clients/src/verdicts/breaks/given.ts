// What a request holds for the variables of a valid document, when it is not of their types.

import {
  GraphQLInt,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  typeFromAST,
  type GraphQLInputType,
} from 'graphql';

import { operation, type Draft } from '../draft';
import { schema } from '../schema';
import { json } from '../values';
import type { Chance } from '../chance';
import type { Breaks, Change } from './break';
import { wrongJson } from './wrong';

/** A value somewhere in the variables: nothing stands where one may be left out. */
interface Given {
  readonly value: unknown;
  readonly type: GraphQLInputType;
  /** The variables with something else there, or nothing. */
  readonly with: (other: unknown) => Record<string, unknown>;
}

export const given: Breaks = {
  'a variable left out': (draft, chance) => {
    const required = variables(draft).filter(({ type }) => isNonNullType(type));
    return required.length > 0 ? { ...draft, variables: chance.of(required).with(undefined) } : undefined;
  },
  'null in the variables': instead(({ type }) => (isNonNullType(type) ? null : undefined)),
  'a variable of another kind': instead(({ type }, chance) => wrongJson(type, chance)),
  'a variable beyond Int': instead(({ type }, chance) =>
    getNullableType(type) === GraphQLInt ? chance.of([2 ** 31, -(2 ** 31) - 1, 0.5, 1e300]) : undefined,
  ),
  'an unknown value of an enum in the variables': instead(({ type, value }) =>
    isEnumType(getNullableType(type)) && typeof value === 'string' ? `${value}_` : undefined,
  ),
  'null in a list in the variables': instead(({ type, value }) => {
    const list = getNullableType(type);
    return isListType(list) && isNonNullType(list.ofType) && Array.isArray(value) ? [...value, null] : undefined;
  }),
  'an unknown field in the variables': instead(({ type, value }) =>
    isInputObjectType(getNullableType(type)) && value ? { ...value, unknown: null } : undefined,
  ),
  'a required field left out in the variables': instead(({ type, value }, chance) => {
    const named = getNullableType(type);
    if (!isInputObjectType(named) || !value) return undefined;
    const required = Object.values(named.getFields()).filter(isRequiredInputField);
    if (required.length === 0) return undefined;
    const { [chance.of(required).name]: _, ...left } = value as Record<string, unknown>;
    return left;
  }),
};

/** Something else for one of the values; undefined where it does not fit. */
export function instead(other: (given: Given, chance: Chance) => unknown): Change {
  return (draft, chance) => {
    for (const one of chance.shuffled(variables(filled(draft, chance)).flatMap(within))) {
      const value = other(one, chance);
      if (value !== undefined) return { ...draft, variables: one.with(value) };
    }
    return undefined;
  };
}

/** The draft with something for each of its variables. */
function filled(draft: Draft, chance: Chance): Draft {
  const more = variables(draft).filter(({ value }) => value === undefined || value === null);
  return more.reduce(
    (filled, { type, name }) => ({ ...filled, variables: { ...filled.variables, [name]: json(type, chance) } }),
    draft,
  );
}

function variables(draft: Draft): (Given & { name: string })[] {
  return (operation(draft)?.variableDefinitions ?? []).map(({ variable, type }) => ({
    name: variable.name.value,
    value: draft.variables[variable.name.value],
    type: typeFromAST(schema, type) as GraphQLInputType,
    with: (other) => ({ ...draft.variables, [variable.name.value]: other }),
  }));
}

/** A value and all that it holds. */
function within(given: Given): Given[] {
  const { value } = given;
  const type = getNullableType(given.type);
  if (isListType(type) && Array.isArray(value)) {
    const items = value.map((item: unknown, at): Given => ({
      value: item,
      type: type.ofType,
      with: (other) => given.with(value.map((item: unknown, place) => (place === at ? other : item))),
    }));
    return [given, ...items.flatMap(within)];
  }
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return [given];
  const fields = Object.values(type.getFields()).filter(({ name }) => name in value);
  return [
    given,
    ...fields
      .map((field): Given => ({
        value: (value as Record<string, unknown>)[field.name],
        type: field.type,
        with: (other) => given.with({ ...value, [field.name]: other }),
      }))
      .flatMap(within),
  ];
}
