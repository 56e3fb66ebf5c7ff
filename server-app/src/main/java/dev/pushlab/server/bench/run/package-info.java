/** What is measured, in which order, and what came out. */
package dev.pushlab.server.bench.run;
