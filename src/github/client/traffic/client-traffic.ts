import type { Instant } from '../../../core/names.ts';
import type { Account, Admission, Breaker, Budget, Traffic } from '../../../ports/github/traffic.ts';
import type { Limits } from '../limits.ts';
import { AccountTraffic } from './account-traffic.ts';
import { HostBreaker } from './host-breaker.ts';

interface ClientTrafficOptions {
  /** REST root of the GitHub that everything goes to. */
  baseUrl: string;
  limits: Limits;
  now: () => number;
  delay: (milliseconds: number) => Promise<void>;
}

const APP: Account = '';

/** What all clients of one GitHub have learned. Installations are known by their number, and by their owner once it was named. */
export class ClientTraffic implements Traffic {
  readonly host: HostBreaker;
  /** Of the App itself. */
  readonly app: AccountTraffic;
  readonly #options: ClientTrafficOptions;
  readonly #installations = new Map<number, AccountTraffic>();
  readonly #owned = new Map<Account, number>();

  constructor(options: ClientTrafficOptions) {
    this.#options = options;
    this.host = new HostBreaker(new URL(options.baseUrl).host, options.now);
    this.app = new AccountTraffic(options);
  }

  of(installation: number): AccountTraffic {
    const kept = this.#installations.get(installation) ?? new AccountTraffic(this.#options);
    this.#installations.set(installation, kept);
    return kept;
  }

  /** The installation of an account. One that was installed anew has nothing to do with the one before. */
  name(owner: string, installation: number): void {
    const account = owner.toLowerCase();
    for (const [other, id] of this.#owned) if (id === installation && other !== account) this.#owned.delete(other);
    this.#owned.set(account, installation);
  }

  resume(owner: string): void {
    this.#named(owner)?.resume();
  }

  admit(now: Instant): Admission {
    const admitted = this.host.admits(now);
    if (admitted !== true) return { open: false, until: admitted.until };
    return { open: true, without: this.paused(now) };
  }

  paused(now: Instant): ReadonlyMap<Account, Instant> {
    const paused = this.#accounts().flatMap(([account, traffic]) => {
      const until = traffic.pausedUntil(now);
      return until === undefined ? [] : [[account, until] as const];
    });
    return new Map(paused);
  }

  bears(account: Account, work: { production: boolean }, now: Instant): { until: Instant } | 'yes' {
    const from = this.#named(account)?.bearsFrom(work, now) ?? now;
    return from > now ? { until: from } : 'yes';
  }

  budgets(now: Instant): Budget[] {
    return this.#accounts().flatMap(([account, traffic]) =>
      traffic.budgets(now).map((budget) => ({ account, ...budget })),
    );
  }

  breakers(now: Instant): Breaker[] {
    return [{ host: this.host.host, ...this.host.state(now) }];
  }

  #named(owner: Account): AccountTraffic | undefined {
    if (owner === APP) return this.app;
    const installation = this.#owned.get(owner.toLowerCase());
    return installation === undefined ? undefined : this.of(installation);
  }

  #accounts(): [Account, AccountTraffic][] {
    const owned = [...this.#owned].map(([account, id]): [Account, AccountTraffic] => [account, this.of(id)]);
    return [[APP, this.app], ...owned];
  }
}
