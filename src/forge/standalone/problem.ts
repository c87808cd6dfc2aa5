export type StandaloneOption = '--app' | '--description' | '--faults' | '--seed';

/** An option of the standalone forge that it cannot use: the sentence goes on after "which". */
export class StandaloneProblem extends Error {
  readonly option: StandaloneOption;
  /** What to write instead. */
  readonly next: string;

  constructor(option: StandaloneOption, because: string, next: string) {
    super(because);
    this.option = option;
    this.next = next;
  }
}
