/**
 * The explanation beside the page. It is a fragment of static markup that the server keeps beside the page, one per
 * language; no event data ever goes through here. Where it asks for source code, the code that is running right now is
 * fetched and the part between two markers cut out.
 */

import { el } from './dom.js';
import { t } from './i18n.js';
import { request } from './problem.js';

/**
 * @param {HTMLElement} aside where the explanation goes
 * @param {string} [root] where the pages of the technique are
 */
export async function showLesson(aside, technique, language, root = '/techniques') {
  const response = await request(`${root}/${technique}/lesson?lang=${language}`);
  const parsed = new DOMParser().parseFromString(await response.text(), 'text/html');
  aside.replaceChildren(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)));
  for (const details of aside.querySelectorAll('details[data-source]')) {
    details.addEventListener('toggle', () => showSource(details), { once: true });
  }
}

async function showSource(details) {
  const { source, snippet } = details.dataset;
  const response = await request(new URL(source, location.href).href);
  const code = cut(await response.text(), snippet);
  details.append(el('pre', { tabindex: '0' }, el('code', {}, code ?? t('kit.source.missing', snippet, source))));
}

/**
 * The lines between {@code // snippet:begin NAME} and {@code // snippet:end}, moved to the left margin.
 *
 * @return {string|null} null if there are no such markers
 */
export function cut(text, name) {
  const lines = text.split('\n');
  const begin = lines.findIndex((line) => line.trim() === `// snippet:begin ${name}`);
  const end = lines.findIndex((line, index) => index > begin && line.trim() === '// snippet:end');
  if (begin < 0 || end < 0) {
    return null;
  }
  const part = lines.slice(begin + 1, end);
  const indents = part.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const margin = Math.min(...indents);
  return part.map((line) => line.slice(margin)).join('\n');
}
