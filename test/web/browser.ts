import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Where a Chromium is installed; undefined when there is none. */
export const chromium = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
];

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

export interface Window {
  width: number;
  scripts?: boolean;
  scheme?: 'light' | 'dark';
}

/** A headless Chromium, spoken to over its debugging pipe. */
export class Browser {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #heard: Message[] = [];
  readonly #listeners = new Set<() => void>();
  #next = 1;

  constructor(path: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'sluice-browser-'));
    this.#child = spawn(path, [...FLAGS, `--user-data-dir=${this.#profile}`], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    let rest = '';
    (this.#child.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.#take(JSON.parse(part) as Message);
    });
  }

  /** Opens an address in a window of its own, and waits until it has loaded. */
  async open(url: string, { width, scripts = true, scheme = 'light' }: Window): Promise<Tab> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const tab = new Tab(this, String(sessionId));
    for (const domain of ['Page', 'Runtime', 'Log']) await tab.send(`${domain}.enable`);
    await tab.send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
    await tab.send('Emulation.setScriptExecutionDisabled', { value: !scripts });
    await tab.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    await tab.send('Page.navigate', { url });
    await this.until(() => tab.heard('Page.loadEventFired').length > 0);
    return tab;
  }

  async send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = this.#next;
    this.#next += 1;
    const answered = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    const sent = { id, method, params, ...(sessionId !== undefined && { sessionId }) };
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify(sent)}\0`);
    const { result, error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  heard(sessionId: string, method: string): Record<string, unknown>[] {
    return this.#heard
      .filter((message) => message.sessionId === sessionId && message.method === method)
      .map(({ params }) => params ?? {});
  }

  /** Looks again with every message of the browser; the test's own time limit ends it. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#listeners.add(resolve));
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #take(message: Message): void {
    if (message.id === undefined) this.#heard.push(message);
    else this.#waiting.get(message.id)?.(message);
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}

/** One window. */
export class Tab {
  readonly #browser: Browser;
  readonly #session: string;

  constructor(browser: Browser, session: string) {
    this.#browser = browser;
    this.#session = session;
  }

  send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    return this.#browser.send(method, params, this.#session);
  }

  heard(method: string): Record<string, unknown>[] {
    return this.#browser.heard(this.#session, method);
  }

  /** What an expression comes to in the page; a promise is waited for. */
  async evaluate<T>(expression: string): Promise<T> {
    const asked = { expression, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', asked);
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: T }).value;
  }

  /** What the browser complained of: refused by the page's own policy, broken scripts, missing files. */
  complaints(): string[] {
    const logged = this.heard('Log.entryAdded').map(({ entry }) => (entry as { text: string }).text);
    const thrown = this.heard('Runtime.exceptionThrown').map((params) => JSON.stringify(params));
    return [...logged, ...thrown];
  }
}
