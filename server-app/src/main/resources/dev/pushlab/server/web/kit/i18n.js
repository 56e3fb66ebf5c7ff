/** The language of the page: messages from the server's bundles, numbers and dates as the language writes them. */

const LANGUAGES = ['en', 'zh-CN'];

let language = 'en';
let messages = {};
let integers = new Intl.NumberFormat('en');

/** The language tag among those that exist which fits a wish such as {@code zh}, {@code zh_CN} or {@code en-GB}. */
export function supported(tag) {
  return /^zh\b/i.test(String(tag).replace('_', '-')) ? LANGUAGES[1] : LANGUAGES[0];
}

export function currentLanguage() {
  return language;
}

/**
 * From now on these are the words.
 *
 * @param {string} tag one of the supported languages
 * @param {Object<string, string>} words by key
 */
export function useMessages(tag, words) {
  messages = words;
  language = tag;
  integers = new Intl.NumberFormat(tag);
  document.documentElement.lang = tag;
}

/**
 * A message, with {0}, {1} … replaced. The bundles hold java.text.MessageFormat patterns; only plain placeholders are
 * used in those of pages, and numbers are formatted before they are passed.
 */
export function t(key, ...values) {
  const pattern = messages[key] ?? key;
  return pattern.replace(/\{(\d)\}/g, (whole, index) => values[index] ?? whole);
}

/** Sentences one after the other: Chinese ones stand close, their full stop brings its own space. */
export function sentences(...parts) {
  return parts.join(language === 'en' ? ' ' : '');
}

/** Fills in every element below {@code root} that names its message in a data attribute. */
export function translate(root) {
  for (const element of root.querySelectorAll('[data-text]')) {
    element.textContent = t(element.dataset.text);
  }
  for (const element of root.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', t(element.dataset.label));
  }
  for (const element of root.querySelectorAll('[data-title]')) {
    element.title = t(element.dataset.title);
  }
  for (const element of root.querySelectorAll('[data-placeholder]')) {
    element.placeholder = t(element.dataset.placeholder);
  }
}

/** A count: 1,204 */
export function count(value) {
  return integers.format(value);
}

/** A share between 0 and 1 as whole per cent; a dash when there is nothing to divide by. */
export function share(part, whole) {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;
}

/** Milliseconds with the precision that makes sense: {@code <1 ms}, {@code 7 ms}, {@code 1.3 s}. */
export function duration(millis) {
  if (millis === null || Number.isNaN(millis)) {
    return '–';
  }
  if (millis < 1) {
    return '<1 ms';
  }
  if (millis >= 120_000 && millis % 60_000 === 0) {
    return millis % 3_600_000 === 0 ? `${millis / 3_600_000} h` : `${millis / 60_000} min`;
  }
  return millis < 999.5 ? `${Math.round(millis)} ms` : `${decimal(millis / 1000)} s`;
}

/** Bytes: {@code 17 B}, {@code 1.2 kB}, {@code 1.0 MB}. */
export function bytes(size) {
  if (size < 1000) {
    return `${size} B`;
  }
  return size < 999_950 ? `${decimal(size / 1000)} kB` : `${decimal(size / 1_000_000)} MB`;
}

/** A point in time, with the day, to the millisecond. */
export function timestamp(millis) {
  const time = new Date(millis);
  const clock = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(time);
  return `${clock} +${String(time.getMilliseconds()).padStart(3, '0')} ms`;
}

function decimal(value) {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: value < 100 ? 1 : 0,
    maximumFractionDigits: value < 100 ? 1 : 0,
  }).format(value);
}
