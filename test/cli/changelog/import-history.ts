import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { git } from '../command.ts';

/** One commit as a test writes it down; what it leaves out is filled in. */
export interface Told {
  /** What a test calls it; a tag of that name leads to it. */
  name: string;
  /** `{name}` stands for the id of a commit told before. */
  message: string | Buffer;
  /** Names of commits; none for a root, and without it the one told before. */
  parents?: string[];
  /** Path → text. Without it a file of the commit's own. */
  files?: Record<string, string>;
  /** `Ada <ada@example.com>` */
  author?: string;
  /** The commit that it is a copy of, and has the author's date of. */
  copies?: string;
}

/** Seconds. */
const BEGINNING = 1_767_225_600;
const MINUTE = 60;
const ADA = 'Ada <11+ada@users.noreply.github.com>';
const PLACE = /\{([\w-]+)\}/g;

/** Makes a bare repository of these commits, a minute after each other, with `main` at the last; answers their ids by name. */
export function importHistory(directory: string, told: readonly Told[]): Map<string, string> {
  mkdirSync(directory, { recursive: true });
  git(directory, 'init', '--quiet', '--bare');
  const importing = new Importing(directory, told);
  for (const chunk of chunksOf(told)) importing.take(chunk);
  git(directory, 'update-ref', 'refs/heads/main', told.at(-1)?.name ?? '');
  return importing.ids;
}

/** A message that has an id in it can be told only when that commit is there. */
function chunksOf(told: readonly Told[]): Told[][] {
  const chunks: Told[][] = [[]];
  for (const commit of told) {
    if (typeof commit.message === 'string' && commit.message.search(PLACE) >= 0) chunks.push([]);
    chunks.at(-1)?.push(commit);
  }
  return chunks;
}

class Importing {
  ids = new Map<string, string>();
  readonly #directory: string;
  readonly #told: readonly Told[];
  readonly #indices: Map<string, number>;

  constructor(directory: string, told: readonly Told[]) {
    this.#directory = directory;
    this.#told = told;
    this.#indices = new Map(told.map(({ name }, index) => [name, index]));
  }

  take(chunk: readonly Told[]): void {
    const marks = join(this.#directory, 'marks');
    execFileSync(
      'git',
      ['fast-import', '--quiet', '--done', `--import-marks-if-exists=${marks}`, `--export-marks=${marks}`],
      {
        cwd: this.#directory,
        input: Buffer.concat([...chunk.flatMap((commit) => this.#lines(commit)), Buffer.from('done\n')]),
        env: { PATH: process.env['PATH'], HOME: this.#directory, GIT_CONFIG_NOSYSTEM: '1' },
      },
    );
    const refs = git(this.#directory, 'for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/tags');
    this.ids = new Map(refs.split('\n').map((line) => line.split(' ') as [string, string]));
  }

  #lines({ name, message, parents, files, author = ADA, copies }: Told): Buffer[] {
    const index = this.#index(name);
    const body = typeof message === 'string' ? Buffer.from(this.#withIds(message)) : message;
    const [first, ...others] = parents ?? this.#told.slice(Math.max(0, index - 1), index).map((before) => before.name);
    const mark = (parent: string): string => `:${this.#index(parent) + 1}`;
    const at = (commit: string): string => `${BEGINNING + this.#index(commit) * MINUTE} +0000`;
    const head = [
      // A ref that has no commit yet begins anew unless it is told from where.
      `commit refs/tags/${name}`,
      `mark ${mark(name)}`,
      `author ${author} ${at(copies ?? name)}`,
      `committer GitHub <noreply@github.com> ${at(name)}`,
      `data ${body.length}\n`,
    ].join('\n');
    const links = [
      ...(first === undefined ? [] : [`from ${mark(first)}`]),
      ...others.map((one) => `merge ${mark(one)}`),
    ];
    const changed = Object.entries(files ?? { [`${name}.txt`]: name });
    return [
      Buffer.from(head),
      body,
      Buffer.from(`\n${links.map((link) => `${link}\n`).join('')}`),
      ...changed.map(([path, text]) =>
        Buffer.from(`M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`),
      ),
      Buffer.from('\n'),
    ];
  }

  #withIds(message: string): string {
    return message.replace(PLACE, (_, name: string) => this.ids.get(name) ?? '');
  }

  #index(name: string): number {
    const index = this.#indices.get(name);
    if (index === undefined) throw new Error(`no commit is called ${name}`);
    return index;
  }
}
