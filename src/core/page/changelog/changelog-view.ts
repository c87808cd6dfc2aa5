import type { Changelog } from '../../changelog/changelog-model.ts';
import { emptyChangelog } from '../../changelog/empty-changelog.ts';
import { compareAddress, type Compared } from '../../changelog/describe/fit-changelog.ts';
import { isCompared, isSeen, summaryOf, warningOf } from '../../changelog/describe/range-words.ts';
import type { CommitSha, RepoName } from '../../names.ts';
import type { Component, Pipeline } from '../../pipeline/pipeline.ts';
import type { StandingComponent } from '../../promotion/standing.ts';
import { shortCommit } from '../../text/phrases.ts';
import { printable } from '../../text/printable.ts';
import type { PageFacts } from '../page-facts.ts';
import { changelogPath, commitUrl, componentPath, type Link } from '../words/link.ts';
import { changeGroups, type ChangeGroup } from './change-groups.ts';

/** Everything that lies between two commits of a component's code. */
export interface ChangelogView {
  pipeline: RepoName;
  component: Link;
  url: string;
  code: Link;
  from: Link;
  to: Link;
  /** GitHub's comparison of the two, where it has one. */
  compare?: Link;
  /** How the two lie to each other, as `sluice/changelog` names it. */
  classification: Changelog['classification'];
  /** One sentence without its full stop. */
  summary: string;
  warning?: string;
  /** Why no change is named. */
  hidden?: string;
  groups: ChangeGroup[];
  /** What could not be known, in one sentence each. */
  unknown: string[];
}

/** Nobody has asked what lies between, or it could not be found out. */
export interface ChangelogForgotten {
  forgotten: { code: RepoName; from: CommitSha; to: CommitSha; compare: Link };
}

/** Whose changelog is wanted. */
export interface WantedChangelog {
  pipeline: string;
  component: string;
  from: CommitSha;
  to: CommitSha;
}

/** Undefined: the pipeline has no such component. */
export function changelogView(
  facts: PageFacts,
  wanted: WantedChangelog,
): ChangelogView | ChangelogForgotten | undefined {
  const found = componentOf(facts, wanted);
  if (found === undefined) return undefined;
  const { pipeline, component } = found;
  const { from, to } = wanted;
  const changelog = from === to ? emptyChangelog(component.code, from) : facts.changelog;
  if (changelog === undefined)
    return {
      forgotten: { code: component.code, from, to, compare: comparison(facts.web, { repo: component.code, from, to }) },
    };
  const isHidden = !mayBeNamed(facts, pipeline.repo, component);
  const warning = warningOf(changelog, 'reading');
  return {
    pipeline: pipeline.repo,
    component: { name: component.name, url: componentPath(pipeline.repo, component.name) },
    url: changelogPath(pipeline.repo, { component: component.name, from, to }),
    code: { name: component.code, url: `${facts.web}/${component.code}` },
    from: commitLink(facts.web, component.code, from),
    to: commitLink(facts.web, component.code, to),
    ...(isCompared(changelog) ? { compare: comparison(facts.web, changelog) } : {}),
    classification: changelog.classification,
    summary: summaryOf(changelog, 'reading'),
    ...(warning === undefined ? {} : { warning }),
    ...(isHidden ? { hidden: hiddenWords(component.code, pipeline.repo) } : {}),
    groups:
      isHidden || !isSeen(changelog) ? [] : changeGroups(changelog, { web: facts.web, style: pipeline.changelog }),
    unknown: changelog.unknown.map(printable),
  };
}

/** The component that is wanted, as its pipeline in force has it. */
export function componentOf(
  { pipelines }: Pick<PageFacts, 'pipelines'>,
  wanted: Pick<WantedChangelog, 'pipeline' | 'component'>,
): { pipeline: Pipeline; component: Component } | undefined {
  const pipeline = pipelines.find(({ repo }) => repo === wanted.pipeline)?.pipeline;
  const component = pipeline?.components.find(({ name }) => name === wanted.component);
  return pipeline === undefined || component === undefined ? undefined : { pipeline, component };
}

/** As the newest look at its code repository found; what no look has seen is not told. */
function mayBeNamed({ standings }: PageFacts, pipeline: RepoName, { name, code }: Component): boolean {
  const own = (one: StandingComponent): boolean => one.name === name && one.code === code && one.titles !== undefined;
  const newest = standings
    .filter((standing) => standing.pipeline === pipeline && standing.components.some(own))
    .toSorted((a, b) => b.at - a.at)[0];
  return newest?.components.find(own)?.titles === 'shown';
}

const hiddenWords = (code: RepoName, pipeline: RepoName): string =>
  `${code} is not public and has not joined ${pipeline}, so nothing of its changes is named here`;

const commitLink = (web: string, repo: RepoName, commit: CommitSha): Link => ({
  name: shortCommit(commit),
  url: commitUrl(web, repo, commit),
});

const comparison = (web: string, compared: Compared): Link => ({
  name: 'the comparison at GitHub',
  url: compareAddress(compared, web),
});
