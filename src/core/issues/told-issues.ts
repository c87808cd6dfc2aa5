import { isRepoName, type CommitSha, type ComponentName, type Instant } from '../names.ts';
import type { LaneComponent } from '../pipeline/lanes.ts';
import { issueKey } from '../environments/open-questions.ts';
import type { IssueAddress } from './issue-state.ts';
import type { ToldRange } from './told-ranges.ts';

/** An issue that changes in the release name, and how it arrived. */
export interface ToldIssue {
  address: IssueAddress;
  /** Some change closes it; the others only refer to it. */
  closing: boolean;
  /** In the order of the lane. */
  parts: ToldPart[];
}

/** One component that brought a change of the issue into the environment. */
export interface ToldPart {
  component: ComponentName;
  code: LaneComponent['code'];
  commit: CommitSha;
  /** What is pinned. */
  value: string;
  at: Instant;
  /** The signal's own link. */
  url?: string;
}

/** The issues that the ranges name by a closing word, a link of GitHub's, or `Refs`; bare mentions are not told. */
export function issuesIn(ranges: ToldRange[]): ToldIssue[] {
  const issues = new Map<string, ToldIssue>();
  for (const range of ranges) {
    if (range.changelog.classification === 'rollback') continue;
    for (const { ref, how, closing } of range.changelog.issues) {
      const address = how === 'mentioned' ? undefined : addressOf(ref);
      if (address === undefined) continue;
      const issue = issues.get(issueKey(address)) ?? { address, closing: false, parts: [] };
      issues.set(issueKey(address), {
        ...issue,
        closing: issue.closing || closing,
        parts: [...issue.parts, partOf(range)],
      });
    }
  }
  return [...issues.values()];
}

/** `owner/repo#1`. */
export function addressOf(ref: string): IssueAddress | undefined {
  const [repo = '', number = ''] = ref.split('#');
  return isRepoName(repo) ? { repo, number: Number(number) } : undefined;
}

const partOf = ({ component, code, value, proof }: ToldRange): ToldPart => ({
  component: component.name,
  code: component.code,
  commit: code,
  value,
  at: proof.at,
  ...(proof.url === undefined ? {} : { url: proof.url }),
});
