/** What a replica and the run that drives it say to each other over the pipe between their processes. */

/** How a replica is to be put together; it comes in the environment variable `REPLICA`, as JSON. */
export interface ReplicaSetup {
  app: { id: number; privateKey: string; webhookSecret: string };
  github: { apiUrl: string; webUrl: string };
  /** `host:port` of the registry that stands in for the one in the names of images. */
  registry: { name: string; at: string };
  store: { directory: string } | { url: string };
  /** The file that says how far the time is ahead of the machine's. */
  clock: string;
  /** Unique among all replicas of a run. */
  name: string;
}

/** A call that is about to leave. It does not before the run says so. */
export interface CallAhead {
  says: 'call';
  id: number;
  write: boolean;
  what: string;
  /** When it came to the door, by the replica's own clock. */
  at: number;
  /** The claim for which it is made; absent where it is nobody's, such as a token. */
  claim?: { key: string; fence: number };
}

/** What the store of a replica has still to do. */
export interface Standing {
  waiting: number;
  due: number;
  held: number;
  parked: number;
  nextDue?: number;
}

export type FromReplica =
  | { says: 'listens'; port: number }
  | CallAhead
  | ({ says: 'stands'; id: number } & Standing)
  /** A write was about to begin, and was not, since the lease was lost. */
  | { says: 'refused' }
  /** Nothing is under way any more, and nothing new will be begun. */
  | { says: 'rests' }
  | { says: 'failed'; error: string };

export type ToReplica = { do: 'go'; id: number } | { do: 'stand'; id: number } | { do: 'rest' } | { do: 'wake' };
