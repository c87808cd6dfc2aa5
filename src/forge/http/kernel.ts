import type { SignIns } from '../auth/sign-ins.ts';
import type { Tokens } from '../auth/tokens.ts';
import type { Clock } from '../clock/clock.ts';
import type { Contract, Violation } from '../contract/check.ts';
import type { ForgeState } from '../domain/state.ts';
import type { Faults } from '../faults/faults.ts';
import type { RecordedCall } from './calls.ts';
import type { Handler, Handlers } from './handler.ts';
import type { RateMeter } from './limits/rate-meter.ts';

/** What every way in works with; the forge owns all of it. */
export interface Kernel {
  state: ForgeState;
  tokens: Tokens;
  signIns: SignIns;
  contract: Contract;
  faults: Faults;
  rate: RateMeter;
  wall: Clock;
  /** Lets milliseconds pass, for faults that take their time. */
  wait: (milliseconds: number) => Promise<void>;
  handlers: Handlers;
  graphql: Handler;
  calls: RecordedCall[];
  violations: Violation[];
  /** Answer 500 where an answer breaks the contract, so that the breach is seen where it happens. */
  strict: boolean;
}
