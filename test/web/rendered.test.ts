import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { NOW, fillAcme, standings } from './acme.ts';
import { Browser, chromium, type Tab } from './browser.ts';
import { changelogAddress, remember } from './changelogs.ts';
import { PageRig } from './page-rig.ts';
import { inTrouble } from './trouble/in-trouble.ts';

const PAGES = [
  '/',
  '/components/acme/platform/payments',
  '/lanes/acme/platform/production',
  changelogAddress('payments'),
  '/nothing',
];

/** Every text whose contrast with what is behind it is below 4.5 (WCAG 2, AA), as "ratio text". */
const PALE = `(() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => parts(colour).slice(0, 3)
    .map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parts(colour)[3] ?? 1) === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.body.querySelectorAll('*')].flatMap((element) => {
    const text = [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim()).join('');
    if (text === '') return [];
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    return ratio < 4.5 ? [ratio.toFixed(2) + ' ' + text] : [];
  });
})()`;

/** What the page looks like to the poller: the same as coming back to a hidden window. */
const LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))";

const inBrowser = chromium === undefined ? describe.skip : describe;
if (chromium === undefined)
  process.stderr.write('The page was not looked at in a browser: no Chromium is installed.\n');

inBrowser('the page in Chromium (skipped where none is installed)', () => {
  let rig: PageRig;
  let browser: Browser;

  beforeAll(async () => {
    rig = await PageRig.open();
    await fillAcme(rig.store);
    remember(rig, 'payments');
    browser = new Browser(chromium ?? '');
  });

  afterAll(async () => {
    await browser.close();
    await rig.close();
  });

  it.each(PAGES)('%s breaks no rule of its own policy', async (path) => {
    const tab = await browser.open(rig.url + path, { width: 1280 });
    await tab.evaluate(`fetch('/').then((answer) => answer.text())`);

    expect(tab.complaints().filter((text) => !text.includes('status of 404'))).toEqual([]);
    expect(await tab.evaluate('document.styleSheets.length')).toBe(1);
  });

  it('would be heard complaining', async () => {
    const tab = await browser.open(rig.url, { width: 1280 });
    await tab.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="http://127.0.0.1:1/x.png">')`);
    await browser.until(() => tab.complaints().length > 0);

    expect(tab.complaints().join()).toContain('Content Security Policy');
  });

  it('is whole without scripts', async () => {
    const texts = await Promise.all(
      [true, false].map(async (scripts) => {
        const tab = await browser.open(rig.url, { width: 1280, scripts });
        return tab.evaluate<string>("document.querySelector('main').innerText");
      }),
    );

    expect(texts[1]).toBe(texts[0]);
    expect(texts[1]).toContain('What waits, and for what');
  });

  it.each([
    ['/', 390],
    ['/', 320],
    ['/', 800],
    ['/components/acme/platform/payments', 390],
    ['/lanes/acme/platform/production', 390],
  ])('%s in a window of %i pixels never scrolls sideways', async (path, width) => {
    const tab = await browser.open(rig.url + path, { width });

    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  it('has its table in sight at the width of a laptop, without scrolling within it', async () => {
    const tab = await browser.open(rig.url, { width: 1280 });

    expect(
      await tab.evaluate(
        "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.scroll'))",
      ),
    ).toBe(0);
  });

  it.each(['light', 'dark'] as const)('can be read in %s', async (scheme) => {
    for (const path of PAGES) {
      const tab = await browser.open(rig.url + path, { width: 1280, scheme });
      await tab.evaluate("document.querySelector('details')?.setAttribute('open', '')");

      expect(await tab.evaluate(PALE)).toEqual([]);
    }
  });

  it('updates itself, and keeps what the reader holds', async () => {
    const tab = await browser.open(rig.url, { width: 900 });
    await tab.evaluate(`
      document.querySelector('details').open = true;
      document.querySelector('a[href="/components/acme/platform/web"]').focus();
      document.querySelector('.scroll').scrollLeft = 120;`);
    const [demo] = standings().filter(({ lane }) => lane.endsWith(':demo'));
    const reasons = [{ standing: 'waiting', about: 'lane', code: 'x', says: 'it waits for something new' }] as const;
    await rig.store.standings.put({ ...demo!, at: NOW, reasons: [...reasons] });

    await tab.evaluate(LOOK_AGAIN);
    await untilSays(tab, 'it waits for something new');

    expect(
      await tab.evaluate(`[
        document.querySelector('details').open,
        document.activeElement.getAttribute('href'),
        document.querySelector('.scroll').scrollLeft,
        document.querySelector('#live').textContent,
      ]`),
    ).toEqual([true, '/components/acme/platform/web', 120, 'live']);
  });

  describe('when something is stuck and GitHub is not well', () => {
    let ill: PageRig;

    beforeAll(async () => {
      ill = await PageRig.open();
      await fillAcme(ill.store);
      await inTrouble(ill);
    });

    afterAll(() => ill.close());

    it.each([1280, 400])(
      'says so above everything else in a window of %i pixels, without scrolling sideways',
      async (width) => {
        const tab = await browser.open(ill.url, { width });
        const top = (what: string): Promise<number> =>
          tab.evaluate(`document.querySelector('${what}').getBoundingClientRect().top`);

        expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await top('.trouble')).toBeLessThan(await top('.stuck'));
        expect(await top('.stuck')).toBeLessThan(await top('.pipeline'));
      },
    );

    it.each(['light', 'dark'] as const)('can be read in %s', async (scheme) => {
      for (const path of ['/', '/lanes/acme/platform/production']) {
        const tab = await browser.open(ill.url + path, { width: 1280, scheme });

        expect(await tab.evaluate(PALE)).toEqual([]);
      }
    });
  });
});

/** Looks with every frame that the browser draws. */
const untilSays = (tab: Tab, text: string): Promise<unknown> =>
  tab.evaluate(`new Promise((resolve) => {
    const look = () => {
      const isFresh = document.querySelector('main').innerText.includes(${JSON.stringify(text)});
      const isLive = document.querySelector('#live').textContent !== '';
      return isFresh && isLive ? resolve() : setTimeout(look, 10);
    };
    look();
  })`);
