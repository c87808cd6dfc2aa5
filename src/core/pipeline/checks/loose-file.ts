import { componentName, isPlainName, type ComponentName } from '../../names.ts';
import { fillPlaceholders, type StageKind } from '../pipeline.ts';
import type { Path } from '../problem.ts';

/** The parts of a pipeline file that can be read, even where its shape is wrong elsewhere: they are checked all the same. */
export interface LooseFile {
  /** Undefined where the file has no map of components to hold names against. */
  components: LooseComponent[] | undefined;
  prefabs: LooseComponent[];
  stages: LooseStage[];
  labels: { label: string; when?: string; becomes?: string }[];
  reopenUntil?: string;
  /** Kinds of changes that have a title, and their places in the list. */
  kinds: { title: string; index: number }[];
  /** Projects of other trackers. */
  trackers: string[];
}

/** A component or a prefab. */
export interface LooseComponent {
  name: string;
  /** Also of what is no map: that alone is told of it. */
  hasCode: boolean;
  code?: string;
  /** Where `code` stands: the short form is the value itself. */
  codeAt: Path;
  /** Also of what is no repository. */
  hasImage: boolean;
  image?: string;
  tag?: string;
  like?: string;
}

export interface LooseStage {
  name: string;
  keys: string[];
  kind?: StageKind;
  /** Every name after `from`, with its place. */
  from: Named[];
  repo?: string;
  branch?: string;
  components?: Named[];
  together: Named[][];
  pins: LoosePin[];
  waitsForNothing: boolean;
}

/** A name, and where below its stage it stands. */
export interface Named {
  name: string;
  at: Path;
}

export interface LoosePin {
  file?: string;
  arg?: string;
  image?: string;
  pointer?: string;
  marker?: string;
  pattern?: string;
  holds?: string;
}

/** Picks out what has the right kind; the rest is told by the schema. */
export function readLoosely(file: unknown): LooseFile {
  const components = field(file, 'components');
  const issues = field(file, 'issues');
  const changelog = field(file, 'changelog');
  const reopenUntil = textAt(field(issues, 'closed-by-merge'), 'reopen-until');
  return {
    components: isRecord(components) ? entries(components).map(readComponent) : undefined,
    prefabs: entries(field(file, 'prefabs')).map(readComponent),
    stages: entries(field(file, 'stages')).map(readStage),
    labels: entries(field(issues, 'labels')).map(([label, rule]) => ({
      label,
      ...textOf(rule, 'when'),
      ...textOf(rule, 'becomes'),
    })),
    ...(reopenUntil === undefined ? {} : { reopenUntil }),
    kinds: items(field(changelog, 'kinds')).flatMap((kind, index) => {
      const title = textAt(kind, 'title');
      return title === undefined ? [] : [{ title, index }];
    }),
    trackers: entries(field(changelog, 'trackers')).map(([project]) => project),
  };
}

/** The components that a stage has: those it names, or all. */
export const componentsOf = (stage: LooseStage, file: LooseFile): ComponentName[] =>
  (stage.components ?? file.components ?? [])
    .map(({ name }) => name)
    .filter(isPlainName)
    .map(componentName);

/** The image of each component that has one, its own or its prefab's. */
export function imagesOf(file: LooseFile): Map<string, string> {
  const prefabs = new Map(file.prefabs.map((prefab) => [prefab.name, prefab]));
  return new Map(
    (file.components ?? []).flatMap(({ name, image, like }): [string, string][] => {
      const template = image ?? (like === undefined ? undefined : prefabs.get(like)?.image);
      return template === undefined ? [] : [[name, fillPlaceholders(template, name as ComponentName)]];
    }),
  );
}

function readComponent([name, component]: [string, unknown]): LooseComponent {
  const code = field(component, 'code');
  const text = typeof code === 'string' ? code : textAt(code, 'repo');
  return {
    name,
    hasCode: code !== undefined || !isRecord(component),
    ...(text === undefined ? {} : { code: text }),
    codeAt: typeof code === 'string' ? ['code'] : ['code', 'repo'],
    hasImage: field(component, 'image') !== undefined,
    ...textOf(component, 'image'),
    ...textOf(component, 'tag'),
    ...textOf(component, 'like'),
  };
}

function readStage([name, stage]: [string, unknown]): LooseStage {
  const components = field(stage, 'components');
  const kind = KINDS.find((known) => known === field(stage, 'kind'));
  return {
    name,
    keys: isRecord(stage) ? Object.keys(stage) : [],
    ...(kind === undefined ? {} : { kind }),
    from: readFrom(field(stage, 'from')),
    ...textOf(stage, 'repo'),
    ...textOf(stage, 'branch'),
    ...(Array.isArray(components) ? { components: namesIn(components, ['components']) } : {}),
    together: items(field(stage, 'together')).map((set, index) => namesIn(set, ['together', index])),
    pins: items(field(stage, 'pins')).map(readPin),
    waitsForNothing: field(stage, 'merge') === 'when-green' && field(stage, 'checks') === undefined,
  };
}

const KINDS: StageKind[] = ['docker', 'manifest', 'environment'];

function readFrom(from: unknown): Named[] {
  if (typeof from === 'string') return [{ name: from, at: ['from'] }];
  return ['all', 'any'].flatMap((key) => namesIn(field(from, key), ['from', key]));
}

const readPin = (pin: unknown): LoosePin => ({
  ...textOf(pin, 'file'),
  ...textOf(pin, 'arg'),
  ...textOf(pin, 'image'),
  ...textOf(pin, 'pointer'),
  ...textOf(pin, 'marker'),
  ...textOf(pin, 'pattern'),
  ...textOf(pin, 'holds'),
});

const namesIn = (names: unknown, at: Path): Named[] =>
  items(names).flatMap((name, index) => (typeof name === 'string' ? [{ name, at: [...at, index] }] : []));

function textOf<Name extends string>(from: unknown, name: Name): { [key in Name]?: string } {
  const value = field(from, name);
  return typeof value === 'string' ? ({ [name]: value } as { [key in Name]: string }) : {};
}

function textAt(from: unknown, name: string): string | undefined {
  const value = field(from, name);
  return typeof value === 'string' ? value : undefined;
}

const field = (from: unknown, name: string): unknown =>
  isRecord(from) && Object.hasOwn(from, name) ? from[name] : undefined;

const entries = (from: unknown): [string, unknown][] => (isRecord(from) ? Object.entries(from) : []);
const items = (from: unknown): unknown[] => (Array.isArray(from) ? from : []);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
