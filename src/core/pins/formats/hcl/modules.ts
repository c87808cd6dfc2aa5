/** What Terraform fetches at a version: modules, from git or a registry, and charts. */
import type { Place, ScalarValue } from '../../pin-file.ts';
import { stretchOf } from '../bare-value.ts';
import { fixedBy, readGitSource } from '../git-source.ts';
import { parseRepository } from '../image-reference.ts';
import { fieldsOfPairs } from './fields.ts';
import type { HclFields } from './fields.ts';
import type { HclMap, HclNode } from './tree.ts';
import type { HclFile } from './values.ts';

/** One version and no other; anything else is a range, and moves by itself. */
const EXACT = /^(?:=[ \t]*)?(v?\d+(?:\.\d+)+(?:[-+][\w.+-]*)?)$/;
const NO_REGISTRY = /^(?:[./]|[a-z\d+]+:)|\?/;
const OCI = 'oci://';

/** A `source` in git with its `ref`, or one in a registry with the `version` beside it. */
export function moduleOf({ get }: HclFields): Place[] {
  const source = get('source');
  if (source === undefined) return [];
  const { text, pointer, line } = source.value;
  const git = readGitSource(text);
  const refusal = source.refusal === undefined ? {} : { refusal: source.refusal };
  if (git !== undefined) {
    const { name, names, start, end } = git;
    return [
      { kind: 'hcl', name, names, pointers: [pointer], line, ...fixedBy(source.value, { start, end }), ...refusal },
    ];
  }
  const version = get('version');
  if (version === undefined || source.value.refusal !== undefined || NO_REGISTRY.test(text) || text === '{}') return [];
  return [{ ...versioned(version.value, [pointer]), name: text, names: [text], line, ...refusal }];
}

/** A chart with its version. */
export function chartOf({ get }: HclFields): Place[] {
  const [chart, version, repository] = ['chart', 'version', 'repository'].map((key) => get(key)?.value);
  if (chart === undefined || version === undefined || chart.refusal !== undefined || chart.text === '{}') return [];
  const name = chart.text.split('/').at(-1) ?? '';
  const url = repository?.refusal === undefined && repository !== undefined && repository.text !== '{}';
  const full = url ? `${repository.text.replace(/\/$/, '')}/${chart.text}` : chart.text;
  const oci = full.startsWith(OCI) ? parseRepository(full.slice(OCI.length)) : undefined;
  const names = [...new Set([name, chart.text, full, ...(oci === undefined ? [] : [oci])])];
  return [{ ...versioned(version, [chart.pointer]), name: chart.text, names, line: chart.line }];
}

function versioned(version: ScalarValue, pointers: string[]): Omit<Place, 'name' | 'names' | 'line'> {
  const exact = EXACT.exec(version.text)?.[1];
  const refusal = version.refusal === undefined ? {} : { refusal: version.refusal };
  const end = version.text.length;
  const parts = exact === undefined ? [] : [stretchOf(version, 'word', { start: end - exact.length, end })];
  return { kind: 'hcl', pointers: [...pointers, version.pointer], parts, ...refusal };
}

/** What a chart is told to use, as one map after the other: `set { name = "image.tag" … }`, or a list of such. */
export function settingsOf(map: HclMap, file: HclFile): HclFields[] {
  const lists = map.attributes.flatMap(({ key, value }) =>
    key.startsWith('set') && value.kind === 'list' ? value.items : [],
  );
  const blocks = map.blocks.filter(({ block }) => block?.type.startsWith('set'));
  const { keys, get } = fieldsOfPairs(
    [...lists, ...blocks].flatMap((setting) => settingOf(setting, file)),
    file,
  );
  const byPath = Map.groupBy(keys, (key) => key.slice(0, key.lastIndexOf('.') + 1));
  return [...byPath].map(([path, names]) => ({
    keys: names.map((key) => key.slice(path.length)),
    get: (key) => get(path + key),
  }));
}

function settingOf(setting: HclNode, { text }: HclFile): [string, HclNode][] {
  if (setting.kind !== 'map') return [];
  const name = setting.attributes.find(({ key }) => key === 'name')?.value;
  const value = setting.attributes.find(({ key }) => key === 'value')?.value;
  if (name?.kind !== 'scalar' || name.form !== 'string' || value === undefined) return [];
  return [[text.slice(name.start + 1, name.end - 1), value]];
}
