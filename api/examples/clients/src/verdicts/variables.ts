// The variables of a document, made where a value is wanted. All operations that use one declare it alike.

import {
  GraphQLNonNull,
  Kind,
  isNonNullType,
  parseType,
  typeFromAST,
  type GraphQLInputType,
  type StringValueNode,
  type VariableDefinitionNode,
  type VariableNode,
} from 'graphql';

import type { Chance } from './chance';
import { name, schema, variable } from './schema';
import { json, literal, nonNull, type Leeway } from './values';

/** Words that are no keywords here. */
const NAMES = ['on', 'true', 'null', 'query', 'fragment', 'type', '_', '__a', 'input', 'X9'];

export class Variables {
  private readonly made = new Map<string, { type: GraphQLInputType; definition: VariableDefinitionNode }>();

  constructor(private readonly chance: Chance) {}

  /** Perhaps a variable for a value. */
  readonly for = (wanted: GraphQLInputType, leeway: Leeway): VariableNode | undefined => {
    const { chance } = this;
    if (!chance.happens(0.2)) return undefined;
    const fitting = [...this.made].filter(([, { type }]) => String(type) === String(wanted));
    if (fitting.length > 0 && chance.happens(0.5)) return variable(chance.of(fitting)[0]);
    if (isNonNullType(wanted) && leeway !== 'none' && chance.happens(0.3)) {
      return this.make(wanted.ofType, leeway === 'own default' || chance.happens(0.5));
    }
    const stricter = !isNonNullType(wanted) && chance.happens(0.2);
    return this.make(stricter ? new GraphQLNonNull(wanted) : wanted, chance.happens(0.3));
  };

  definitions(used: ReadonlySet<string>): VariableDefinitionNode[] {
    const wanted = [...this.made].filter(([called]) => used.has(called));
    return this.chance.shuffled(wanted).map(([, { definition }]) => definition);
  }

  /** What a request holds for them: what it may leave out, it may. */
  values(definitions: readonly VariableDefinitionNode[]): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const { variable, type: node, defaultValue } of definitions) {
      const type = typeFromAST(schema, node) as GraphQLInputType;
      if ((defaultValue || !isNonNullType(type)) && this.chance.happens(0.3)) continue;
      values[variable.name.value] = json(type, this.chance);
    }
    // What no operation knows is nobody's business.
    if (this.chance.happens(0.1)) values['unknown'] = { a: [null] };
    return values;
  }

  private make(type: GraphQLInputType, hasDefault: boolean): VariableNode {
    const called = `${this.chance.of(NAMES)}${this.made.size || ''}`;
    const definition: VariableDefinitionNode = {
      kind: Kind.VARIABLE_DEFINITION,
      description: description(this.chance),
      variable: variable(called),
      type: parseType(String(type)),
      defaultValue: hasDefault
        ? (literal(nonNull(type), this.chance) as VariableDefinitionNode['defaultValue'])
        : undefined,
    };
    this.made.set(called, { type, definition });
    return { kind: Kind.VARIABLE, name: name(called) };
  }
}

/** What operations, fragments and variables may begin with since the edition of September 2025. */
export function description(chance: Chance): StringValueNode | undefined {
  return chance.happens(0.05)
    ? { kind: Kind.STRING, value: 'What it "is".\nFor $a query.', block: chance.happens(0.5) }
    : undefined;
}
