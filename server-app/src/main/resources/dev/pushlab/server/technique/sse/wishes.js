/** What the page asks of the server and of its browser: the controls above the list. */

import { duration } from '/web/kit/i18n.js';

/** How long the browser is to wait before it reconnects, in ms. */
const RETRIES = [100, 250, 500, 1000, 2000, 5000, 10_000];

const native = document.getElementById('envelope-none');
const json = document.getElementById('envelope-json');
const type = document.getElementById('type');
const retry = document.getElementById('retry');
const shown = document.getElementById('retry-shown');
const cut = document.getElementById('cut');
const redirect = document.getElementById('redirect');

/** Whether events come as they are, each for the listeners of its own type. */
export function isNative() {
  return native.checked;
}

/** The type that the page listens to: '' for events without one. */
export function typeWanted() {
  return type.checkValidity() ? type.value : '';
}

/** In ms. */
export function retryAsked() {
  return RETRIES[Number(retry.value)];
}

/** Parameters of the stream's address; those that are '' are left out. */
export function parameters() {
  return {
    envelope: isNative() ? '' : 'json',
    retry: String(retryAsked()),
    redirect: redirect.value,
    obstacle: cut.value === '' ? '' : 'cut',
    seconds: cut.value,
  };
}

/** Words the controls, and has {@code changed} called when something else is asked for. */
export function relabel(changed) {
  shown.textContent = duration(retryAsked());
  retry.setAttribute('aria-valuetext', shown.textContent);
  type.disabled = !isNative();
  native.onchange = json.onchange = () => {
    type.disabled = !isNative();
    changed();
  };
  retry.oninput = () => relabel(changed);
  retry.onchange = cut.onchange = redirect.onchange = changed;
  type.onchange = () => {
    type.setAttribute('aria-invalid', String(!type.checkValidity()));
    changed();
  };
}
