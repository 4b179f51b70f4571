// The smallest request that two still judge as differently as a long one: what a person wants to read.

import { NoUnusedFragmentsRule, NoUnusedVariablesRule, parse, validate, visit, type ASTNode } from 'graphql';

import type { Request } from './draft';
import { schema } from './schema';

/** Whatever a text consists of: comments, strings, numbers and names, and single characters. */
const PARTS = /#[^\n\r]*|"""[^]*?"""|"(?:\\.|[^"\\])*"|[\w.+-]+|[^]/g;

/** Leaves out part after part, as long as `still` holds of what is left. */
export async function smallest(request: Request, still: (request: Request) => Promise<boolean>): Promise<Request> {
  let least = request;
  const attempt = async (next: Request) => {
    const holds = await still(next);
    if (holds) least = next;
    return holds;
  };
  for (let before = Infinity; least.query.length < before;) {
    before = least.query.length;
    for (let at = 0; at < nodes(least.query).length;) {
      const query = tidied(without(least.query, nodes(least.query)[at]));
      if (!(await attempt({ ...least, query }))) at += 1;
    }
    for (let at = 0; at < parts(least.query).length;) {
      const query = parts(least.query).filter((_, place) => place !== at);
      if (!(await attempt({ ...least, query: query.join('') }))) at += 1;
    }
  }
  for (const key of Object.keys(least.variables)) {
    const { [key]: _, ...variables } = least.variables;
    await attempt({ ...least, variables });
  }
  return least;
}

const parts = (query: string): string[] => query.match(PARTS) ?? [];

/** What may be one of several in a text that can be read, the outermost first. */
function nodes(query: string): ASTNode[] {
  const found: ASTNode[] = [];
  try {
    visit(parse(query), { enter: (node, key) => void (typeof key === 'number' && found.push(node)) });
  } catch {
    return [];
  }
  return found;
}

const without = (query: string, node?: ASTNode): string =>
  query.slice(0, node?.loc?.start) + query.slice(node?.loc?.end);

/** The text without the variables and fragments that nothing uses any more, and what is empty then. */
function tidied(query: string): string {
  const text = query.replace(/\([\s,]*\)/g, '').replace(/(\w+\s*|@\w+\s*)?\{[\s,]*\}/g, '');
  try {
    const [unused] = validate(schema, parse(text), [NoUnusedFragmentsRule, NoUnusedVariablesRule]);
    return unused?.nodes?.[0] ? tidied(without(text, unused.nodes[0])) : text;
  } catch {
    return text;
  }
}
