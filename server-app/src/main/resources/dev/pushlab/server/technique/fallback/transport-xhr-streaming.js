/** An answer without end, read while it grows: one JSON object in each line. */

import { eventOf } from '/web/kit/payload.js';

/** The whole text stays in memory until the request is dropped: at this length, in characters, the page asks anew. */
const BOUND = 1_000_000;

/** @param {import('./attempt.js').Sink} sink */
export function openXhrStreaming(address, sink) {
  let question = null;
  let taken = 0;

  function ask() {
    taken = 0;
    const asked = new XMLHttpRequest();
    question = asked;
    asked.open('GET', address({ after: sink.after }));
    asked.onreadystatechange = () => {
      if (asked === question && asked.readyState >= XMLHttpRequest.LOADING && asked.status === 200) {
        grown(asked.responseText);
      }
    };
    asked.onload = () => asked === question && sink.fail(asked.status === 200 ? 'closed' : 'refused');
    asked.onerror = () => asked === question && sink.fail('closed');
    asked.send();
    sink.asked();
  }

  /** What comes after the last line feed is not whole yet. */
  function grown(text) {
    const end = text.lastIndexOf('\n') + 1;
    const lines = text.slice(taken, end).split('\n').filter((line) => line !== '');
    taken = end;
    lines.forEach((line) => take(JSON.parse(line)));
    if (text.length >= BOUND && question !== null) {
      drop();
      ask();
    }
  }

  function take(message) {
    if ('subscribed' in message) {
      sink.connected();
      sink.alive(message.subscribed.start);
    } else if ('gap' in message) {
      sink.gap(message.gap);
    } else if ('id' in message) {
      sink.events([eventOf(message)]);
    }
  }

  function drop() {
    const dropped = question;
    question = null;
    dropped?.abort();
  }

  ask();
  return { close: drop };
}
