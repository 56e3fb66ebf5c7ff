/** Lines over time, and what they are drawn from: the same on every screen that shows some. */
package dev.pushlab.server.console.chart;
