import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { questionKey, type Answers } from '../../src/core/promotion/questions.ts';
import { createLog } from '../../src/log.ts';
import { Policies } from '../../src/operations/lanes/policies.ts';
import type { Looks } from '../../src/ports/github/looks.ts';
import type { Breaker, Traffic } from '../../src/ports/github/traffic.ts';
import { openStore, type OpenStore } from '../../src/store/open-store.ts';
import { createPage, type PageAccess, type PageDoor } from '../../src/web/page/create-page.ts';
import { createHttpServer } from '../../src/web/server.ts';
import { keptTemplate } from '../kept-template.ts';
import { NOW, WEB } from './acme.ts';

const LOG = createLog('silent');

export const OPEN: PageAccess = { open: { loopbackOnly: true, notice: 'This is a demo.' } };

type Access = (url: string, clock: { now(): number }) => PageAccess;

/** A page on a free port of this machine, over a store of its own, with its clock in the test's hand. */
export class PageRig {
  readonly store: OpenStore;
  readonly url: string;
  readonly clock = { at: NOW, now: (): number => this.clock.at };
  /** How GitHub does, as the page is told; a test changes it. */
  readonly github: { breakers: Breaker[]; paused: Map<string, number> } = { breakers: [], paused: new Map() };
  /** What was answered before, by the key of its question. */
  readonly remembered: Answers = new Map();
  readonly looks: Pick<Looks, 'recall'> = {
    recall: (questions) => {
      const keys = questions.map(questionKey);
      return Promise.resolve(new Map([...this.remembered].filter(([key]) => keys.includes(key))));
    },
  };
  readonly #server: Server;

  private constructor(store: OpenStore, server: Server) {
    this.store = store;
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(access: PageAccess | Access = OPEN): Promise<PageRig> {
    const store = await openStore({ memory: true, dump: await keptTemplate() });
    let page: PageDoor = () => Promise.reject(new Error('the page is not there yet'));
    const server = createHttpServer({
      webhooks: () => Promise.resolve({ status: 202, says: 'stored' }),
      isReady: () => Promise.resolve(true),
      page: (request, response) => page(request, response),
      log: LOG,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const rig = new PageRig(store, server);
    const policies = new Policies({ pipelines: store.pipelines, log: LOG });
    page = createPage({
      source: { store, policies, clock: rig.clock, web: WEB, looks: rig.looks, traffic: rig.#traffic() },
      access: typeof access === 'function' ? access(rig.url, rig.clock) : access,
    });
    return rig;
  }

  #traffic(): Pick<Traffic, 'breakers' | 'paused'> {
    return { breakers: () => this.github.breakers, paused: () => this.github.paused };
  }

  get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
    return fetch(this.url + path, { method, headers, redirect: 'manual' });
  }

  async text(path: string, headers: Record<string, string> = {}): Promise<string> {
    return (await this.get(path, headers)).text();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.store.close();
  }
}
