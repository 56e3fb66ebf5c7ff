/** What came out, for people (Markdown, SVG) and for programs (CSV), and whether goals are met. */
package dev.pushlab.server.bench.report;
