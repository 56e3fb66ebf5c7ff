/** Server-Sent Events. The browser would reconnect by itself; here the ladder decides what comes next. */

import { eventOf } from '/web/kit/payload.js';

/** @param {import('./attempt.js').Sink} sink */
export function openSse(address, sink) {
  const source = new EventSource(address({ after: sink.after }));
  sink.asked();

  source.onopen = () => sink.connected();
  source.onmessage = ({ data }) => sink.events([eventOf(JSON.parse(data))]);
  source.addEventListener('subscribed', ({ data }) => sink.alive(JSON.parse(data).start));
  source.addEventListener('gap', ({ data }) => sink.gap(JSON.parse(data)));
  source.onerror = () => {
    const refused = source.readyState === EventSource.CLOSED;
    source.close();
    sink.fail(refused ? 'refused' : 'closed');
  };
  return { close: () => source.close() };
}
