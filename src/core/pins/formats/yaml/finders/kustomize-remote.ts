/** The remote resources of a kustomization: `https://github.com/acme/base//overlays/prod?ref=v1.2.3`. */
import type { Place } from '../../../pin-file.ts';
import { placeOfFields } from '../../bare-value.ts';
import { fixedBy, readGitSource } from '../../git-source.ts';
import type { YamlFile, YamlNode } from '../node.ts';
import { isAt, ownField } from './path.ts';

const LISTS = ['resources', 'bases', 'components'];

/** What an item of a kustomization's lists fixes of another repository. */
export function remotesIn(node: YamlNode, file: YamlFile): Place[] {
  const named = LISTS.some((list) => isAt(node, list, '*')) ? ownField(node, file) : undefined;
  const source = named && readGitSource(named.value.text);
  if (named === undefined || source === undefined) return [];
  const { name, names } = source;
  const about = { kind: 'kustomize-remote' as const, name, names };
  return [placeOfFields(about, { named, fixed: fixedBy(named.value, source) })];
}
