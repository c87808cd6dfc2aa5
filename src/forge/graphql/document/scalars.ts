import { GraphQLError, isScalarType, Kind, print } from 'graphql';
import type { GraphQLSchema, ValueNode } from 'graphql';

/** What GitHub's own scalars are, both ways; all of them are texts. A schema that is only read takes anything for them. */
const accepted: Record<string, RegExp> = {
  Base64String: /^[A-Za-z0-9+/\s]*={0,2}\s*$/,
  BigInt: /^-?\d+$/,
  DateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/,
  GitObjectID: /^[0-9a-f]{40}$/,
  GitRefname: /^/,
  GitSSHRemote: /^/,
  GitTimestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/,
  // Absolute, or a path of the site (`resourcePath`), or nothing (a home page that was taken away).
  URI: /^(?:[a-z][a-z\d+.-]*:|\/|$)/i,
};

/** Makes the schema refuse what GitHub's servers refuse in arguments and variables, and what they would never answer. */
export function withScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, pattern] of Object.entries(accepted)) {
    const type = schema.getType(name);
    if (!isScalarType(type)) continue;
    const read = (value: unknown, shown: string): string => {
      if (typeof value === 'string' && pattern.test(value)) return value;
      throw new GraphQLError(`Could not coerce value ${shown} to ${name}`);
    };
    type.parseValue = (value) => read(value, JSON.stringify(value));
    type.serialize = (value) => read(value, JSON.stringify(value));
    type.parseLiteral = (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : undefined, print(node));
  }
  return schema;
}
