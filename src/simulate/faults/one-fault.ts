import type { PortCall } from '../world/gate.ts';
import type { World } from '../world/world.ts';
import { READ_FAULTS, WRITE_FAULTS, type Fault } from './fault.ts';
import { keepsThePast, type Mischief } from './mischief.ts';

/** Kinds of trouble at one boundary: with the write itself, or with the reads that come after it. */
export interface Kind {
  name: string;
  fault: Fault;
  strikes: 'the write' | 'the reads after it';
}

/** In the order of reports. */
const AT_A_BOUNDARY = [
  'crash before',
  'crash after',
  'response lost',
  '502 after',
  '404 lag',
  '403 with retry-after',
  '403 without retry-after',
  '429 with retry-after',
  '429 without retry-after',
  '401',
  '409',
  '405',
  '422',
  'reset',
  'stale read',
] as const;

/** Everything that can go wrong at the boundary of an effect. */
export const KINDS: readonly Kind[] = AT_A_BOUNDARY.map((name) => {
  const [ofWrites, ofReads] = [WRITE_FAULTS, READ_FAULTS].map((faults) => faults.find((fault) => fault.name === name));
  if (ofWrites !== undefined) return { name, fault: ofWrites, strikes: 'the write' };
  if (ofReads !== undefined) return { name, fault: ofReads, strikes: 'the reads after it' };
  throw new Error(`there is no fault called ${name}`);
});

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

  get waitsForReads(): boolean {
    return !this.isSpent && this.#kind.strikes === 'the reads after it' && this.#writes >= this.#boundary;
  }

  end(): void {
    this.#isOver = true;
    this.#world?.forge.faults.clear();
    this.befall();
  }
}
