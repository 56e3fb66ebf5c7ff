/**
 * What a technique is to the rest of the server. Each sub-package is the room of one technique: its package, its
 * resource folder and its test folder have the same name and the same shape, and no room knows another.
 */
package dev.pushlab.server.technique;
