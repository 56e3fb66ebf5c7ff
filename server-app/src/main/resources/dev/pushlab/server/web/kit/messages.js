/** Where the words of a page come from: the server's bundles. */

import { useMessages } from './i18n.js';
import { request } from './problem.js';

/**
 * Loads the messages of a technique and uses them. When they cannot be had, the words there are stay, and a
 * {@link Problem} is thrown.
 *
 * @param {string} technique its id
 * @param {string} tag one of the supported languages
 * @param {string} [root] where its pages are
 */
export async function loadMessages(technique, tag, root = '/techniques') {
  const response = await request(`${root}/${technique}/messages?lang=${tag}`);
  useMessages(tag, await response.json());
}
