/**
 * The bar: who dials whom, to which address, how far it is and how it is protected. Read {@link
 * dev.pushlab.client.screen.connect.ConnectViewModel} first.
 */
package dev.pushlab.client.screen.connect;
