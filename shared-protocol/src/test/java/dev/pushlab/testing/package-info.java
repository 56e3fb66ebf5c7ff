/** What the tests of all modules share; the other modules get it as this module's test jar. */
package dev.pushlab.testing;
