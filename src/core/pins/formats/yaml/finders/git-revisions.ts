/** The revisions of git repositories that Argo CD and Flux follow. A branch, `HEAD` or a range of versions fixes nothing. */
import type { Place, Refusal } from '../../../pin-file.ts';
import { writeReference } from '../../../reference.ts';
import { placeOfFields, stretchOf, type Fixed } from '../../bare-value.ts';
import { fixedBy, namesOfGitUrl } from '../../git-source.ts';
import type { Field } from '../../image-fields.ts';
import { entryOf, fieldOf } from '../tree/entries.ts';
import type { YamlFile, YamlMap, YamlNode } from '../node.ts';
import { hasRange, mapAbove, sharedRef } from './path.ts';

const SAID_TWICE: Refusal = {
  why: 'it says its revision twice, as a commit and as a tag',
  next: 'Keep the commit, which is what Flux follows.',
};
const OCI = /^oci:\/\//;

/** The revision that a source of Argo CD or a GitRepository of Flux names. */
export function gitRevisionsIn(node: YamlNode, file: YamlFile): Place[] {
  if (node.kind !== 'map') return [];
  if (entryOf(node, 'repoURL')) return entryOf(node, 'chart') ? [] : argoCdSource(node, file);
  return entryOf(node, 'url') && entryOf(node, 'ref') ? gitRepository(node, file) : [];
}

/** The generators of an ApplicationSet call it `revision`. */
function argoCdSource(node: YamlMap, file: YamlFile): Place[] {
  const held = fieldOf(node, 'targetRevision', file) ?? fieldOf(node, 'revision', file);
  const fixed: Fixed = held === undefined ? { parts: [] } : fixedBy(held.value);
  return placeOfUrl(fieldOf(node, 'repoURL', file), { held, fixed });
}

function gitRepository(node: YamlMap, file: YamlFile): Place[] {
  const above = mapAbove(node, 'spec');
  const ref = entryOf(node, 'ref')?.value;
  if (above === undefined || ref?.kind !== 'map') return [];
  if (fieldOf(above, 'kind', file)?.value.text !== 'GitRepository') return [];
  const commit = filled(fieldOf(ref, 'commit', file));
  const tag = hasRange(ref, file) ? undefined : filled(fieldOf(ref, 'tag', file));
  const held = commit ?? tag;
  const parts = held === undefined ? [] : [stretchOf(held.value, commit === undefined ? 'tag' : 'word')];
  const refusal = commit && tag ? SAID_TWICE : sharedRef(ref);
  const fixed: Fixed = { parts, ...(refusal === undefined ? {} : { refusal }) };
  return placeOfUrl(fieldOf(node, 'url', file), { held, fixed });
}

/** The key says that it is a commit or a tag, whatever form it has. */
const filled = (field: Field | undefined): Field | undefined =>
  field === undefined || writeReference({ version: field.value.text }) === undefined ? undefined : field;

function placeOfUrl(named: Field | undefined, { held, fixed }: { held: Field | undefined; fixed: Fixed }): Place[] {
  if (named === undefined || !/^[^\s{}]+$/.test(named.value.text) || OCI.test(named.value.text)) return [];
  const name = named.value.text;
  const about = { kind: 'git-revision' as const, name, names: namesOfGitUrl(name) };
  return [placeOfFields(about, { named, held, fixed })];
}
