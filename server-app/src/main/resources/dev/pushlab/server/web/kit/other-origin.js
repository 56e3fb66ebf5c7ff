/**
 * The server's other origin, and scripts from there. A page cannot know at which port that is, so it asks. What a script
 * brings is given to a function by name; why one failed is kept from the page, so the same is asked once more by fetch at
 * the page's own origin, where the answer may be read.
 */

import { t } from './i18n.js';
import { Problem, request } from './problem.js';

/** So that the server knows whose page includes a script, and nothing more: it answers no page that it does not know. */
const REFERRER = 'origin';

/** As it was when this page was loaded: its policy allows scripts from there. */
let known = null;

/** The origin itself: scheme, host and port. */
export async function otherOrigin() {
  known ??= await ask();
  return known;
}

async function ask() {
  const response = await request('/other-origin');
  return (await response.json()).origin;
}

/** The same address at that origin. */
export function at(origin, url) {
  const { pathname, search } = new URL(url);
  return origin + pathname + search;
}

/**
 * Loads a script, which runs as soon as it is here. Nothing takes that back: an element that is removed has its script
 * loaded and run all the same.
 *
 * @param {function()} failed it could not be loaded; the browser does not say why
 * @return {HTMLScriptElement} in the document
 */
export function include(src, failed) {
  const script = document.createElement('script');
  script.referrerPolicy = REFERRER;
  script.onerror = failed;
  script.src = src;
  document.head.append(script);
  return script;
}

/**
 * Why a script failed.
 *
 * @param {string} url its address at the page's own origin
 */
export async function whyNot(url) {
  try {
    const response = await request(url, { referrerPolicy: REFERRER });
    await response.text();
    const now = await ask();
    return now === known
      ? new Problem(t('kit.script.failed'), t('kit.script.failed.detail', known))
      : new Problem(t('kit.script.moved'), t('kit.script.moved.detail', known, now), { retry: false });
  } catch (error) {
    if (error instanceof Problem) {
      return error;
    }
    throw error;
  }
}
