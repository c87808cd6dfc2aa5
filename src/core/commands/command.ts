import type { ComponentName, Instant, StageName } from '../names.ts';
import type { StageKind } from '../pipeline/pipeline.ts';

/** What somebody asks of Sluice in a comment, with every name resolved. */
export type Command = Said &
  (
    | { verb: 'adopt' | 'rebuild' | 'refresh' | 'tell' | 'help' }
    /** Waiting for the present content of the pull request is waived. */
    | { verb: 'promote' }
    | ({ verb: 'hold' } & Target)
    | ({ verb: 'resume' } & Target)
    /** `stage` undefined: every environment. */
    | { verb: 'freeze'; stage?: StageName; until?: Instant }
    | { verb: 'thaw'; stage?: StageName }
    /** One component goes to an environment ahead of everything else; `artifact`: a commit or a digest, or how it begins. */
    | { verb: 'force'; stage: StageName; component: ComponentName; artifact?: string }
    /** `release`: `#n`, a commit or a digest, or how it begins. */
    | { verb: 'rollback'; stage: StageName; component: ComponentName; release: string }
    /** `stage` undefined: every environment. */
    | { verb: 'explain'; stage?: StageName }
  );

interface Said {
  /** Foreign text. */
  because?: string;
}

/** `components` empty: the whole stage. */
export interface Target {
  stage: StageName;
  components: ComponentName[];
}

/** Where a command is said, and which names it may use there. */
export interface CommandPlace {
  /** The lane of the pull request; undefined in the control issue. */
  lane?: PlaceLane;
  /** Those that may be named; none on the pull request of a docker or manifest stage. */
  environments: { name: StageName; components: ComponentName[] }[];
}

export interface PlaceLane {
  stage: StageName;
  kind: StageKind;
  components: ComponentName[];
  /** The lane of one component that goes ahead of everything else. */
  forced?: true;
}

/** What is not understood, in words for the one who wrote it; every foreign word in it is neutralised. */
export interface Mistake {
  says: string;
  /** Names or forms that would have been understood. */
  valid: string[];
}

/** What Sluice answers, in Markdown; foreign words in it are neutralised. */
export interface Reply {
  says: string;
  list?: string[];
  next?: string;
}
