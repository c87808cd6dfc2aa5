/**
 * Keeps the page fresh: every few seconds the same page is asked for, and its <main> replaced when it differs. What the reader holds
 * (open details, focus, scrolled tables) stays. Without this script the page is the same, until it is reloaded.
 */
const EVERY_MS = 5000;
const status = document.getElementById('live');
let shown = document.querySelector('main')?.innerHTML;
let etag = '';
let timer = 0;

/** @param {string} state @param {string} says */
function tell(state, says) {
  if (status === null || status.dataset['state'] === state) return;
  status.dataset['state'] = state;
  status.textContent = says;
}

/** @param {Element} main */
function held(main) {
  const open = [...main.querySelectorAll('details[open][id]')].map(({ id }) => id);
  const scrolled = [...main.querySelectorAll('.scroll[id]')].map(({ id, scrollLeft }) => ({ id, scrollLeft }));
  const { activeElement } = document;
  const focused = activeElement !== null && main.contains(activeElement) ? placeOf(activeElement, main) : undefined;
  return { open, scrolled, focused };
}

/** Where the focus is: by id, else by which of the links to the same address it is. */
function placeOf(/** @type {Element} */ element, /** @type {Element} */ main) {
  if (element.id !== '') return { id: element.id };
  const href = element.getAttribute('href');
  const same = [...main.querySelectorAll('a')].filter((link) => link.getAttribute('href') === href);
  return { href, index: same.findIndex((link) => link === element) };
}

/** @param {Element} main @param {ReturnType<typeof held>} what */
function restore(main, { open, scrolled, focused }) {
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  for (const { id, scrollLeft } of scrolled) document.getElementById(id)?.scrollTo({ left: scrollLeft });
  if (focused === undefined) return;
  const { id, href, index } = focused;
  const links = [...main.querySelectorAll('a')].filter((link) => link.getAttribute('href') === href);
  const element = id === undefined ? links[index ?? 0] : document.getElementById(id);
  element?.focus({ preventScroll: true });
}

async function refresh() {
  const headers = { accept: 'text/html', ...(etag === '' ? {} : { 'if-none-match': etag }) };
  const response = await fetch(location.href, { headers, cache: 'no-store', redirect: 'error' });
  if (response.status === 304) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('main');
  etag = response.headers.get('etag') ?? '';
  const main = document.querySelector('main');
  if (fresh === null || main === null) throw new Error(`the answer ${response.status} is no page`);
  if (fresh.innerHTML === shown) return;
  shown = fresh.innerHTML;
  const what = held(main);
  main.replaceWith(fresh);
  restore(fresh, what);
}

async function tick() {
  try {
    await refresh();
    tell('fresh', 'live');
  } catch {
    tell('stale', 'Sluice does not answer; this is what it said last');
  }
  schedule();
}

function schedule() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(tick, EVERY_MS);
}

document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : tick()));
schedule();
