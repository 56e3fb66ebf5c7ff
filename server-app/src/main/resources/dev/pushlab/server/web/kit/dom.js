/** Building elements. Text always becomes a text node: nothing here parses markup. */

/**
 * Creates an element.
 *
 * @param {string} tag the element's name
 * @param {Object<string, string|boolean|Function|null>} [attributes] a function is added as a listener for the event of
 *     that name; true sets an empty attribute; false and null set none
 * @param {...(Node|string|null)} children
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

let laidOut = true;

/**
 * Sets the text of an element only if it differs, so that nothing is laid out again for nothing. When all texts of the
 * moment are set they are laid out at once: a WebView that finds out only while it paints how large a text has become
 * paints it where the one before was, and the rest a frame later.
 */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
    if (laidOut) {
      laidOut = false;
      queueMicrotask(layOut);
    }
  }
}

function layOut() {
  laidOut = true;
  // Asking for a size has the layout done.
  void document.body.offsetWidth;
}

/**
 * Makes a button look and act disabled while it keeps the focus: a disabled button would drop a keyboard user out of
 * the row of controls. Its listeners have to ask {@link isOff}.
 */
export function setOff(button, off) {
  button.setAttribute('aria-disabled', String(off));
}

export function isOff(button) {
  return button.getAttribute('aria-disabled') === 'true';
}

/** Calls {@code action} once in the next frame, however often it is asked for before. */
export function coalesced(action) {
  let pending = false;
  const run = () => {
    pending = false;
    action();
  };
  return () => {
    if (!pending) {
      pending = true;
      requestAnimationFrame(run);
    }
  };
}
