/**
 * The function that the scripts of the endless page call, in the old style: a module, and whatever else is deferred, runs
 * when a page has been read to its end, so in this one never.
 */

var MAX_ROWS = 200;
var MAX_CHARACTERS = 300;
var MOMENT_MILLIS = 100;
/** After so many heartbeats that did not come, and this much grace, the connection is taken for dead. */
var MISSED = 2;
var GRACE_MILLIS = 5000;
var FIRST_RETRY_MILLIS = 1000;
var LONGEST_RETRY_MILLIS = 15000;

/** The last event, or where the page begins; after this one the next page goes on. */
var last = '';
var events = 0;
/** How many documents were loaded one after the other. */
var part = Number(new URLSearchParams(location.search).get('part')) || 1;
var over = false;
var counting = false;
var watch = null;
var times = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: 'medium', hour12: false });
var patience = 0;

// snippet:begin document
/** Each script that comes calls this, at once. Then it has served its purpose, and would only take up room. */
function push(message) {
  document.currentScript.remove();
  if (message.id) {
    last = message.id;
    events++;
    addRow([message.id, message.type, message.data, clock(message.time)]);
  } else if (message.subscribed) {
    last = message.subscribed.start;
    patience = MISSED * message.subscribed.heartbeat + GRACE_MILLIS;
  } else if (message.gap) {
    last = message.gap.resumed;
    addRow([message.gap.resumed, '', words('gap').replace('{0}', message.gap.requested || '–'), '']);
  }
  report(message);
  if (message.ended) {
    over = true;
    say(words('refreshing'));
    refresh();
  } else {
    watchOver();
    count();
  }
}

/** The document has an end after all: another one goes on after the last event. The history of the tab stays short. */
function refresh() {
  var url = new URL(location.href);
  url.searchParams.set('after', last);
  url.searchParams.set('part', String(part + 1));
  location.replace(url.href);
}
// snippet:end

/** The page around, if it is the laboratory, which then counts. */
function report(message) {
  if (parent !== window && typeof parent.endlessPage === 'function') {
    parent.endlessPage(window, message);
  }
}

function addRow(texts) {
  var row = document.createElement('tr');
  texts.forEach(function (text) {
    var cell = document.createElement('td');
    cell.textContent = text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) + ' …' : text;
    row.appendChild(cell);
  });
  var list = document.getElementById('events');
  list.insertBefore(row, list.firstChild);
  if (list.childElementCount > MAX_ROWS) {
    list.lastElementChild.remove();
  }
}

function clock(time) {
  return times.format(new Date(time));
}

/** Once for all that comes in a moment. */
function count() {
  if (!counting) {
    counting = true;
    setTimeout(function () {
      counting = false;
      if (!over) {
        say(words('live').replace('{0}', String(events)).replace('{1}', String(part)));
      }
    }, MOMENT_MILLIS);
  }
}

function words(name) {
  return document.getElementById('word-' + name).textContent;
}

function say(text) {
  document.getElementById('status').textContent = text;
}

/** A connection may die without a word: then there is no heartbeat either. */
function watchOver() {
  clearTimeout(watch);
  if (parent === window) {
    watch = setTimeout(comeBack, patience);
  }
}

/** The page was loaded to an end that nobody had announced. Within the laboratory, that is its matter. */
window.addEventListener('load', function () {
  if (!over && parent === window) {
    comeBack();
  }
});

/** Not before the server answers again: instead of a page that cannot be loaded a browser shows one of its own. */
function comeBack() {
  var wait = FIRST_RETRY_MILLIS;
  clearTimeout(watch);
  over = true;
  say(words('broken'));
  function later() {
    setTimeout(ask, wait);
    wait = Math.min(2 * wait, LONGEST_RETRY_MILLIS);
  }
  function ask() {
    fetch('/health', { cache: 'no-store' }).then(function (answer) {
      if (answer.ok) {
        refresh();
      } else {
        later();
      }
    }, later);
  }
  ask();
}

(function () {
  var scale = Number(new URLSearchParams(location.search).get('scale'));
  if (scale >= 100 && scale <= 200) {
    document.documentElement.style.fontSize = (16 * scale) / 100 + 'px';
  }
})();
