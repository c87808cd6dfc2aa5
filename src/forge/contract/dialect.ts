import { Inventions } from './inventions.ts';
import { payloadName, restSlice, webhookSlice, type DescriptionName, type Schema } from './slices.ts';

type Payload = Record<string, unknown>;

/** Both descriptions of the same value; null or undefined where one has none. */
interface Both {
  newer: Schema | null | undefined;
  older: Schema | null | undefined;
}

/** What finds in values that which one description does not have. */
interface Finders {
  rest: Inventions;
  webhooks: Inventions;
}

/**
 * The language of a server. One older than github.com neither understands nor says the properties that only github.com's
 * description has: they are left out. What neither describes stays where it is, for the contract to find.
 */
export class Dialect {
  readonly #description: DescriptionName;
  readonly #newer = findersOf('github.com');
  readonly #older: Finders;

  constructor(description: DescriptionName) {
    this.#description = description;
    this.#older = findersOf(description);
  }

  /** The body of a call as this server takes it. */
  heardRequest(operationId: string, body: unknown): unknown {
    const bodyIn = (description: DescriptionName) => restSlice(description).operations[operationId]?.body?.schema;
    return this.#known('rest', { newer: bodyIn('github.com'), older: bodyIn(this.#description) }, body);
  }

  /** The body of an answer as this server says it. */
  spokenResponse(operationId: string, status: number, body: unknown): unknown {
    const bodyIn = (description: DescriptionName) => restSlice(description).operations[operationId]?.responses[status];
    return this.#known('rest', { newer: bodyIn('github.com'), older: bodyIn(this.#description) }, body);
  }

  /** The payload as this server sends it; undefined where it has no such webhook, and github.com has. */
  spokenWebhook(event: string, action: string | undefined, payload: Payload): Payload | undefined {
    const name = payloadName(event, action);
    const newer = webhookSlice().payloads[name];
    const older = webhookSlice(this.#description).payloads[name];
    if (newer !== undefined && older === undefined) return undefined;
    return this.#known('webhooks', { newer, older }, payload) as Payload;
  }

  #known(kind: keyof Finders, { newer, older }: Both, value: unknown): unknown {
    if (this.#description === 'github.com' || !newer || !older) return value;
    const unknown = this.#older[kind].find(older, value);
    if (unknown.length === 0) return value;
    const invented = new Set(this.#newer[kind].find(newer, value).map(({ pointer }) => pointer));
    const said = structuredClone(value);
    for (const { pointer } of unknown) {
      if (!invented.has(pointer)) remove(said, pointer.split('/').slice(1).map(unescape));
    }
    return said;
  }
}

function findersOf(description: DescriptionName): Finders {
  const [rest, webhooks] = [restSlice(description), webhookSlice(description)];
  return { rest: new Inventions(rest.components), webhooks: new Inventions(webhooks.components) };
}

function remove(from: unknown, path: string[]): void {
  const place = path.slice(0, -1).reduce((at, name) => (at as Record<string, unknown>)[name], from);
  delete (place as Record<string, unknown>)[path.at(-1)!];
}

function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
