/** The tour of the launcher's demo: each page, the native list, the reverse connection, the key. */
package dev.pushlab.client.screen.demo;
