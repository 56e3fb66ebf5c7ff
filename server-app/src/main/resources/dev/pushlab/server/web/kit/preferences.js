/**
 * How the page is shown: theme, font scale and layout. The address may say {@code ?theme=light|dark}, {@code
 * ?scale=100..200} and {@code ?embed=1} (shown inside the desktop client, which has these switches in its own window).
 */

const SCALES = [100, 125, 150, 175, 200];
/** From this width on, in rem, page and explanation stand side by side. */
const WIDE_REM = 60;

const root = document.documentElement;
const parameters = new URLSearchParams(location.search);
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

let chosenTheme = parameters.get('theme');
let scale = 100;

export const embedded = parameters.get('embed') === '1';

export function parameter(name) {
  return parameters.get(name);
}

/** Applies what the address and the system ask for, and keeps following them. */
export function startPreferences() {
  root.dataset.embed = String(embedded);
  prefersDark.addEventListener('change', applyTheme);
  addEventListener('resize', applyLayout);
  applyTheme();
  setScale(Number(parameters.get('scale') ?? 100));
}

/** @param {'light'|'dark'|null} theme null follows the system */
export function setTheme(theme) {
  chosenTheme = theme;
  applyTheme();
}

export function currentTheme() {
  return root.dataset.theme;
}

/** @param {number} percent 100 to 200; anything outside is brought to the nearer end */
export function setScale(percent) {
  scale = Math.min(200, Math.max(100, Number.isFinite(percent) ? percent : 100));
  root.style.fontSize = `${(16 * scale) / 100}px`;
  applyLayout();
}

/** @param {1|-1} direction */
export function stepScale(direction) {
  const next = direction > 0 ? SCALES.find((s) => s > scale) : SCALES.findLast((s) => s < scale);
  setScale(next ?? scale);
}

function applyTheme() {
  const named = chosenTheme === 'dark' || chosenTheme === 'light';
  root.dataset.theme = named ? chosenTheme : prefersDark.matches ? 'dark' : 'light';
}

function applyLayout() {
  const rem = (16 * scale) / 100;
  root.dataset.layout = innerWidth / rem >= WIDE_REM ? 'wide' : 'narrow';
}
