// What every page of our own server gets in the WebView: its console and its errors are reported to Java, and links
// that lead elsewhere are handed over instead of followed. Evaluates to a function install(bridge).
(function (bridge) {
  'use strict';

  const MAX_LENGTH = 4096;

  function describe(value) {
    if (typeof value === 'string') {
      return value;
    }
    if (value instanceof Error) {
      return value.stack ? `${value}\n${value.stack}` : `${value}`;
    }
    try {
      return JSON.stringify(value) ?? String(value);
    } catch (e) {
      return String(value);
    }
  }

  function report(level, text) {
    bridge.console(level, text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text);
  }

  for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
    const original = console[level];
    console[level] = function (...values) {
      report(level, values.map(describe).join(' '));
      return original.apply(this, values);
    };
  }

  window.addEventListener('error', (event) => {
    if (event.target === window) {
      report('error', `${event.message} (${event.filename}:${event.lineno}:${event.colno})`);
    } else {
      report('error', `Not loaded: ${event.target.src || event.target.href || event.target.tagName}`);
    }
  }, true);
  window.addEventListener('unhandledrejection', (event) => {
    report('error', `Unhandled rejection: ${describe(event.reason)}`);
  });

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (link === null || event.defaultPrevented || link.hasAttribute('download')) {
      return;
    }
    const url = new URL(link.href, document.baseURI);
    if (url.origin !== location.origin || link.target === '_blank') {
      event.preventDefault();
      bridge.external(url.href);
    }
  });
})
