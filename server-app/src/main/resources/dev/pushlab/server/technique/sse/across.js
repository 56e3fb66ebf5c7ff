/** The same stream from the server's other origin, without the browser's credentials and with them: what CORS allows. */

import { el, setText } from '/web/kit/dom.js';
import { t } from '/web/kit/i18n.js';
import { at, otherOrigin } from '/web/kit/other-origin.js';
import { Problem } from '/web/kit/problem.js';

/** How long a stream may take to open, in ms. */
const DEADLINE_MILLIS = 5_000;
const WORDS = {
  untried: 'sse.across.untried',
  trying: 'sse.across.trying',
  opened: 'sse.across.opened',
  refused: 'sse.across.refused',
};
const STATES = { untried: 'stopped', trying: 'connecting', opened: 'live', refused: 'failed' };

const results = { without: 'untried', with: 'untried' };
const badges = { without: badge('without'), with: badge('with') };
const hint = el('footer', {});
let origin = '';

/** @param {function(): string} address of a stream at this page's own origin */
export function acrossOrigins(address) {
  return el(
    'section',
    { class: 'card across', 'data-label': 'sse.across' },
    el('header', {},
      el('h2', { 'data-text': 'sse.across' }),
      el('span', { class: 'spacer' }),
      el('button', { type: 'button', id: 'across', class: 'small', 'data-text': 'sse.across.try', click: () => tryBoth(address) })),
    el('p', {}, el('code', {}, 'new EventSource(url)'), badges.without),
    el('p', {}, el('code', {}, 'new EventSource(url, { withCredentials: true })'), badges.with),
    hint,
  );
}

/** Words what was found out. */
export function relabelAcross() {
  for (const [name, result] of Object.entries(results)) {
    badges[name].dataset.state = STATES[result];
    setText(badges[name], t(WORDS[result]));
  }
  setText(hint, origin === '' ? t('sse.across.hint') : t('sse.across.from', origin, location.origin));
}

async function tryBoth(address) {
  Object.assign(results, { without: 'trying', with: 'trying' });
  relabelAcross();
  try {
    origin = await otherOrigin();
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    Object.assign(results, { without: 'untried', with: 'untried' });
    setText(hint, error.message);
    return;
  }
  for (const name of Object.keys(results)) {
    tryOne(at(origin, address()), name);
  }
}

function tryOne(url, name) {
  const source = new EventSource(url, { withCredentials: name === 'with' });
  const deadline = setTimeout(() => found('refused'), DEADLINE_MILLIS);
  source.onopen = () => found('opened');
  source.onerror = () => found('refused');

  function found(result) {
    clearTimeout(deadline);
    source.close();
    results[name] = result;
    relabelAcross();
  }
}

function badge(name) {
  return el('span', { class: 'badge', id: `across-${name}`, role: 'status' });
}
