import { Builder } from '../../cast/builder.ts';
import type { Stage } from './stage.ts';
import { Traveller, type Journal } from './traveller.ts';

/** Everybody who is on the tour. */
export class Party {
  readonly stage: Stage;
  readonly journal: Journal = { exchanges: [], surprises: [] };
  readonly #tokens = new Map<number, string>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** The App itself, with a JWT. */
  get app(): Traveller {
    return this.#traveller('app', () => this.stage.jwt());
  }

  /** The installation on acme: everything the App asks for, on all of acme's repositories of the start. */
  get bot(): Traveller {
    return this.#traveller('bot', () => this.#tokens.get(this.stage.installations.acme));
  }

  /** The installation on globex, which may look at everything and change nothing. */
  get guest(): Traveller {
    return this.#traveller('guest', () => this.#tokens.get(this.stage.installations.globex));
  }

  get nobody(): Traveller {
    return this.#traveller('nobody', () => undefined);
  }

  /** `ada` owns, `grace` writes, `mallory` reads, `eve` has no role. */
  person(login: 'ada' | 'grace' | 'mallory' | 'eve'): Traveller {
    return this.#traveller(login, () => this.stage.forge.personToken(login));
  }

  /** Somebody who comes with these credentials. */
  bearer(token: string): Traveller {
    return this.#traveller('bearer', () => token);
  }

  /** GitHub Actions and the registry. */
  builder(): Builder {
    return new Builder(this.stage.forge.state, 'grace');
  }

  /** Gives an installation its token. */
  equip(installation: number, token: string): void {
    this.#tokens.set(installation, token);
  }

  #traveller(name: string, token: () => string | undefined): Traveller {
    return new Traveller(this.stage, this.journal, { name, token });
  }
}

/** One part of the tour. */
export type Stop = (party: Party) => Promise<void>;

/** A part of the tour that is gone through in two places: a repository that is described in every way, and a bare one. */
export interface Scene {
  party: Party;
  /** The path of the repository. */
  repo: string;
  /** Who does everything: a person here, the App there. */
  who: Traveller;
  /** Whether there is text, a label and an assignee on what is made. */
  isRich: boolean;
}

/** Goes through the same in both places: what is null in one of them has a value in the other. */
export async function inBothPlaces(party: Party, visit: (scene: Scene) => Promise<void>): Promise<void> {
  await visit({ party, repo: '/repos/acme/shop', who: party.person('ada'), isRich: true });
  await visit({ party, repo: '/repos/acme/plain', who: party.bot, isRich: false });
}
