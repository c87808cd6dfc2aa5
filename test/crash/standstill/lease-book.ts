import { Client } from 'pg';

/** Who may write for a key: the claim with this fence, until this instant of the replicas' time. */
export interface LeaseInStore {
  fence: number;
  until: number;
}

/** What a server's tables say of leases, read past Sluice's own code: that is what is on trial. */
export class LeaseBook {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Undefined: nobody holds the key. */
  async leaseOf(key: string): Promise<LeaseInStore | undefined> {
    const held = 'select fence, held_until from attention where key = $1 and held_by is not null';
    const [row] = await this.#ask(held, key);
    return row && { fence: Number(row['fence']), until: Number(row['held_until']) };
  }

  /** Keys that the store believes in the hands of a replica. */
  async heldBy(replica: string): Promise<string[]> {
    const rows = await this.#ask('select key from attention where starts_with(held_by, $1)', `${replica}-`);
    return rows.map(({ key }) => String(key));
  }

  /** With a connection of its own: it is asked a few times in a run. */
  async #ask(query: string, value: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.#url });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(query, [value]);
      return rows;
    } finally {
      await client.end();
    }
  }
}
