/**
 * How the client learns which techniques a server offers. Read {@link dev.pushlab.client.catalog.CatalogReader}.
 *
 * <p>No JavaFX.
 */
package dev.pushlab.client.catalog;
