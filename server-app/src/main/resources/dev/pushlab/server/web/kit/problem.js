/** What went wrong, in words: the server's problem description (RFC 9457) or the reason why there is none. */

import { currentLanguage, t } from './i18n.js';

/** A failure that can be shown: a title, what happened, and whether trying again may help. */
export class Problem extends Error {
  constructor(title, detail, { status = 0, retry = true } = {}) {
    super(detail ? `${title}: ${detail}` : title);
    this.title = title;
    this.detail = detail;
    this.status = status;
    this.retry = retry;
  }
}

/** Reads the problem out of an answer that is not a success. */
export async function problemOf(response) {
  const { status } = response;
  const retry = status === 408 || status === 429 || status >= 500;
  const type = response.headers.get('Content-Type') ?? '';
  if (!type.includes('json')) {
    return new Problem(t('kit.problem.status', status), '', { status, retry });
  }
  const { title, detail } = await response.json();
  return new Problem(title ?? t('kit.problem.status', status), detail ?? '', { status, retry });
}

/** The server was not reached at all: fetch tells no more than that, on purpose. */
export function unreachable() {
  return new Problem(t('kit.problem.unreachable'), t('kit.problem.unreachable.detail', location.host));
}

/**
 * Asks for an address and gives the answer, or throws a {@link Problem}.
 *
 * @param {string} url
 * @param {RequestInit} [options] an abort passes through as the AbortError it is
 */
export async function request(url, options = {}) {
  let response;
  try {
    const headers = { 'Accept-Language': currentLanguage(), ...options.headers };
    response = await fetch(url, { cache: 'no-store', ...options, headers });
  } catch (error) {
    if (error instanceof TypeError) {
      throw unreachable();
    }
    throw error;
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}

/**
 * Finds out why a stream could not be opened. EventSource and WebSocket keep the server's answer to themselves, so the
 * same address is asked once more and the answer read; the body of a success is not waited for.
 *
 * @return {Promise<Problem|null>} null if the address answers now
 */
export async function diagnose(url) {
  const abort = new AbortController();
  try {
    await request(url, { signal: abort.signal });
    return null;
  } catch (error) {
    if (error instanceof Problem) {
      return error;
    }
    throw error;
  } finally {
    abort.abort();
  }
}
