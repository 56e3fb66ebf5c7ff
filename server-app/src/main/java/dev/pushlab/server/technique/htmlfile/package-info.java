/**
 * What Internet Explorer was given for its {@code htmlfile} object: the document of a frame that does not end, with what that
 * browser wanted before it began to run it. Try it: {@code curl -N
 * 'http://127.0.0.1:PORT/topics/stocks/htmlfile?after=earliest'}.
 */
package dev.pushlab.server.technique.htmlfile;
