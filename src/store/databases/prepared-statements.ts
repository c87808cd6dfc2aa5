import { parse, protocol } from '@electric-sql/pglite';
import type { messages, PGlite, Results } from '@electric-sql/pglite';

/** So many statements are kept; the store asks about half as many different ones. */
const MOST_KEPT = 200;

/**
 * The uses after which a statement is prepared anew: its plan was made for tables as they were, and they grow without the
 * database telling the plan.
 */
const MOST_USES = 500;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: a plan whose tables changed. */
const FEATURE_NOT_SUPPORTED = '0A000';

type Message = messages.BackendMessage;

interface Prepared {
  name: string;
  parameters: number[];
  /** The columns of what it answers. */
  description: Message[];
  uses: number;
}

const { serialize } = protocol;

/**
 * Statements on PGlite that are parsed and planned once. PGlite's own `query` passes each of six messages through
 * WebAssembly by itself and plans each time, which costs up to ten times what the statement does.
 */
export class PreparedStatements {
  readonly #pglite: PGlite;
  readonly #kept = new Map<string, Prepared>();
  readonly #closing: Uint8Array[] = [];
  #made = 0;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  /** Asks one statement; fails with PostgreSQL's error, or PGlite's words when it was closed. */
  run<Row>(text: string, values: readonly unknown[]): Promise<Results<Row>> {
    return this.#pglite.runExclusive(async () => {
      try {
        return await this.#ask<Row>(text, values);
      } catch (error) {
        this.#forget(text);
        if (!isStale(error) || this.#pglite.isInTransaction()) throw error;
        return this.#ask<Row>(text, values);
      }
    });
  }

  async #ask<Row>(text: string, values: readonly unknown[]): Promise<Results<Row>> {
    const prepared = await this.#prepared(text);
    const answers = await this.#send([
      serialize.bind({ statement: prepared.name, values: this.#texts(prepared.parameters, values) }),
      serialize.execute({}),
    ]);
    const [results] = parse.parseResults([...prepared.description, ...answers], this.#pglite.parsers);
    return results as Results<Row>;
  }

  async #prepared(text: string): Promise<Prepared> {
    const kept = this.#kept.get(text);
    if (kept && kept.uses < MOST_USES) {
      kept.uses += 1;
      // The newest use comes last.
      this.#kept.delete(text);
      this.#kept.set(text, kept);
      return kept;
    }
    this.#forget(text);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MOST_KEPT) this.#forget(oldest);
    const name = `s${(this.#made += 1)}`;
    const answers = await this.#send([
      ...this.#closing.splice(0),
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
    ]);
    const prepared: Prepared = {
      name,
      parameters: parse.parseDescribeStatementResults(answers),
      description: answers.filter((answer) => answer.name === 'rowDescription'),
      uses: 1,
    };
    this.#kept.set(text, prepared);
    return prepared;
  }

  /** Closed with the next statement that is prepared. */
  #forget(text: string): void {
    const kept = this.#kept.get(text);
    if (!kept) return;
    this.#kept.delete(text);
    this.#closing.push(serialize.close({ type: 'S', name: kept.name }));
  }

  #texts(types: number[], values: readonly unknown[]): (string | null)[] {
    return values.map((value, place) => {
      if (value === null || value === undefined) return null;
      const type = types[place] ?? 0;
      const serializer = this.#pglite.serializers[type];
      if (serializer) return serializer(value);
      if (typeof value === 'string') return value;
      throw new Error(`a parameter of the type ${type} is sent as a string only`);
    });
  }

  /** In one pass, its errors told once the database is ready again. */
  #send(parts: Uint8Array[]): Promise<Message[]> {
    // The protocol's calls don't look: a closed database would fail with a word about its memory.
    if (!this.#pglite.ready) throw new Error(this.#pglite.closed ? 'PGlite is closed' : 'PGlite is closing');
    return this.#pglite.execProtocolStream(Buffer.concat([...parts, serialize.sync()]), { syncToFs: false });
  }
}

function isStale(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === FEATURE_NOT_SUPPORTED;
}
