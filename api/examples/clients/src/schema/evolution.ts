// What changed from the released schema to the present one, and whether a client may be broken by it: only by
// what was deprecated in the release, until a day that has passed: `@deprecated(reason: "Use b. Goes on 2027-01-31.")`.

import { ChangeType, CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

export interface Change {
  readonly kind: 'added' | 'deprecated' | 'changed' | 'removed';
  /** The type or directive that it is about. */
  readonly about: string;
  readonly message: string;
  readonly breaking: boolean;
  /** Whether it was to be expected by now. */
  readonly announced: boolean;
}

/** What may be deprecated: a field, an argument, a value of an enum, a field of an input. */
interface Member {
  readonly deprecationReason?: string | null | undefined;
}

/** The changes, but for those of descriptions. Today is a day such as `2027-02-01`. */
export async function evolution(released: string, present: string, today: string): Promise<Change[]> {
  const [before, after] = [buildSchema(released), buildSchema(present)];
  const found = await diff(before, after);
  const whole = new Set(found.filter(({ type }) => type === ChangeType.TypeAdded).map(({ path }) => path));
  const changes = found.flatMap(({ type, path = '', message, criticality }): Change[] => {
    const about = path.split('.')[0] ?? '';
    if (type.includes('DESCRIPTION') || (whole.has(about) && type !== ChangeType.TypeAdded)) return [];
    const breaking = criticality.level === CriticalityLevel.Breaking;
    const change = { about, breaking, announced: breaking && announced(before, type, path, today) };
    const [deprecated] = path.split('.@deprecated');
    if (deprecated !== path) return [{ ...change, ...deprecation(deprecated ?? '', after) }];
    const kind = type.endsWith('_ADDED') ? 'added' : type.endsWith('_REMOVED') ? 'removed' : 'changed';
    return [{ ...change, kind, message }];
  });
  return changes.filter((change, at) => changes.findIndex(({ message }) => message === change.message) === at);
}

/** How a deprecation changed, whichever of its parts did. */
function deprecation(path: string, after: GraphQLSchema): Pick<Change, 'kind' | 'message'> {
  const reason = members(after, path).at(-1)?.deprecationReason;
  if (reason === undefined || reason === null) return { kind: 'changed', message: `'${path}' is no longer deprecated` };
  return { kind: 'deprecated', message: `\`${path}\`: ${reason}` };
}

/** Whether a change was to be expected by now: what it is about was deprecated, or the field that it is part of. */
function announced(released: GraphQLSchema, type: string, path: string, today: string): boolean {
  // What led to a type is gone with it, and is judged by itself. But whoever asks for an interface may ask for
  // each of its types.
  if (type === ChangeType.TypeRemoved) {
    const gone = released.getType(path);
    return !isObjectType(gone) || gone.getInterfaces().length === 0;
  }
  return members(released, path).some((member) => passed(member, today));
}

function passed({ deprecationReason }: Member, today: string): boolean {
  const day = deprecationReason?.match(/\bGoes on (\d{4}-\d{2}-\d{2})\b/)?.[1];
  return day !== undefined && day < today;
}

/** The members along a path: of a type, and of a field an argument. */
function members(schema: GraphQLSchema, path: string): Member[] {
  const [parent = '', name = '', argument] = path.split('.');
  const type = schema.getType(parent);
  const found: (Member | null | undefined)[] = [];
  if (isEnumType(type)) found.push(type.getValue(name));
  if (isInputObjectType(type)) found.push(type.getFields()[name]);
  if (isObjectType(type) || isInterfaceType(type)) {
    const field = type.getFields()[name];
    found.push(
      field,
      field?.args.find((one) => one.name === argument),
    );
  }
  return found.filter((member) => !!member);
}
