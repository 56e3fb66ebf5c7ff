/** Which techniques there are, in the order of the curriculum, and the addresses at which they can be looked up. */
package dev.pushlab.server.catalog;
