import type { Message } from '../promotion/plan-model.ts';
import type { Snapshot } from '../promotion/snapshot.ts';
import { fingerprint } from '../text/fingerprint.ts';
import { neutraliseInline, neutraliseTitle } from '../text/neutralise.ts';
import { plural, shortCommit } from '../text/phrases.ts';
import type { Belongings, Leftover } from './belongings.ts';
import { removalKey, type Removal } from './removal.ts';

/** The status that says on the pipeline file's commit what no pull request could; the lane's name follows. */
export const TIDY_CONTEXT = 'sluice/tidy';

/** Leftovers that a body lists; each has two names of files at most. */
const MOST_LEFT = 50;

/** A path may be four thousand characters long, and a body holds a hundred and fifty of them. */
const LONGEST_PATH = 250;

/** The words of the pull request: what goes, who took it out of the pipeline, and what is left. */
export function describeTidy(
  { removal, web, by }: { removal: Removal; web: string; by?: string },
  here: Snapshot,
  { deletes, left }: Belongings,
): { title: string; body: Message } {
  const { component, stage, pipeline, commit } = removal;
  const shown = left.slice(0, MOST_LEFT);
  const content = JSON.stringify([deletes, left.map(({ path, line }) => [path, line])]);
  const key = `tidy.${fingerprint(`${removalKey(removal)} ${content}`)}`;
  const model = {
    component: component.name,
    stage,
    pipeline,
    commit: shortCommit(commit),
    commitUrl: `${web}/${pipeline}/commit/${commit}`,
    historyUrl: `${web}/${pipeline}/commits/${commit}/.github/sluice.yml`,
    ...(by === undefined ? {} : { by: neutraliseInline(by) }),
    files: plural(deletes.length, 'file'),
    deletes: deletes.map((path) => neutraliseInline(path, LONGEST_PATH)),
    left: shown.map((one) => leftoverLine(one, { web, here })),
    ...(shown.length < left.length ? { more: plural(left.length - shown.length, 'more place') } : {}),
  };
  const title = neutraliseTitle(`${component.name} leaves ${stage}: delete ${plural(deletes.length, 'file')}`);
  return { title, body: { template: 'tidy-pull-request', kind: 'content', model, key } };
}

/** By commit, so that the line stays the right one. */
function leftoverLine({ path, line, because }: Leftover, { web, here }: { web: string; here: Snapshot }) {
  const address = path.split('/').map(encodeURIComponent).join('/');
  return {
    place: neutraliseInline(`${path}${line === undefined ? '' : `:${line}`}`, LONGEST_PATH),
    url: `${web}/${here.repo}/blob/${here.base.tip}/${address}${line === undefined ? '' : `#L${line}`}`,
    because: neutraliseInline(because, LONGEST_PATH),
  };
}
