import type { PortCall } from '../world/gate.ts';
import type { World } from '../world/world.ts';
import type { Fault } from './fault.ts';
import { keepsThePast, type Mischief } from './mischief.ts';

/** Kinds of trouble at one boundary: with the write itself, or with the reads that come after it. */
export interface Kind {
  name: string;
  fault: Fault;
  strikes: 'the write' | 'the reads after it';
}

const limited = (status: 403 | 429, retryAfter?: number): Fault => ({
  name: `${status}`,
  rule: { do: { status, limit: 'secondary', ...(retryAfter === undefined ? {} : { retryAfter }) } },
});

const ofTheWrite = (name: string, fault: Fault): Kind => ({ name, fault, strikes: 'the write' });
const ofReads = (name: string, fault: Fault): Kind => ({ name, fault, strikes: 'the reads after it' });
const answered = (status: number): Fault => ({ name: `${status}`, rule: { do: { status } } });

/** Everything that can go wrong at the boundary of an effect. */
export const KINDS: readonly Kind[] = [
  ofTheWrite('crash before', { name: 'crash before', crash: 'before' }),
  ofTheWrite('crash after', { name: 'crash after', crash: 'after' }),
  ofTheWrite('response lost', { name: 'response lost', rule: { when: 'lost' } }),
  ofTheWrite('502 after', { name: '502 after', rule: { when: 'after', do: { status: 502 } } }),
  ofReads('404 lag', { name: '404 lag', rule: { do: { notYet: 10_000 } } }),
  ofTheWrite('403 with retry-after', limited(403, 30)),
  ofTheWrite('403 without', limited(403)),
  ofTheWrite('429 with retry-after', limited(429, 30)),
  ofTheWrite('429 without', limited(429)),
  ofTheWrite('401', answered(401)),
  ofTheWrite('409', answered(409)),
  ofTheWrite('405', answered(405)),
  ofTheWrite('422', answered(422)),
  ofTheWrite('reset', { name: 'reset', rule: { do: { reset: true } } }),
  ofReads('stale read', { name: 'stale read', rule: { do: { stale: { writes: 1 } } } }),
];

/** As many reads after a write are behind, wherever they come from. */
const READS_BEHIND = 3;

/** One thing goes wrong in a whole run: at the write with this number, counted from 1. */
export class OneFault implements Mischief {
  readonly #kind: Kind;
  readonly #boundary: number;
  #writes = 0;
  #reads = 0;
  #isOver = false;
  #world: World | undefined;
  /** The call that was struck first; undefined: the run was over before it came. */
  struck: string | undefined;

  constructor(kind: Kind, boundary: number) {
    this.#kind = kind;
    this.#boundary = boundary;
  }

  begin(world: World): void {
    this.#world = world;
    if (this.#kind.strikes === 'the reads after it') keepsThePast(world);
  }

  strike({ port, name, writes }: PortCall): Fault | undefined {
    if (port !== 'github' || this.#isOver) return undefined;
    if (writes) {
      this.#writes += 1;
      if (this.#kind.strikes !== 'the write' || this.#writes !== this.#boundary) return undefined;
    } else {
      const isBehind = this.#writes >= this.#boundary && this.#reads < READS_BEHIND;
      if (this.#kind.strikes !== 'the reads after it' || !isBehind) return undefined;
      this.#reads += 1;
    }
    this.struck ??= name;
    return this.#kind.fault;
  }

  /** A process that crashed comes back at once: nothing else goes wrong. */
  befall(): void {
    const world = this.#world;
    if (world === undefined) return;
    for (; world.expected < world.size; world.expected += 1) world.start();
  }

  get isSpent(): boolean {
    const { strikes } = this.#kind;
    return this.struck !== undefined && (strikes === 'the write' || this.#reads >= READS_BEHIND);
  }

  end(): void {
    this.#isOver = true;
    this.#world?.forge.faults.clear();
    this.befall();
  }
}
