/** What one run comes to, as one process tells it another. */
export interface Report {
  scene: string;
  /** What went wrong on purpose; empty where the seed picked many things. */
  kind: string;
  /** Whether it came to that. */
  struck: boolean;
  violations: number;
  duplicates: number;
  /** Milliseconds of processor time. */
  cpuMs: number;
  /** What is to be printed of it. */
  lines: string[];
}

/** Adds runs up, and says in the end what they come to. */
export interface Tally {
  take(report: Report): void;
  lines(): string[];
  /** Whether all is as it should be. */
  readonly isGood: boolean;
}

/** Which of the runs a process plays: those whose number leaves this rest. */
export interface Share {
  index: number;
  of: number;
}

export const WHOLE: Share = { index: 0, of: 1 };
