import type { CommitSha, ComponentName, Instant, PromotionId, StageName } from '../names.ts';

/** That one component goes to an environment by a pull request of its own, before anything else does: by a label, or by a command. */
export interface Wish {
  /** Equal for the same wish, however often it is heard. */
  id: string;
  stage: StageName;
  component: ComponentName;
  wants: Carry | Back;
  by: string;
  at: Instant;
  /** Where it was said: the labelled pull request, or the thread of the command. */
  said: PromotionId;
}

/** The oldest artifact that contains a merge. */
export interface Carry {
  carry: {
    /** `code`: of the code repository; `built`: of the repository that images are built from; `manifest`: what it pinned is carried. */
    of: 'code' | 'built' | 'manifest';
    commit: CommitSha;
    title: string;
    /** Of `manifest`: what its pin held there. */
    value?: string;
  };
}

/** What an earlier release had. */
export interface Back {
  back: {
    /** What the pin held then. */
    value: string;
    tag?: string;
    /** In words: `#12`, or the value as it was named. */
    release: string;
  };
}
