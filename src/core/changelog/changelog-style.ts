/** How a pipeline wants its changelogs: the kinds of changes in their order, and the trackers its keys lead to. */
export interface ChangelogStyle {
  /** A change is of the first kind that it fits; what fits none stands last, under `Other changes`. */
  kinds: ChangelogKind[];
  trackers: Tracker[];
}

export interface ChangelogKind {
  /** The heading, as the pipeline file has it. */
  title: string;
  /** Labels of the pull request, compared without case. */
  labels: string[];
  /** Types of Conventional Commits 1.0.0 in the title: `feat`, `fix`. */
  types: string[];
  /** Changes marked as breaking (`feat!:`, `BREAKING CHANGE:`) are of this kind, whatever their type. */
  breaking?: true;
}

/** A tracker other than GitHub. Only keys of the projects that are named here are believed to be keys. */
export interface Tracker {
  /** `PAY` of `PAY-12`. */
  project: string;
  /** Where a key leads; `{key}` stands for it. */
  url: string;
}

export const DEFAULT_STYLE: ChangelogStyle = {
  kinds: [
    {
      title: 'Breaking changes',
      labels: ['breaking', 'breaking change', 'breaking-change'],
      types: [],
      breaking: true,
    },
    { title: 'Features', labels: ['enhancement', 'feature', 'feat'], types: ['feat'] },
    { title: 'Fixes', labels: ['bug', 'bugfix', 'fix', 'security'], types: ['fix', 'security'] },
    { title: 'Performance', labels: ['performance'], types: ['perf'] },
    { title: 'Dependencies', labels: ['dependencies'], types: ['deps'] },
    { title: 'Documentation', labels: ['documentation', 'docs'], types: ['docs'] },
    {
      title: 'Maintenance',
      labels: ['chore', 'ci', 'internal', 'maintenance', 'refactor', 'tests'],
      types: ['build', 'chore', 'ci', 'refactor', 'style', 'test'],
    },
  ],
  trackers: [],
};
