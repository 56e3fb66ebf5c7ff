/** The screen of what the server measures of itself: health, and charts over the last minutes. */
package dev.pushlab.server.console.metrics;
