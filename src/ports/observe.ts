/** How a delivery fared at the door: `full` above the inbox's bound, `refused` for a wrong signature or form. */
export type DoorResult = 'stored' | 'waiting' | 'processed' | 'full' | 'refused' | 'failed';

/** How a piece of work ended. `rested`: through nobody's fault (a limit, an outage, a lost lease), no try counted. */
export type WorkResult = 'done' | 'rested' | 'failed' | 'parked';

/** One key of attention that a worker holds. */
export interface ObservedWork {
  /** Of the key: `lane`, `promotion` … */
  kind: string;
  key: string;
  fence: number;
}

/** One HTTP request that was sent to GitHub. */
export interface ObservedCall {
  /** `graphql:Look`, a REST route template or `token`; never an address with names in it. */
  operation: string;
  /** 0 when no answer came. */
  status: number;
  milliseconds?: number;
  host?: string;
}

/** What the engine tells those who watch it. Nothing here may throw, and nothing it answers decides anything. */
export interface Observed {
  /** A delivery was answered. */
  delivered(event: string, result: DoorResult): void;
  /** Wraps the understanding of a stored delivery. */
  delivery(of: { event: string; deliveryId: string }, run: () => Promise<WorkResult>): Promise<WorkResult>;
  /** Wraps the work on a claimed key. */
  work(of: ObservedWork, run: () => Promise<WorkResult>): Promise<WorkResult>;
  /** Names the changes (`ChangeId`) that the work under way is about. */
  about(changes: readonly string[]): void;
  called(call: ObservedCall): void;
  /** `effect`: the step's word, such as `publish`; `outcome`: that of `EffectOutcome`. */
  effect(effect: string, outcome: string): void;
  /** A look saw an effect of ours that is there more than once; counted once for each key. */
  duplicate(effect: string, key: string): void;
  /** An effect did not begin, since its claim was another's, or might have been by the time it arrived. */
  leaseLost(): void;
}
