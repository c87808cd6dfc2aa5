import {
  buildSchema,
  Kind,
  parse,
  print,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type NamedTypeNode,
  type NameNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
  type UnionTypeDefinitionNode,
} from 'graphql';

/** The fields of each type and the members of each union that the forge resolves; `true` keeps a type whole. Enums, scalars and inputs come along. */
export type Coverage = Record<string, string[] | true>;

type WithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;
type Definitions = Map<string, DefinitionNode>;

const builtIn = new Set(['ID', 'String', 'Int', 'Float', 'Boolean']);

/** Cuts an SDL document to the covered fields and what their arguments need. Throws when the cut is not a valid schema. */
export function cutGraphql(sdl: string, coverage: Coverage): string {
  const definitions = definitionsIn(parse(sdl, { noLocation: true }));
  const kept = new Map<string, DefinitionNode>();
  const mistakes: string[] = [];
  for (const name of Object.keys(coverage)) keep(name);
  for (const definition of kept.values()) {
    for (const field of isWithFields(definition) ? (definition.fields ?? []) : []) {
      if (!kept.has(namedType(field.type)) && !builtIn.has(namedType(field.type)))
        mistakes.push(
          `${nameOf(definition)}.${field.name.value} answers ${namedType(field.type)}, which is not covered`,
        );
    }
  }
  if (mistakes.length > 0) throw new Error(`the GraphQL coverage does not hold together:\n${mistakes.join('\n')}`);
  return printed([...kept.values()]);

  function keep(name: string): void {
    if (kept.has(name) || builtIn.has(name)) return;
    const definition = definitions.get(name);
    if (definition === undefined) return void mistakes.push(`the description has no type ${name}`);
    const cut = cutDefinition(definition, coverage, mistakes);
    kept.set(name, cut);
    for (const needed of typesBroughtAlong(cut, definitions)) keep(needed);
  }
}

/** One definition a name: the published SDL repeats a field here and there, which graphql-js refuses. */
function definitionsIn(document: DocumentNode): Definitions {
  const definitions: Definitions = new Map();
  for (const definition of document.definitions) {
    const name = nameOf(definition);
    if (name !== '' && definition.kind !== Kind.DIRECTIVE_DEFINITION) definitions.set(name, definition);
  }
  return definitions;
}

function cutDefinition(definition: DefinitionNode, coverage: Coverage, mistakes: string[]): DefinitionNode {
  if (isWithFields(definition)) return cutFields(definition, coverage, mistakes);
  if (definition.kind === Kind.UNION_TYPE_DEFINITION) return cutMembers(definition, coverage, mistakes);
  return definition;
}

/** A union keeps the members its own entry lists, or all that are covered. */
function cutMembers(union: UnionTypeDefinitionNode, coverage: Coverage, mistakes: string[]): UnionTypeDefinitionNode {
  const name = union.name.value;
  const members = (union.types ?? []).map((member) => member.name.value);
  const listed = coverage[name];
  const wanted = Array.isArray(listed) ? listed : members.filter((member) => coverage[member] !== undefined);
  for (const member of wanted) {
    if (!members.includes(member)) mistakes.push(`the description has no member ${member} of ${name}`);
    else if (coverage[member] === undefined) mistakes.push(`${name} has the member ${member}, which is not covered`);
  }
  return { ...union, types: (union.types ?? []).filter((member) => wanted.includes(member.name.value)) };
}

function cutFields(definition: WithFields, coverage: Coverage, mistakes: string[]): WithFields {
  const interfaces = (definition.interfaces ?? []).filter((one) => coverage[one.name.value] !== undefined);
  const wanted = fieldsOf(definition.name.value, interfaces, coverage);
  const fields = new Map<string, FieldDefinitionNode>();
  for (const field of definition.fields ?? []) {
    if (wanted === true || wanted.has(field.name.value)) fields.set(field.name.value, field);
  }
  const unknown = wanted === true ? [] : [...wanted].filter((name) => !fields.has(name));
  mistakes.push(...unknown.map((name) => `the description has no field ${definition.name.value}.${name}`));
  return { ...definition, interfaces, fields: [...fields.values()] };
}

/** An object must carry every field its covered interfaces carry, or the cut is no schema. */
function fieldsOf(name: string, interfaces: readonly NamedTypeNode[], coverage: Coverage): true | Set<string> {
  const listed = [name, ...interfaces.map((one) => one.name.value)].map((type) => coverage[type] ?? []);
  return listed[0] === true ? true : new Set(listed.flatMap((fields) => (fields === true ? [] : fields)));
}

/** Arguments and inputs bring their types; a field brings its enum or scalar, but an object only when it is covered. */
function typesBroughtAlong(definition: DefinitionNode, definitions: Definitions): string[] {
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
    return (definition.fields ?? []).map((field) => namedType(field.type));
  if (!isWithFields(definition)) return [];
  return (definition.fields ?? []).flatMap((field) => {
    const answer = namedType(field.type);
    const kind = definitions.get(answer)?.kind;
    const isLeaf = kind === Kind.ENUM_TYPE_DEFINITION || kind === Kind.SCALAR_TYPE_DEFINITION;
    return [...(field.arguments ?? []).map((argument) => namedType(argument.type)), ...(isLeaf ? [answer] : [])];
  });
}

function printed(definitions: DefinitionNode[]): string {
  const sorted = definitions
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map((one) => withoutProse(one) as DefinitionNode);
  const sdl = `${print({ kind: Kind.DOCUMENT, definitions: sorted })}\n`;
  buildSchema(sdl);
  return sdl;
}

/** Drops descriptions and directives at any depth: they document GitHub's schema, the executor reads neither. */
function withoutProse(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutProse);
  if (node === null || typeof node !== 'object') return node;
  const kept = Object.entries(node).filter(([key]) => key !== 'description' && key !== 'directives');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutProse(value)]));
}

function isWithFields(definition: DefinitionNode): definition is WithFields {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** Empty for what has no name: an operation without one, the `schema` block. */
function nameOf(definition: DefinitionNode): string {
  const { name } = definition as { name?: NameNode };
  return name?.value ?? '';
}
