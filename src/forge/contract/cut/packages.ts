/** Where the descriptions come from: published packages of a pinned version, too large to depend on (400 MB unpacked). */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The unpacked packages by what is cut from them; a slice whose package is left out stays as it is. */
export interface Folders {
  openapi?: string;
  webhooks?: string;
  graphql?: string;
}

const packages: Record<keyof Folders, string> = {
  openapi: '@octokit/openapi',
  webhooks: '@octokit/openapi-webhooks',
  graphql: '@octokit/graphql-schema',
};

/** The packages in a `node_modules` that holds them. */
export function foldersIn(modules: string): Required<Folders> {
  const [openapi, webhooks, graphql] = Object.values(packages).map((name) => join(modules, name));
  return { openapi: openapi!, webhooks: webhooks!, graphql: graphql! };
}

/** Downloads the pinned packages with `npm pack` and unpacks them in the folder. */
export function download(into: string): Required<Folders> {
  const pinned = pinnedVersions();
  for (const name of Object.values(packages)) {
    const folder = join(into, name);
    mkdirSync(folder, { recursive: true });
    const packed = run('npm', ['pack', '--silent', '--pack-destination', into, `${name}@${pinned[name]}`]);
    run('tar', ['-xzf', join(into, packed.trim()), '--strip-components=1', '-C', folder]);
  }
  return foldersIn(into);
}

/** `name@version` of an unpacked package. Throws when it is not the pinned one: a slice says what it was cut from. */
export function packageAt(folder: string): string {
  const { name, version } = readJson(join(folder, 'package.json')) as { name: string; version: string };
  const wanted = pinnedVersions()[name];
  if (version !== wanted) throw new Error(`${folder} holds ${name}@${version}, and ${wanted ?? 'none'} is pinned`);
  return `${name}@${version}`;
}

/** Parses one file. */
export function readJson(from: string | URL): unknown {
  return JSON.parse(readFileSync(from, 'utf8'));
}

function pinnedVersions(): Record<string, string> {
  return readJson(new URL('../packages.json', import.meta.url)) as Record<string, string>;
}

function run(command: string, words: string[]): string {
  return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
