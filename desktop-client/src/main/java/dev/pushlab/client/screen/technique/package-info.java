/** A technique whose events a page receives: the page in a WebView, with its explanation beside it. */
package dev.pushlab.client.screen.technique;
