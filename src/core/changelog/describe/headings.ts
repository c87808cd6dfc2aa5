/** The headings that are Sluice's own; a kind of a pipeline has another. */
export const HEADING = {
  other: 'Other changes',
  direct: 'Direct commits',
  reverted: 'Reverted',
  removed: 'Taken away',
  dependencies: 'Updates of dependencies by bots',
  sync: 'Merges from branch to branch',
} as const;

/** Whether a kind of this title would be taken for one of them. */
export const isOwnHeading = (title: string): boolean =>
  Object.values(HEADING).some((own) => own.toLowerCase() === title.trim().toLowerCase());
