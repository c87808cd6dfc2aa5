import { isDigest } from '../../names.ts';
import type { Lane } from '../../pipeline/lanes.ts';
import type { PinSpot } from '../../pipeline/pins/pin-places.ts';
import type { StandingComponent } from '../../promotion/standing.ts';
import { shortReference } from '../../text/phrases.ts';
import { printable } from '../../text/printable.ts';
import type { PageFacts } from '../page-facts.ts';
import { fileUrl, type FileLine } from '../words/link.ts';

/** Where a component is pinned in the lane's repository, as the last look read it. */
export interface PinnedView {
  name: string;
  pins: PinView[];
  /** What refers to its image as well, and no pin of the stage moves. */
  strays: StrayView[];
}

export interface PinView {
  file: string;
  /** From 1. */
  line: number;
  /** How the pipeline names it. */
  by: PinSpot['by'];
  pointer: string;
  /** The line at GitHub, at the commit that was read. */
  url: string;
}

export interface StrayView {
  file: string;
  line: number;
  holds: string;
  says: string;
  url: string;
}

/** Where the lane's components are pinned; one whose pins could not be read is left out. */
export function pinnedIn({ standings, web }: PageFacts, { id, repo }: Pick<Lane, 'id' | 'repo'>): PinnedView[] {
  const { base, components } = standings.find(({ lane }) => lane === id) ?? {};
  if (base === undefined || components === undefined) return [];
  const urlOf = (at: FileLine): string => fileUrl(web, { repo, commit: base, ...at });
  return components.filter(({ pins = [] }) => pins.length > 0).map((component) => pinnedView(component, urlOf));
}

function pinnedView({ name, pins = [], strays = [] }: StandingComponent, urlOf: (at: FileLine) => string): PinnedView {
  return {
    name,
    pins: pins.map(({ file, line, by, pointer }) => ({
      file: printable(file),
      line,
      by,
      pointer: printable(pointer),
      url: urlOf({ file, line }),
    })),
    strays: strays.map(({ file, line, holds }) => {
      const short = isDigest(holds) ? shortReference(holds) : holds;
      const says = `refers to the same image and holds ${printable(short)}, which no pin of this stage moves`;
      return { file: printable(file), line, holds: printable(holds), says, url: urlOf({ file, line }) };
    }),
  };
}
