/**
 * What GitHub Actions runs: `uses: owner/repo@ref` of steps and called workflows, `uses: docker://image:tag`, and a job's container
 * where it is written as one string (workflow syntax: jobs.<job_id>.container). Containers in maps are found as any image is.
 */
import type { Place } from '../../../pin-file.ts';
import { placeOfFields } from '../../bare-value.ts';
import { fixedBy, readAction } from '../../git-source.ts';
import type { YamlFile, YamlNode } from '../node.ts';
import { imageFrom } from './image-from.ts';
import { isAt, ownField } from './path.ts';

const DOCKER = 'docker://';

/** Whether GitHub would read a file of this path as a workflow. */
export const isWorkflow = (path: string): boolean => /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

/** Whether GitHub would read a file of this name as an action. */
export const isAction = (path: string): boolean => /(?:^|\/)action\.ya?ml$/.test(path);

/** The actions, called workflows and images that a workflow or an action names. */
export function actionsIn(node: YamlNode, file: YamlFile): Place[] {
  const { key } = node;
  if (key !== 'uses' && key !== 'container' && key !== 'image') return [];
  if (key === 'uses' && isUses(node)) return usesIn(node, file);
  if (isAt(node, 'jobs', '*', 'container')) return imageIn(node, file);
  return isAt(node, 'runs', 'image') ? imageIn(node, file, DOCKER) : [];
}

const isUses = (node: YamlNode): boolean =>
  isAt(node, 'jobs', '*', 'steps', '*', 'uses') ||
  isAt(node, 'jobs', '*', 'uses') ||
  isAt(node, 'runs', 'steps', '*', 'uses');

function usesIn(node: YamlNode, file: YamlFile): Place[] {
  const named = ownField(node, file);
  const action = named && readAction(named.value.text);
  if (named === undefined || action === undefined) return imageIn(node, file, DOCKER);
  const { name, names } = action;
  const about = { kind: 'action' as const, name, names };
  return [placeOfFields(about, { named, fixed: fixedBy(named.value, action) })];
}

/** The image that a text names behind its scheme. */
function imageIn(node: YamlNode, file: YamlFile, scheme = ''): Place[] {
  const named = ownField(node, file);
  return named?.value.text.startsWith(scheme) === true ? imageFrom(named, scheme.length, { kind: 'kubernetes' }) : [];
}
