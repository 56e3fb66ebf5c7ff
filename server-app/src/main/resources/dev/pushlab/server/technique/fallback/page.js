/** Fallback: the best transport that gets through, and no event lost or repeated when it becomes another one. */

import { el } from '/web/kit/dom.js';
import { quoted } from '/web/kit/commands.js';
import { duration } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { Ladder, TRANSPORTS } from './ladder.js';
import { Story } from './story.js';

/** What proxies do, and for how long; the server does it to those requests of this page that ask for it. */
const OBSTACLES = {
  refuse: { obstacle: 'refuse' },
  silence: { obstacle: 'silence', seconds: '60' },
  stall: { obstacle: 'stall', seconds: '3' },
  cut: { obstacle: 'cut', seconds: '3' },
};
const WORDS = {
  refuse: 'fallback.obstacle.refuse',
  silence: 'fallback.obstacle.silence',
  stall: 'fallback.obstacle.stall',
  cut: 'fallback.obstacle.cut',
};
/** Complete answers get through where streams are held back, and nothing is cut that is over at once. */
const POSSIBLE = {
  websocket: ['refuse', 'silence', 'stall', 'cut'],
  sse: ['refuse', 'silence', 'stall', 'cut'],
  'xhr-streaming': ['refuse', 'silence', 'stall', 'cut'],
  'long-polling': ['refuse', 'cut'],
  'short-polling': ['refuse'],
};

/** How long the page waits for the first message, and how long it bears silence, in ms. */
const PROOFS = [500, 1000, 2000, 4000, 8000];
const QUIETS = [1000, 2000, 4000, 8000, 30_000];

const proof = document.getElementById('proof');
const quiet = document.getElementById('quiet');
const obstacles = new Map();
let ladder = null;

function obstacleControl(id) {
  return el(
    'select',
    {
      'data-label': 'fallback.obstacle',
      'data-title': 'fallback.obstacle.hint',
      change({ target }) {
        if (target.value === '') {
          obstacles.delete(id);
        } else {
          obstacles.set(id, OBSTACLES[target.value]);
        }
        ladder?.obstacleChanged(id);
      },
    },
    el('option', { value: '', 'data-text': 'fallback.obstacle.none' }),
    ...POSSIBLE[id].map((name) => el('option', { value: name, 'data-text': WORDS[name] })),
  );
}

/** Words a slider, and has what it says asked for from the next negotiation on. */
function knob(lab, slider, steps) {
  const shown = document.getElementById(`${slider.id}-shown`);
  const word = () => {
    shown.textContent = duration(steps[Number(slider.value)]);
    slider.setAttribute('aria-valuetext', shown.textContent);
  };
  slider.oninput = word;
  slider.onchange = () => lab.reconnect();
  word();
}

const story = new Story(obstacleControl);

// snippet:begin loop
openLab({
  id: 'fallback',
  panel: story.element,
  open(lab) {
    story.opened();
    const timing = { proof: String(PROOFS[Number(proof.value)]), quiet: String(QUIETS[Number(quiet.value)]) };
    ladder = new Ladder(lab, story, { obstacles, timing });
    return {
      close() {
        ladder.close();
        ladder = null;
      },
    };
  },
  commands: ({ origin, topic }) => [
    `curl ${quoted(`${origin}/topics/${topic}/fallback`)}`,
    `curl ${quoted(`${origin}/topics/${topic}/fallback?transports=${Object.keys(TRANSPORTS).slice(-2).join(',')}`)}`,
    `curl -N ${quoted(`${origin}/topics/${topic}/sse?obstacle=silence&seconds=5`)}`,
  ],
  relabel(lab) {
    knob(lab, proof, PROOFS);
    knob(lab, quiet, QUIETS);
    story.relabel();
  },
  cleared: () => story.clear(),
});
// snippet:end
