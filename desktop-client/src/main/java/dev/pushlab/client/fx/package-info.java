/** What the client's screens share beyond the common kit: sentences that are chosen before they are worded. */
package dev.pushlab.client.fx;
