/**
 * The client's window. {@link dev.pushlab.client.screen.ClientApp} opens it, {@link
 * dev.pushlab.client.screen.ClientWindow} puts it together; each package below is one part of it, a view with its view
 * model, and knows none of the others.
 *
 * <p>View models hold what is shown and know the network by its observables; they run on whatever executor their {@link
 * dev.pushlab.fx.FxBridge} was given. Views bind to them and decide nothing.
 */
package dev.pushlab.client.screen;
