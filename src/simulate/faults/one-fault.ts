import type { PortCall } from '../world/gate.ts';
import type { World } from '../world/world.ts';
import { PROCESS_FAULTS, READ_FAULTS, WRITE_FAULTS, type Fault } from './fault.ts';
import { keepsThePast, type Mischief } from './mischief.ts';

/** Kinds of trouble at one boundary: with the write itself, with the reads that come after it, or with both. */
export interface Kind {
  name: string;
  write?: Fault;
  reads?: { fault: Fault; count: number };
}

/** As many reads after a write are behind, wherever they come from. */
const READS_BEHIND = 3;
/** As many as it takes until whoever lost an answer has asked again, among all the others that read. */
const READS_LAGGING = 8;

const named = (faults: readonly Fault[], name: string): Fault => {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`there is no fault called ${name}`);
  return found;
};

const AT_THE_WRITE = [
  'crash before',
  'crash after',
  'response lost',
  '502 after',
  '403 with retry-after',
  '403 without retry-after',
  '429 with retry-after',
  '429 without retry-after',
  '401',
  '409',
  '405',
  '422',
  'reset',
];

/** Everything that can go wrong at the boundary of an effect. */
export const KINDS: readonly Kind[] = [
  ...AT_THE_WRITE.map((name) => ({ name, write: named(WRITE_FAULTS, name) })),
  ...['404 lag', 'stale read'].map((name) => ({
    name,
    reads: { fault: named(READ_FAULTS, name), count: READS_BEHIND },
  })),
  // What intentions are for: nobody heard of the effect, and GitHub does not show it yet.
  {
    name: 'response lost, 404 lag',
    write: named(WRITE_FAULTS, 'response lost'),
    reads: { fault: named(READ_FAULTS, '404 lag'), count: READS_LAGGING },
  },
  // What leases are for: who decided on this read wakes when another has gone on.
  { name: 'pause after a read', reads: { fault: named(PROCESS_FAULTS, 'pause after'), count: 1 } },
];

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
    if (this.#kind.reads !== undefined && 'rule' in this.#kind.reads.fault) keepsThePast(world);
  }

  strike({ port, name, writes }: PortCall): Fault | undefined {
    if (port !== 'github' || this.#isOver) return undefined;
    const fault = writes ? this.#ofWrite() : this.#ofRead();
    if (fault !== undefined) this.struck ??= name;
    return fault;
  }

  #ofWrite(): Fault | undefined {
    this.#writes += 1;
    return this.#writes === this.#boundary ? this.#kind.write : undefined;
  }

  #ofRead(): Fault | undefined {
    if (!this.#readsAreLeft || this.#writes < this.#boundary) return undefined;
    this.#reads += 1;
    return this.#kind.reads?.fault;
  }

  get #readsAreLeft(): boolean {
    return this.#reads < (this.#kind.reads?.count ?? 0);
  }

  /** A process that crashed comes back at once: nothing else goes wrong. */
  befall(): void {
    const world = this.#world;
    if (world === undefined) return;
    for (; world.expected < world.size; world.expected += 1) world.start();
  }

  get isSpent(): boolean {
    return this.struck !== undefined && !this.#readsAreLeft;
  }

  get waitsForReads(): boolean {
    return this.#readsAreLeft && this.#writes >= this.#boundary;
  }

  end(): void {
    this.#isOver = true;
    this.#world?.forge.faults.clear();
    this.befall();
  }
}
