import type { Person } from '../forge/cast/person.ts';
import type { ForgeState } from '../forge/domain/state.ts';
import type { Forge } from '../forge/forge.ts';
import type { FakeRegistry } from '../forge/registry/registry.ts';

/** What people and machines of the organisation can reach. Nothing of theirs goes wrong: faults strike Sluice alone. */
export interface Cast {
  forge: Forge;
  registry: FakeRegistry;
  /** Milliseconds of virtual time. */
  now(): number;
  person(login: string): Person;
}

/** Something a person does once: merges a change, pushes to a release, says a command. */
export interface Deed {
  name: string;
  /** Whether the world is as the deed needs it; without it the deed is done whenever the seed says so. It looks and calls nothing. */
  isReady?(cast: Cast): boolean;
  do(cast: Cast): Promise<void>;
}

/** Somebody who answers what is there, for as long as the scene plays: CI, the deployer, those who approve. */
export interface Reaction {
  name: string;
  /** Whether something waits for them. It looks and calls nothing, so that it can be asked after every step. */
  waits(cast: Cast): boolean;
  /** Does one thing that waits for them. */
  react(cast: Cast): Promise<void>;
}

/** A story whose end is the same in every order and under every fault: what `Ending` compares must not depend on the seed. */
export interface Scene {
  name: string;
  /** The organisation before anything happens. */
  seed(state: ForgeState, registry: FakeRegistry): void;
  /** In this order, each when its turn has come and it is ready. */
  deeds: readonly Deed[];
  reactions: readonly Reaction[];
}
