/** GitHub and the people of some organisations, in a process of their own: what they cost is not Sluice's. */
import { setTimeout as sleep } from 'node:timers/promises';

import { readAppManifest } from '../../../src/app-manifest.ts';
import { Person } from '../../../src/forge/cast/person.ts';
import { createForge } from '../../../src/forge/create.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import { isConverged, isProposed, pullsOf, tipOf, uncheckedPulls } from '../../../test/scenarios/storm/lane-sights.ts';
import { seedManyLanes, type LanePlace } from '../../../test/scenarios/storm/many-lanes.ts';
import type { FromOrganisation, SignedDelivery, ToOrganisation } from './messages.ts';

/** How often CI looks for something to check. */
const CI_EVERY_MS = 50;

const say = (message: FromOrganisation): void => void process.send?.(message);

class Organisation {
  readonly #forge: Forge;
  readonly #lanes: LanePlace[];
  readonly #sending = new Map<number, (status: number) => void>();
  /** When each commit was merged, until it is pinned. */
  readonly #merged = new Map<string, { lane: LanePlace; at: number }>();
  readonly #hops: number[] = [];
  #recorded: SignedDelivery[] | undefined;
  #sent = 0;
  #changes = 0;
  readonly #working = new AbortController();
  #hasCi = true;

  constructor({ forge, lanes }: { forge: Forge; lanes: LanePlace[] }) {
    this.#forge = forge;
    this.#lanes = lanes;
    forge.hooks.deliver = (_url, headers, body) => this.#deliver(headers, body);
    forge.hooks.auto = true;
    void this.#checks();
  }

  async hear(message: Exclude<ToOrganisation, { do: 'begin' }>): Promise<void> {
    if (message.do === 'sent') {
      this.#sending.get(message.id)?.(message.status);
      this.#sending.delete(message.id);
    } else if (message.do === 'record') await this.#record();
    else if (message.do === 'work') void this.#work(message.everyMs);
    else if (message.do === 'rest') this.#working.abort();
    else if (message.do === 'storm') await this.#storm(message.pushes);
    else if (message.do === 'ci') this.#hasCi = message.works;
    else this.#look();
  }

  #person(login: string): Person {
    const { state, fetch } = this.#forge;
    return new Person({ login, origin: state.origin, token: this.#forge.personToken(login), fetch });
  }

  #deliver(headers: Record<string, string>, body: string): Promise<number> {
    const delivery = { event: headers['x-github-event'] ?? '', headers, body };
    if (this.#recorded) {
      this.#recorded.push(delivery);
      return Promise.resolve(200);
    }
    this.#sent += 1;
    const id = this.#sent;
    const sent = new Promise<number>((resolve) => this.#sending.set(id, resolve));
    say({ says: 'send', id, delivery });
    return sent;
  }

  async #record(): Promise<void> {
    this.#recorded = [];
    const [ada, ci] = [this.#person('ada'), this.#person('acme-ci')];
    for (const lane of this.#lanes) {
      await this.#change(lane);
      const branch = 'experiment';
      const change = { branch, title: 'Try something', body: '', path: 'try.js', text: '// try\n' };
      const number = await ada.proposes(lane.docker, change);
      const head = await ada.tipOf(lane.docker, branch);
      await ci.reports(lane.docker, head, { context: 'build', state: 'success' });
      const deployment = await ada.deploys(lane.docker, { ref: head, environment: 'sandbox' });
      for (const state of ['in_progress', 'success'] as const)
        await ci.reportsDeployment(lane.docker, deployment, { state });
      await ada.closes(lane.docker, number);
    }
    while (this.#forge.hooks.pending.length > 0) await this.#forge.hooks.pump();
    const deliveries = this.#recorded;
    this.#recorded = undefined;
    say({ says: 'recorded', deliveries });
  }

  async #work(everyMs: number): Promise<void> {
    const { signal } = this.#working;
    // What was merged before is not what is measured.
    this.#merged.clear();
    this.#hops.length = 0;
    const began = performance.now();
    for (let done = 0; !signal.aborted; done += 1) {
      const lane = this.#lanes[(done * 7) % this.#lanes.length];
      if (lane !== undefined) await this.#change(lane);
      // People merge at their pace, however long the last merge took.
      const next = began + (done + 1) * everyMs;
      await sleep(Math.max(0, next - performance.now()), undefined, { signal }).catch(() => undefined);
    }
  }

  async #change(lane: LanePlace): Promise<void> {
    const ada = this.#person('ada');
    this.#changes += 1;
    const name = `change-${this.#changes}`;
    const change = {
      branch: name,
      title: `Change ${this.#changes}`,
      body: '',
      path: `${name}.js`,
      text: `// ${name}\n`,
    };
    await ada.merges(lane.code, await ada.proposes(lane.code, change));
    this.#merged.set(tipOf(this.#forge.state, lane), { lane, at: performance.now() });
  }

  async #storm(pushes: number): Promise<void> {
    const lane = this.#stormed;
    const ada = this.#person('ada');
    for (let index = 1; index <= pushes; index += 1) {
      const text = `// push ${index}\n`;
      await ada.commits(lane.code, { branch: 'main', path: 'storm.js', text, message: `Push ${index}` });
    }
    say({ says: 'stormed' });
  }

  get #stormed(): LanePlace {
    const [lane] = this.#lanes;
    if (lane === undefined) throw new Error('there is no lane');
    return lane;
  }

  /** For as long as the process lives: success on every head that is proposed. */
  async #checks(): Promise<void> {
    for (;;) {
      for (const lane of this.#hasCi ? this.#lanes : []) {
        for (const { headOid } of uncheckedPulls(this.#forge.state, lane))
          await this.#person('acme-ci').reports(lane.docker, headOid, { context: 'build', state: 'success' });
      }
      this.#noteArrivals();
      await sleep(CI_EVERY_MS);
    }
  }

  #noteArrivals(): void {
    for (const [commit, { lane, at }] of this.#merged) {
      if (!isConverged(this.#forge.state, lane)) continue;
      this.#hops.push(performance.now() - at);
      this.#merged.delete(commit);
    }
  }

  #look(): void {
    this.#noteArrivals();
    const { state, calls, violations } = this.#forge;
    const ours = calls.filter(({ caller }) => caller === 'installation' || caller === 'app');
    const byOperation: Record<string, number> = {};
    for (const { operationId } of ours) byOperation[operationId] = (byOperation[operationId] ?? 0) + 1;
    say({
      says: 'seen',
      lanes: this.#lanes.length,
      converged: this.#lanes.filter((lane) => isConverged(state, lane)).length,
      merged: this.#hops.length + this.#merged.size,
      hops: this.#hops,
      calls: byOperation,
      writes: ours.filter(({ read, operationId }) => !read && operationId !== 'apps/create-installation-access-token')
        .length,
      stormPulls: pullsOf(state, this.#stormed).length,
      isStormProposed: isProposed(state, this.#stormed),
      violations: violations.map((violation) => JSON.stringify(violation)),
    });
  }
}

async function begin(asked: Extract<ToOrganisation, { do: 'begin' }>): Promise<Organisation> {
  const { publicKey, secret, organisations } = asked;
  const forge = createForge({ storage: 'memory', app: { slug: 'sluice', publicKey, ...readAppManifest() } });
  const { url } = await forge.listen({ port: 0 });
  const lanes = organisations.flatMap((one) => seedManyLanes(forge.state, one));
  // Whoever drives the bench sends them on, each at its time.
  forge.state.app.webhook = { url: 'http://sluice.bench.test/', secret };
  const organisation = new Organisation({ forge, lanes });
  say({ says: 'begun', url, appId: forge.state.app.id });
  return organisation;
}

let organisation: Promise<Organisation> | undefined;
process.on('message', (message: ToOrganisation) => {
  if (message.do === 'begin') organisation = begin(message);
  else void organisation?.then((there) => there.hear(message));
});
process.on('disconnect', () => process.exit(0));
