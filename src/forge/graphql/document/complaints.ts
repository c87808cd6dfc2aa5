import { BREAK, Kind, visit } from 'graphql';
import type { ASTNode, DocumentNode, GraphQLError } from 'graphql';

/** What GitHub answers about a document that its schema does not allow. */
export interface Complaint {
  path?: string[];
  extensions?: Record<string, string>;
  locations?: GraphQLError['locations'];
  message: string;
}

interface Worded {
  message: string;
  extensions: Record<string, string>;
}

/** A finding of graphql-js, and what GitHub's own library (graphql-ruby) says of the same. */
interface Rule {
  finding: RegExp;
  word: (part: (name: string) => string) => Worded;
}

function notAccepted(kind: 'Field' | 'InputObject', name: string, argumentName: string): Worded {
  return {
    message: `${kind} '${name}' doesn't accept argument '${argumentName}'`,
    extensions: { code: 'argumentNotAccepted', name, typeName: kind, argumentName },
  };
}

/** The first two sentences and the last are seen in GitHub's answers, the others in graphql-ruby. Rarer findings keep graphql-js's words: unconfirmed. */
const rules: Rule[] = [
  {
    finding: /^Cannot query field "(?<field>\w+)" on type "(?<type>\w+)"/,
    word: (part) => ({
      message: `Field '${part('field')}' doesn't exist on type '${part('type')}'`,
      extensions: { code: 'undefinedField', typeName: part('type'), fieldName: part('field') },
    }),
  },
  {
    finding: /^Unknown argument "(?<argument>\w+)" on field "\w+\.(?<field>\w+)"/,
    word: (part) => notAccepted('Field', part('field'), part('argument')),
  },
  {
    finding: /^Field "(?<argument>\w+)" is not defined by type "(?<type>\w+)"/,
    word: (part) => notAccepted('InputObject', part('type'), part('argument')),
  },
  {
    finding: /^Field "(?<field>\w+)" argument "(?<arguments>\w+)" of type ".+" is required/,
    word: (part) => ({
      message: `Field '${part('field')}' is missing required arguments: ${part('arguments')}`,
      extensions: {
        code: 'missingRequiredArguments',
        className: 'Field',
        name: part('field'),
        arguments: part('arguments'),
      },
    }),
  },
  {
    finding: /^Variable "\$(?<variable>\w+)" is never used in operation "(?<operation>\w+)"/,
    word: (part) => ({
      message: `Variable $${part('variable')} is declared by ${part('operation')} but not used`,
      extensions: { code: 'variableNotUsed', variableName: part('variable') },
    }),
  },
];

/** Says in GitHub's words what is wrong with a document. */
export function complaintsOf(errors: readonly GraphQLError[], document: DocumentNode): Complaint[] {
  const worded = errors.map((error) => complaintOf(error, document));
  return worded.filter((one, index) => !isSaidBefore(one, worded.slice(0, index)));
}

function complaintOf({ message, locations, nodes }: GraphQLError, document: DocumentNode): Complaint {
  const where = locations === undefined ? {} : { locations };
  const [node] = nodes ?? [];
  for (const { finding, word } of rules) {
    const groups = finding.exec(message)?.groups;
    if (groups === undefined || node === undefined) continue;
    const { message: said, extensions } = word((name) => groups[name] ?? '');
    return { path: pathTo(node, document), extensions, ...where, message: said };
  }
  return { ...where, message };
}

/** Several arguments that one field lacks are one complaint, which the first of them takes over. */
function isSaidBefore({ path, extensions }: Complaint, before: Complaint[]): boolean {
  if (extensions?.['code'] !== 'missingRequiredArguments') return false;
  const first = before.find(
    (one) => one.extensions?.['code'] === extensions['code'] && one.path?.join('.') === path?.join('.'),
  );
  if (first?.extensions === undefined) return false;
  const missing = `, ${extensions['arguments'] ?? ''}`;
  first.extensions['arguments'] += missing;
  first.message += missing;
  return true;
}

/** `query Look`, `repository`, `... on Issue`, `title`: the way to a place of the document, as GitHub tells it. */
function pathTo(target: ASTNode, document: DocumentNode): string[] {
  const path: string[] = [];
  visit(document, {
    enter(node) {
      const step = stepOf(node);
      if (step !== undefined) path.push(step);
      return node === target ? BREAK : undefined;
    },
    leave(node) {
      if (stepOf(node) !== undefined) path.pop();
    },
  });
  return path;
}

function stepOf(node: ASTNode): string | undefined {
  switch (node.kind) {
    case Kind.OPERATION_DEFINITION:
      return node.name === undefined ? node.operation : `${node.operation} ${node.name.value}`;
    case Kind.FRAGMENT_DEFINITION:
      return `fragment ${node.name.value}`;
    case Kind.INLINE_FRAGMENT:
      return node.typeCondition === undefined ? '...' : `... on ${node.typeCondition.name.value}`;
    case Kind.FIELD:
      return (node.alias ?? node.name).value;
    case Kind.ARGUMENT:
    case Kind.OBJECT_FIELD:
      return node.name.value;
    default:
      return undefined;
  }
}
