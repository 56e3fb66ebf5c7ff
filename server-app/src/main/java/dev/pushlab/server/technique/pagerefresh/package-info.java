/**
 * Page refresh: the browser fetches a whole document again, because somebody pressed F5 or the document says after how
 * many seconds ({@code <meta http-equiv="refresh">}). No script anywhere. Try it: {@code w3m -o meta_refresh=1
 * 'http://127.0.0.1:PORT/topics/stocks/page-refresh?refresh=5'}.
 */
package dev.pushlab.server.technique.pagerefresh;
