import type { CrashRound, Ground } from './crash-run.ts';

interface Told {
  seed: number;
  /** The command that plays the round once more. */
  again: string;
  say: (line: string) => void;
}

/** What the rounds on one store came to. */
export class Tally {
  killed = 0;
  violations = 0;
  rounds = 0;
  readonly #name: Ground['name'];
  #acknowledged = 0;
  #lost = 0;
  #duplicates = 0;
  #pauses = 0;
  #refused = 0;
  #equal = 0;

  constructor(name: Ground['name']) {
    this.#name = name;
  }

  counts(round: CrashRound, { seed, again, say }: Told): void {
    const { acknowledged, duplicates, isEqual, killed, lost, pauses, refused, scene, wrong } = round;
    this.rounds += 1;
    this.killed += killed;
    this.violations += wrong.length;
    this.#acknowledged += acknowledged;
    this.#lost += lost;
    this.#duplicates += duplicates;
    this.#pauses += pauses;
    this.#refused += refused;
    if (isEqual) this.#equal += 1;
    const facts = [
      `${killed} kills`,
      `${acknowledged} deliveries acknowledged`,
      `${lost} lost`,
      `${duplicates} duplicates`,
      isEqual ? 'equal worlds' : 'another world',
      `${pauses} pauses (${refused} writes not begun)`,
      `${wrong.length} violations`,
    ];
    say(`${this.#name} seed ${seed} ${scene}: ${facts.join(', ')}`);
    for (const one of wrong) say(`violation: ${one} — replay with: ${again}`);
  }

  /** A round that came to no end. */
  fails(error: unknown, { seed, again, say }: Told): void {
    this.rounds += 1;
    this.violations += 1;
    const text = error instanceof Error ? error.message : String(error);
    say(`${this.#name} seed ${seed}: no end`);
    say(`violation: ${text} — replay with: ${again}`);
  }

  line(): string {
    const facts = [
      `${this.killed} kills`,
      `${this.#acknowledged} deliveries acknowledged`,
      `${this.#lost} lost`,
      `${this.#duplicates} duplicates`,
      `worlds equal in ${this.#equal} of ${this.rounds} rounds`,
      `${this.#pauses} pauses (${this.#refused} writes not begun)`,
      `${this.violations} violations`,
    ];
    return `${this.#name}: ${facts.join(', ')}`;
  }
}
