/** What the answers of all that polls have in common. */

/**
 * Notes where the topic stands, which the first answer tells, and what is lost. A gap that has events behind it shows in
 * their ids, so it is told only where there are none.
 *
 * @param {object} lab that the events of this answer have been delivered to
 * @param {string} after the position behind which it was asked
 * @param {{events: Array, last: string, gap: boolean}} answer
 */
export function settle(lab, after, { events, last, gap }) {
  if (lab.position === '') {
    lab.startAt(last);
  } else if (gap && events.length === 0 && lab.position === after) {
    lab.gap(after, last);
  }
}
