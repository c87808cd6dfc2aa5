import { printable } from '../text/printable.ts';
import { gapRemedy, gapSentences, gapTitle } from './gap-text.ts';
import { gapsOf, type PermissionReport } from './permission-gaps.ts';

/** What the App may not do for a pipeline, and where an owner mends it. */
export interface PermissionLine {
  says: string;
  /** Each permission or event, and what does not work without it. */
  missing: string[];
  next?: string;
  url?: string;
}

/** The gaps of the accounts that own something of a pipeline; what could not be read is said, and never taken for well. */
export function permissionLines(report: PermissionReport | undefined, accounts: string[]): PermissionLine[] {
  if (report === undefined) return [];
  const gaps = report.gaps.filter((gap) => accounts.some((account) => gapsOf([gap], account).length > 0));
  return [
    ...unreadLine(report),
    ...gaps.map((gap) => ({
      says: `${gapTitle(gap)} lacks what this release of Sluice needs`,
      missing: gapSentences(gap),
      next: gapRemedy(gap),
      url: gap.address,
    })),
  ];
}

const unreadLine = ({ unread }: PermissionReport): PermissionLine[] =>
  unread === undefined
    ? []
    : [{ says: `Whether the App may do what it needs is not known: ${printable(unread)}`, missing: [] }];
