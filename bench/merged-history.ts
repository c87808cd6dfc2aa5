import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';

/** A history as teams make it, written by `git fast-import`, and what GitHub would know of it. */
export interface MergedHistory {
  from: string;
  to: string;
  /** The pull request that brought each commit of the range. */
  brought: Map<string, number>;
}

const START = Date.parse('2026-01-05T08:00:00Z') / 1000;
const PEOPLE = ['Ada <1+ada@users.noreply.github.com>', 'Bo Bergström <bo@example.com>', 'Cy <cy@example.com>'];
const BODY = 'The cart forgot its owner when a session ended while a payment was under way; now it is kept.\n'.repeat(
  4,
);
const FILES = ['web/cart.ts', 'web/till.ts', 'api/orders.ts', 'docs/orders.md'];

const ENVIRONMENT = { PATH: process.env['PATH'], HOME: devNull, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull };

/** Runs git and gives what it prints. */
export function git(directory: string, args: string[], input?: string): string {
  return execFileSync('git', args, {
    cwd: directory,
    env: ENVIRONMENT,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  }).trim();
}

/** Writes the commits one after the other; the marks of `git fast-import` become ids afterwards. */
class Stream {
  readonly #lines: string[] = [];
  readonly brought = new Map<number, number>();
  mark = 0;

  commit(message: string, { onto, merged, number }: { onto: number; merged?: number; number?: number }): number {
    this.mark += 1;
    const who = `${PEOPLE[this.mark % PEOPLE.length] ?? ''} ${START + this.mark * 600} +0000`;
    const text = `change ${this.mark}\n`;
    this.#lines.push(
      `commit refs/heads/main\nmark :${this.mark}\nauthor ${who}\ncommitter ${who}`,
      `data ${Buffer.byteLength(message)}\n${message}`,
      ...(onto > 0 ? [`from :${onto}`] : []),
      ...(merged === undefined ? [] : [`merge :${merged}`]),
      `M 100644 inline ${FILES[this.mark % FILES.length] ?? ''}\ndata ${text.length}\n${text}`,
    );
    if (number !== undefined) this.brought.set(this.mark, number);
    return this.mark;
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** Three of four pull requests are squashed, the fourth is merged with three commits of its own; a tenth of the rest is direct. */
export function writeHistory(directory: string, { before, within }: { before: number; within: number }): MergedHistory {
  const stream = new Stream();
  let tip = 0;
  for (let index = 0; index < before; index += 1) tip = stream.commit(`old change ${index}\n`, { onto: tip });
  const from = tip;
  for (let number = 1; stream.mark < before + within; number += 1) {
    const closes = `${BODY}\nCloses #${10_000 + number}\n`;
    if (number % 10 === 0) tip = stream.commit(`chore: by hand ${number}\n\n${BODY}`, { onto: tip });
    else if (number % 4 === 0 && stream.mark + 4 <= before + within) {
      let side = tip;
      for (let step = 1; step <= 3; step += 1) side = stream.commit(`step ${step}\n\n${BODY}`, { onto: side, number });
      const message = `Merge pull request #${number} from acme/topic-${number}\n\nfeat: topic ${number}\n\n${closes}`;
      tip = stream.commit(message, { onto: tip, merged: side, number });
    } else tip = stream.commit(`fix: the cart ${number} (#${number})\n\n${closes}`, { onto: tip, number });
  }
  git(directory, ['init', '--quiet', '--bare']);
  const marks = join(directory, 'marks');
  const imported = spawnSync('git', ['fast-import', '--quiet', `--export-marks=${marks}`], {
    cwd: directory,
    env: ENVIRONMENT,
    input: stream.toString(),
  });
  if (imported.status !== 0) throw new Error(imported.stderr.toString());
  const ids = new Map(
    readFileSync(marks, 'utf8')
      .trim()
      .split('\n')
      .map((line) => [Number(line.slice(1).split(' ')[0]), line.split(' ')[1] ?? '']),
  );
  const idOf = (mark: number): string => ids.get(mark) ?? '';
  return {
    from: idOf(from),
    to: idOf(tip),
    brought: new Map([...stream.brought].map(([mark, pr]) => [idOf(mark), pr])),
  };
}
