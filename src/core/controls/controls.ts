import type { CommitSha, ComponentName, Instant, StageName } from '../names.ts';

/** What people set by hand and what stands until they lift it: it lives in the pipeline's control issue. */
export interface Controls {
  holds: Hold[];
  freezes: Freeze[];
  /** Rollbacks that a person lifted. */
  resumed: Resumed[];
}

/** Keeps a component of an environment, or all of it, where it is. */
export interface Hold extends SetByPerson {
  stage: StageName;
  /** Undefined: the whole environment. */
  component?: ComponentName;
}

/** Nobody releases to an environment, or to any. */
export interface Freeze extends SetByPerson {
  /** Undefined: every environment of the pipeline. */
  stage?: StageName;
  /** Undefined: until somebody lifts it. */
  until?: Instant;
}

/** What held a component up to this instant does so no longer: the commit that moved its pin back is older. */
export interface Resumed extends SetByPerson {
  stage: StageName;
  /** Undefined: every component of the environment. */
  component?: ComponentName;
}

export interface SetByPerson {
  by: string;
  at: Instant;
  /** In their own words: foreign text. */
  because?: string;
}

export const NO_CONTROLS: Controls = { holds: [], freezes: [], resumed: [] };

/** The hold of an environment, or of one of its components. */
export const holdOn = (
  { holds }: Controls,
  { stage, component }: { stage: StageName; component?: ComponentName },
): Hold | undefined => holds.find((hold) => hold.stage === stage && hold.component === component);

/** The freeze that keeps anybody from releasing now. */
export const freezeOn = ({ freezes }: Controls, stage: StageName, now: Instant): Freeze | undefined =>
  freezes.find(
    (freeze) =>
      (freeze.stage === undefined || freeze.stage === stage) && (freeze.until === undefined || now < freeze.until),
  );

/** Something that a person said about the pull request a lane has open, as long as its head is still that commit. */
export interface Order extends SetByPerson {
  /**
   * `adopt`: what people pushed stays, and later changes go on top; `rebuild`: it is discarded; `resume`: merged as it stands;
   * `refresh`: a cut release takes what is proven now; `promote`: waiting for its present content is waived.
   */
  do: 'adopt' | 'rebuild' | 'resume' | 'refresh' | 'promote';
  /** The head when it was said. */
  head: CommitSha;
}
