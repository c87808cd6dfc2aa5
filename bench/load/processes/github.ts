import { join } from 'node:path';

import type { ManyLanes } from '../../../test/scenarios/storm/many-lanes.ts';
import { hears, startModule, type Started } from './child.ts';
import type { FromOrganisation, Sight, SignedDelivery, ToOrganisation } from './messages.ts';
import type { Planned } from '../stream.ts';

/** The organisations' process, as whoever drives the bench sees it. */
export class Github {
  readonly url: string;
  readonly appId: number;
  readonly #started: Started;
  /** What GitHub has to send and nobody has sent yet. */
  readonly #waiting: { id: number; delivery: SignedDelivery }[] = [];
  #news = Promise.withResolvers<void>();

  private constructor(started: Started, { url, appId }: { url: string; appId: number }) {
    this.#started = started;
    this.url = url;
    this.appId = appId;
    started.child.on('message', (message: FromOrganisation) => {
      if (message.says !== 'send') return;
      this.#waiting.push(message);
      this.#news.resolve();
      this.#news = Promise.withResolvers();
    });
  }

  static async begin(wish: { publicKey: string; secret: string; organisations: ManyLanes[] }): Promise<Github> {
    const started = startModule(join(import.meta.dirname, 'organisation.ts'));
    const begun = hears<FromOrganisation, 'begun'>(started, 'begun');
    started.child.send({ do: 'begin', ...wish } satisfies ToOrganisation);
    return new Github(started, await begun);
  }

  /** What GitHub would send when people work in every lane once. */
  async records(): Promise<SignedDelivery[]> {
    const recorded = hears<FromOrganisation, 'recorded'>(this.#started, 'recorded');
    this.tell({ do: 'record' });
    return (await recorded).deliveries;
  }

  async storms(pushes: number): Promise<void> {
    const stormed = hears<FromOrganisation, 'stormed'>(this.#started, 'stormed');
    this.tell({ do: 'storm', pushes });
    await stormed;
  }

  async seen(): Promise<Sight> {
    const seen = hears<FromOrganisation, 'seen'>(this.#started, 'seen');
    this.tell({ do: 'look' });
    return seen;
  }

  tell(message: ToOrganisation): void {
    this.#started.child.send(message);
  }

  /** The oldest delivery that is to be sent; undefined when there is none. */
  next(): ReturnType<Planned> | undefined {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return undefined;
    return { delivery: waiting.delivery, sent: (status) => this.tell({ do: 'sent', id: waiting.id, status }) };
  }

  /** Resolves when GitHub has something more to send. */
  news(): Promise<void> {
    return this.#waiting.length > 0 ? Promise.resolve() : this.#news.promise;
  }

  stop(): Promise<void> {
    return this.#started.stop();
  }
}
