/** The best: one connection for both directions. A page learns of a refusal no more than that the socket closed. */

import { eventOf } from '/web/kit/payload.js';

const SUBPROTOCOL = 'pushlab.v1';
const NORMAL = 1000;

/** @param {import('./attempt.js').Sink} sink */
export function openWebSocket(address, sink) {
  const url = new URL(address({ after: sink.after }));
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url.href, SUBPROTOCOL);
  let opened = false;
  sink.asked();

  socket.onopen = () => {
    opened = true;
    sink.connected();
  };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if ('subscribed' in message) {
      sink.alive(message.subscribed.start);
    } else if ('gap' in message) {
      sink.gap(message.gap);
    } else if ('error' in message) {
      sink.fail('refused');
    } else {
      sink.events([eventOf(message)]);
    }
  };
  socket.onclose = () => sink.fail(opened ? 'closed' : 'refused');
  return { close: () => socket.close(NORMAL) };
}
