import { isKnown } from '../../answer.ts';
import { printable } from '../../text/printable.ts';
import type { PageFacts, PagePipeline } from '../page-facts.ts';
import { momentOf, type Moment } from '../words/moment.ts';
import { frozenWords, whyOf } from './release-state.ts';

/** What keeps everything of a pipeline where it is. */
export interface Banner {
  says: string;
  because?: string;
  since?: Moment;
}

/** A freeze of every environment; and that nobody knows what people hold, since nothing is released until that is known. */
export function banners({ now }: Pick<PageFacts, 'now'>, { controls, pipeline }: PagePipeline): Banner[] {
  if (controls === undefined) return [];
  if (!isKnown(controls)) {
    const hasEnvironment = pipeline?.stages.some(({ kind }) => kind === 'environment') === true;
    const says = 'What people hold and freeze is not known yet, and nothing is released until it is';
    return hasEnvironment ? [{ says, because: printable(controls.unknown) }] : [];
  }
  return controls.known.freezes
    .filter(({ stage, until }) => stage === undefined && (until === undefined || now < until))
    .map((freeze) => ({
      says: `Every environment is ${frozenWords(freeze)}`,
      ...whyOf(freeze),
      since: momentOf(freeze.at, now),
    }));
}
