import type { CommitSha, ComponentName, Instant, LaneId, RepoName, StageName } from '../names.ts';
import type { StageKind } from '../pipeline/pipeline.ts';
import type { PinSpot } from '../pipeline/pins/pin-places.ts';
import type { Stray } from './strays.ts';
import type { Reason } from './plan-model.ts';
import type { Audience } from './snapshot.ts';

/** How a lane stood at the last look, in the words of its plan: what the page shows and `GET /api/v1/lanes` answers. */
export interface Standing {
  lane: LaneId;
  pipeline: RepoName;
  stage: StageName;
  kind: StageKind;
  repo: RepoName;
  /** Who may read `repo`; undefined where that was never seen. */
  audience?: Audience;
  at: Instant;
  reasons: Reason[];
  /** When it is looked at again without being told. */
  wake?: Instant;
  /** The lane's open pull request. */
  pullRequest?: StandingPullRequest;
  /** The tip of the stage's branch that the components were read at. */
  base?: CommitSha;
  components: StandingComponent[];
  /** What ran in the environment before the deployments of a look was asked for and read: it need not be again. */
  reached?: true;
}

export interface StandingPullRequest {
  number: number;
  title: string;
  url: string;
  moves: { component: ComponentName; from: StandingReference; to: StandingReference }[];
}

/** What a pin holds: a digest or a commit, and the code commit it stands for where that is known. */
export interface StandingReference {
  value: string;
  code?: CommitSha;
  tag?: string;
}

export interface StandingComponent {
  name: ComponentName;
  code: RepoName;
  /** Whether titles of its changes may be told: its code is public, or has joined. Undefined where that was never seen. */
  titles?: 'shown' | 'hidden';
  /** What the stage's branch holds; undefined where it could not be read. */
  holds?: StandingReference;
  /** Where the pins stand that hold it. */
  pins?: PinSpot[];
  /** Other references to its image in the same files that hold something else; left out where there are none. */
  strays?: Stray[];
  /** What runs in the environment: proven by a deployment, or there before the first one (`since` undefined). */
  runs?: StandingReference & { since?: Instant; url?: string };
}
