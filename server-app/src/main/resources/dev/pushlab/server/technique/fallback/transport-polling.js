/** Questions that are held, and questions that are not: complete answers, which get through everywhere. */

import { eventOf } from '/web/kit/payload.js';

/** An answer with so many events is not the whole of what there is. */
const FULL = 1000;

/** Each question is held until there is something. */
export function openLongPolling(address, sink, { wait }) {
  return poll(address, sink, (first) => (first ? 0 : wait), 0);
}

/** Each question is answered at once, and the next one comes after a pause. */
export function openShortPolling(address, sink, { interval }) {
  return poll(address, sink, () => null, interval);
}

/**
 * Asks, takes the answer, and asks again.
 *
 * @param {import('./attempt.js').Sink} sink
 * @param {function(boolean): number|null} hold how long the server may hold a question, in ms; null if it does not
 * @param {number} pause between two questions, in ms
 */
function poll(address, sink, hold, pause) {
  let question = null;
  let timer = null;

  function ask(first) {
    const held = hold(first);
    const { after } = sink;
    const asked = new XMLHttpRequest();
    question = asked;
    asked.open('GET', address({ after, wait: held === null ? '' : String(held / 1000) }));
    asked.timeout = (held ?? 0) + sink.proof;
    asked.onload = () => asked === question && answered(asked, after);
    asked.onerror = () => asked === question && sink.fail('closed');
    asked.ontimeout = () => asked === question && sink.fail('silent');
    asked.send();
    sink.asked();
  }

  function answered(asked, after) {
    if (asked.status !== 200 && asked.status !== 204) {
      sink.fail('refused');
      return;
    }
    const { events, last, gap } =
      asked.status === 200
        ? JSON.parse(asked.responseText)
        : { events: [], last: JSON.parse(asked.getResponseHeader('ETag')), gap: false };
    sink.alive(last);
    if (gap) {
      sink.gap({ requested: after, resumed: events.length === 0 ? last : before(events[0].id) });
    }
    sink.events(events.map(eventOf));
    if (question === asked) {
      timer = setTimeout(() => ask(false), events.length < FULL ? pause : 0);
    }
  }

  ask(true);
  return {
    close() {
      clearTimeout(timer);
      const dropped = question;
      question = null;
      dropped?.abort();
    },
  };
}

/** The position right before an event. */
function before(id) {
  const [epoch, offset] = id.split(':');
  return `${epoch}:${Number(offset) - 1}`;
}
