/**
 * Demonstrations: what happens around the techniques, shown with real sockets and measured. Each sub-package is one
 * demonstration: its package, its resource folder and its test folder have the same name and the same shape, and none
 * knows another, or a room.
 */
package dev.pushlab.server.demonstration;
