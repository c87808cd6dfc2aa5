import type { Clock } from '../forge/clock/clock.ts';
import type { Forge } from '../forge/forge.ts';
import type { Store } from '../ports/store/store.ts';

/** What happened, line by line: calls as the forge saw them (those of the bot that write with a hash of their body), deliveries, and what the ledger took down. */
export class Trace {
  readonly lines: string[] = [];
  readonly #forge: Forge;
  readonly #clock: Clock;
  #calls = 0;
  #entries = 0;

  constructor(forge: Forge, clock: Clock) {
    this.#forge = forge;
    this.#clock = clock;
  }

  note(text: string): void {
    this.#takeCalls();
    this.#line('story', text);
  }

  delivered(event: string, status: number): void {
    this.#takeCalls();
    this.#line('webhook', `${event} ${status}`);
  }

  async ledger(store: Store): Promise<void> {
    this.#takeCalls();
    const entries = await store.ledger.read({ limit: 10_000 });
    for (const entry of entries.slice(this.#entries)) {
      this.#line('ledger', `${entry.kind} ${entry.promotion ?? entry.lane ?? ''} ${JSON.stringify(entry.facts)}`);
    }
    this.#entries = entries.length;
  }

  /** The refs of every repository: the state that a run ends in. */
  refs(): void {
    this.#takeCalls();
    for (const [name, repo] of this.#forge.state.repos) {
      for (const [ref, oid] of repo.git.refs.list()) this.#line('ref', `${name} ${ref} ${oid}`);
    }
  }

  #takeCalls(): void {
    for (const call of this.#forge.calls.slice(this.#calls)) {
      const isOfTheBot = call.caller === 'installation' || call.caller === 'app';
      const sent = isOfTheBot && call.sent !== undefined ? ` ${call.sent}` : '';
      this.#line('call', `${call.caller} ${call.operationId} ${call.repo ?? ''} ${call.status}${sent}`, call.at);
    }
    this.#calls = this.#forge.calls.length;
  }

  #line(kind: string, text: string, at = this.#clock.now()): void {
    this.lines.push(`${new Date(at).toISOString()} ${kind.padEnd(7)} ${text}`);
  }
}
