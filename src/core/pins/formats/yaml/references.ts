/** Which references are looked for in a YAML or JSON file: images in any, and what else its name or its words tell. */
import type { Place } from '../../pin-file.ts';
import { actionsIn, isAction, isWorkflow } from './finders/actions.ts';
import { parametersIn, replacedImagesIn } from './finders/argo-cd.ts';
import { chartsIn, dependenciesIn, inflatedChartsIn } from './finders/charts.ts';
import { cookbooksIn } from './finders/chef.ts';
import { gitRevisionsIn } from './finders/git-revisions.ts';
import { remotesIn } from './finders/kustomize-remote.ts';
import { servicesIn } from './finders/gitlab-ci.ts';
import { imagesIn } from './images.ts';
import { FLUX, imagesOfEntry, isKustomization, isKustomizationEntry } from './kustomization.ts';
import type { YamlFile, YamlNode } from './node.ts';

/** The references that one node makes up, with what is in it. */
export type Finder = (node: YamlNode, file: YamlFile) => readonly Place[];

const GITLAB = /(?:^|\/|\.)gitlab-ci[^/]*\.ya?ml$/;
const CHART = /(?:^|\/)(?:Chart|requirements)\.ya?ml$/;

/** What can only be there where a word is, whatever the file is called. */
const BY_WORD: readonly (readonly [string, Finder])[] = [
  ['chart', chartsIn],
  ['oci://', chartsIn],
  ['repoURL', gitRevisionsIn],
  ['GitRepository', gitRevisionsIn],
  ['parameters', parametersIn],
  ['kustomize', replacedImagesIn],
];

/** The finders to run over every node of a file. */
export function findersOf(file: YamlFile): Finder[] {
  const { path, text } = file;
  // Nothing in there is an image, though `repository: alias:acme` reads as one.
  if (CHART.test(path)) return [dependenciesIn];
  if (isKustomization(path)) return [imagesOfEntry, imagesBesideEntries, remotesIn, inflatedChartsIn];
  if (isWorkflow(path) || isAction(path)) return [imagesOutsideInputs, actionsIn];
  if (GITLAB.test(path)) return [imagesIn, servicesIn];
  if (file.isJson && text.includes('cookbook_versions')) return [imagesIn, cookbooksIn];
  const images = text.includes(FLUX) ? [imagesOfEntry, imagesBesideEntries] : [imagesIn];
  const others = BY_WORD.filter(([word]) => text.includes(word)).map(([, finder]) => finder);
  return [...images, ...new Set(others)];
}

const imagesBesideEntries: Finder = (node, file) => (isKustomizationEntry(node, file) ? [] : imagesIn(node, file));

/** What an action is given (`with`) means something to that action alone. */
const imagesOutsideInputs: Finder = (node, file) => (node.key === 'with' ? [] : imagesIn(node, file));
