import { importsOf, type Import } from './sources/imports-of.ts';

/** What a room may import: other rooms, packages, and whether it may touch the machine (`node:` modules). */
interface Room {
  rooms: readonly string[];
  packages?: readonly string[];
  node?: true;
}

const PURE_LIBRARIES = ['yaml', 'js-yaml', 'zod', 'mdast', 'mdast-util-*', 'micromark-*', 'croner', 're2js'];
/** Packages that one folder of their room imports, so that what they say passes through what it makes of it. */
const PACKAGE_HOMES: Readonly<Record<string, string>> = { croner: 'src/core/time/', re2js: 'src/core/pins/formats/' };
const DOOR = ['operations', 'core', 'ports'];
const ADAPTER = ['core', 'ports'];
/** The story and the simulation put the shipped app together from its parts, as main does, with the forge in GitHub's place. */
const WORLD = [
  'compose',
  'settings',
  'app-manifest',
  'log',
  'store',
  'web',
  'git',
  'registry',
  'forge',
  'operations',
  'core',
  'ports',
];

/** The rooms of src/ and what each may import besides itself. A folder or a file directly in src/ that is not here has no room. */
export const rooms: Readonly<Record<string, Room>> = {
  core: { rooms: [], packages: PURE_LIBRARIES },
  ports: { rooms: ['core'] },
  operations: { rooms: ['core', 'ports'] },
  webhooks: { rooms: ['core'] },
  templates: { rooms: ADAPTER, packages: ['handlebars'], node: true },
  github: { rooms: [...ADAPTER, 'templates'], packages: ['octokit', '@octokit/*'], node: true },
  git: { rooms: ADAPTER, packages: ['simple-git'], node: true },
  registry: { rooms: ADAPTER, node: true },
  notify: { rooms: [...ADAPTER, 'templates'], node: true },
  store: { rooms: ADAPTER, packages: ['kysely', '@electric-sql/pglite', 'pg', 'zod'], node: true },
  settings: { rooms: ['core', 'registry'], node: true },
  version: { rooms: [], node: true },
  'app-manifest': { rooms: ['core'], packages: ['js-yaml'], node: true },
  log: { rooms: ['core', 'ports', 'settings'], packages: ['pino'] },
  observe: { rooms: ADAPTER, packages: ['prom-client', '@opentelemetry/api'], node: true },
  app: { rooms: [...ADAPTER, 'operations', 'webhooks', 'web'], packages: ['probot'], node: true },
  cli: { rooms: DOOR, node: true },
  web: { rooms: [...DOOR, 'templates'], node: true },
  compose: {
    rooms: [
      ...DOOR,
      'webhooks',
      'templates',
      'github',
      'git',
      'registry',
      'notify',
      'store',
      'settings',
      'app-manifest',
      'version',
      'log',
      'observe',
      'app',
      'web',
    ],
    packages: ['probot'],
    node: true,
  },
  main: {
    rooms: [...DOOR, 'settings', 'version', 'log', 'observe', 'compose', 'serve', 'git', 'cli'],
    packages: ['commander'],
    node: true,
  },
  serve: { rooms: [...DOOR, 'settings', 'log', 'observe', 'version', 'compose', 'store', 'web'], node: true },
  forge: { rooms: [], packages: ['ajv', 'ajv-formats', 'graphql', 'handlebars', 'yaml', 'zod'], node: true },
  demo: { rooms: [...WORLD, 'cli'], node: true },
  simulate: { rooms: WORLD, packages: ['commander'], node: true },
};

/** The one file that may open a room closed to all others, and only on demand. */
const ON_DEMAND: Readonly<Record<string, string>> = { 'src/cli/forge.ts': 'forge' };

const BANNED = /^(utils?|helpers?|common|types?|managers?|misc)$/;

/** Every breach of the import law in the given sources (path → text), each as one sentence. */
export function lawBreaches(sources: ReadonlyMap<string, string>): string[] {
  const breaches: string[] = [];
  for (const [path, text] of sources) {
    const room = roomOf(path);
    const banned = path
      .replace(/\.\w+$/, '')
      .split('/')
      .find((part) => BANNED.test(part));
    if (banned) breaches.push(`${path}: "${banned}" says nothing; name the file for what it holds`);
    if (!rooms[room])
      breaches.push(`${path}: src/ has no room "${room}"; its rooms are ${Object.keys(rooms).join(', ')}`);
    for (const one of importsOf(path, text)) {
      const why = breachOf(one, room);
      if (why) breaches.push(`${one.from}:${one.line} imports ${one.target}: ${why}`);
    }
  }
  return breaches;
}

/** `src/github/looks.ts` is in the room github, `src/app.ts` in the room app. */
export const roomOf = (path: string): string => (path.split('/')[1] ?? '').replace(/\.(ts|mjs)$/, '');

function breachOf({ from, target, kind, when }: Import, room: string): string | undefined {
  const law = rooms[room];
  if (!law) return undefined;
  if (target === 'computed') return 'a computed import cannot be checked; name the file';
  if (kind === 'node') return law.node ? undefined : `${room} is kept from the machine; pass it in from an adapter`;
  if (kind === 'package') return packageBreach(target, room, from);
  const other = roomOf(target);
  if (!target.startsWith('src/')) return 'it lies outside src/';
  if (other === room || law.rooms.includes(other)) return undefined;
  if (ON_DEMAND[from] === other)
    return when === 'dynamic' ? undefined : `${other} is opened on demand only, by import()`;
  const allowed = law.rooms.length > 0 ? `${room} may import ${law.rooms.join(', ')}` : `${room} imports no other room`;
  return `it belongs in the room ${other}, and ${allowed}`;
}

function packageBreach(name: string, room: string, from: string): string | undefined {
  const owners = Object.keys(rooms).filter((owner) => rooms[owner]?.packages?.some((allowed) => covers(allowed, name)));
  const home = PACKAGE_HOMES[name];
  if (home !== undefined && !from.startsWith(home)) return `it belongs in ${home}`;
  if (owners.includes(room)) return undefined;
  return owners.length > 0
    ? `it belongs in the room ${owners.join(' or ')}`
    : 'no room has this package; give it to one in test/house/import-law.ts';
}

const covers = (allowed: string, name: string): boolean =>
  allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : allowed === name;

/** The first circle of imports found, as the files on it; types leave no import behind and do not count. */
export function findCircle(sources: ReadonlyMap<string, string>): string[] | undefined {
  const done = new Set<string>();
  const walk = (path: string, trail: string[]): string[] | undefined => {
    const seen = trail.indexOf(path);
    if (seen >= 0) return [...trail.slice(seen), path];
    if (done.has(path)) return undefined;
    for (const next of filesLoadedBy(path, sources)) {
      const circle = walk(next, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const start of sources.keys()) {
    const circle = walk(start, []);
    if (circle) return circle;
  }
  return undefined;
}

/** Every file that loads when this one does. */
export function loadedWith(path: string, sources: ReadonlyMap<string, string>): Set<string> {
  const loaded = new Set([path]);
  for (const file of loaded) for (const next of filesLoadedBy(file, sources)) loaded.add(next);
  return loaded;
}

const filesLoadedBy = (path: string, sources: ReadonlyMap<string, string>): string[] =>
  importsOf(path, sources.get(path) ?? '')
    .filter(({ kind, when }) => kind === 'file' && when === 'static')
    .map(({ target }) => target);
