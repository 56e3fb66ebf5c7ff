/**
 * Piggyback polling: an application whose users do something anyway. What the server has to tell rides on the answers to
 * that; for the events alone nobody ever asks. The application is a café: each topic has a table, and whoever sits there
 * orders. Try it: {@code curl -d '{"item":"coffee"}' 'http://127.0.0.1:PORT/topics/stocks/piggyback?after=earliest'}.
 */
package dev.pushlab.server.technique.piggyback;
